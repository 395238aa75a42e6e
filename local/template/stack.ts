/** One resource of the template. `P` is the shape of its properties, resolved: no Ref, GetAtt, Sub or Join is left. */
export interface Resource<P = Record<string, unknown>> {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: P;
  /** What `Ref` gives. */
  readonly ref: string;
}

/** A synthesized stack, resolved against the endpoints and names of this machine. */
export interface Stack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Stack outputs, resolved. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Resources of a type, in template order; `P` is CloudFormation's shape of that type. */
  ofType<P>(type: string): Resource<P>[];
  /** `Fn::GetAtt`. Throws when this machine does not know the attribute. */
  attribute(logicalId: string, name: string): string;
  /** The folder (or file) of a file asset, by its S3 key in the template (`<hash>.zip`). */
  asset(s3Key: string): string;
}
