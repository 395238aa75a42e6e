/** One resource of the template. `properties` are resolved: no Ref, GetAtt, Sub or Join is left in them. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, any>>;
  /** What `Ref` gives. */
  readonly ref: string;
}

/** A synthesized stack, resolved against the endpoints and names of this machine. */
export interface Stack {
  readonly name: string;
  readonly resources: ReadonlyMap<string, Resource>;
  /** Stack outputs, resolved. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Resources of a type, in template order. */
  ofType(type: string): Resource[];
  /** `Fn::GetAtt`. Throws when this machine does not know the attribute. */
  attribute(logicalId: string, name: string): string;
  /** The folder (or file) of a file asset, by its S3 key in the template (`<hash>.zip`). */
  asset(s3Key: string): string;
}
