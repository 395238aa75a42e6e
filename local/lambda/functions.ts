import { AwsError } from '../cloud';
import type { Cloud } from '../cloud';
import { TemplateError } from '../template/intrinsics';
import type { Resource } from '../template/stack';

/** One function of the template, with all that running it needs. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly handler: string;
  /** `nodejs22.x` */
  readonly runtime: string;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  readonly variables: Readonly<Record<string, string>>;
  /** Undefined: no reservation. 0: the function is switched off. */
  readonly reservedConcurrency: number | undefined;
  readonly logGroup: string;
  readonly jsonLogs: boolean;
  readonly code: Code;
  /** Version that runs, by qualifier: `$LATEST`, the version's number, aliases. */
  readonly versions: ReadonlyMap<string, string>;
  /** ARN of an SQS queue or SNS topic for events that failed. */
  readonly deadLetterArn: string | undefined;
  /** Why this machine cannot run the function. */
  readonly notRun: string | undefined;
}

export type Code = { kind: 'folder'; folder: string } | { kind: 'inline'; source: string };

interface FunctionProperties {
  Handler?: string;
  Role: string;
  Runtime?: string;
  Timeout?: number | string;
  MemorySize?: number | string;
  Environment?: { Variables?: Record<string, string | number | boolean> };
  ReservedConcurrentExecutions?: number | string;
  Code: { S3Key?: string; ZipFile?: string; ImageUri?: string };
  Layers?: string[];
  LoggingConfig?: { LogFormat?: string; LogGroup?: string };
  DeadLetterConfig?: { TargetArn?: string };
}

interface VersionProperties {
  FunctionName: string;
}

interface AliasProperties {
  FunctionName: string;
  FunctionVersion: string;
  Name: string;
}

/** The functions of the template, by name. Throws TemplateError for what no AWS account would take either. */
export function readFunctions({ stack }: Cloud): Map<string, LambdaFunction> {
  const functions = new Map<string, LambdaFunction>();
  const versions = readVersions(stack);
  for (const resource of stack.ofType<FunctionProperties>('AWS::Lambda::Function')) {
    const { properties: given, ref: name } = resource;
    const arn = stack.attribute(resource.logicalId, 'Arn');
    const folder = given.Code.S3Key === undefined ? undefined : stack.asset(given.Code.S3Key);
    functions.set(name, {
      name,
      arn,
      roleArn: given.Role,
      handler: given.Handler ?? '',
      runtime: given.Runtime ?? '',
      timeoutMs: wholeNumber(resource, 'Timeout', 3, 1, 900) * 1000,
      memoryMb: wholeNumber(resource, 'MemorySize', 128, 128, 10_240),
      variables: variablesOf(resource),
      reservedConcurrency:
        given.ReservedConcurrentExecutions === undefined
          ? undefined
          : wholeNumber(resource, 'ReservedConcurrentExecutions', 0, 0, 100_000),
      logGroup: given.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
      jsonLogs: given.LoggingConfig?.LogFormat === 'JSON',
      code:
        folder === undefined
          ? { kind: 'inline', source: given.Code.ZipFile ?? '' }
          : { kind: 'folder', folder },
      versions: new Map([
        ['$LATEST', '$LATEST'],
        ...(versions.get(arn) ?? []),
        ...(versions.get(name) ?? []),
      ]),
      deadLetterArn: given.DeadLetterConfig?.TargetArn,
      notRun: reasonNotRun(given, folder),
    });
  }
  return functions;
}

function readVersions(stack: Cloud['stack']): Map<string, [qualifier: string, version: string][]> {
  const versions = new Map<string, [string, string][]>();
  const add = (functionName: string, qualifier: string, version: string) => {
    const known = versions.get(functionName) ?? [];
    versions.set(functionName, [...known, [qualifier, version]]);
  };
  for (const { logicalId, properties } of stack.ofType<VersionProperties>('AWS::Lambda::Version')) {
    const version = stack.attribute(logicalId, 'Version');
    add(properties.FunctionName, version, version);
  }
  for (const { properties } of stack.ofType<AliasProperties>('AWS::Lambda::Alias'))
    add(properties.FunctionName, properties.Name, properties.FunctionVersion);
  return versions;
}

function reasonNotRun(given: FunctionProperties, folder: string | undefined): string | undefined {
  if (given.Code.ImageUri !== undefined) return 'container images are not run on this machine';
  if (!given.Runtime?.startsWith('nodejs')) return `the runtime ${given.Runtime} is not run on this machine`;
  if ((given.Layers ?? []).length > 0)
    return 'layers are not mounted on this machine: bundle them into the code';
  if (folder?.endsWith('.zip')) return 'the code is a zip file: only assets that are folders are run';
  if (folder === undefined && given.Code.ZipFile === undefined)
    return 'the code is neither an asset nor inline';
  return undefined;
}

function variablesOf({ properties }: Resource<FunctionProperties>): Record<string, string> {
  const variables = Object.entries(properties.Environment?.Variables ?? {});
  return Object.fromEntries(variables.map(([name, value]) => [name, String(value)]));
}

function wholeNumber(
  { logicalId, properties }: Resource<FunctionProperties>,
  name: 'Timeout' | 'MemorySize' | 'ReservedConcurrentExecutions',
  fallback: number,
  least: number,
  most: number,
): number {
  const value = Number(properties[name] ?? fallback);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new TemplateError(
    `Resources.${logicalId}.Properties.${name} is ${properties[name]}; it must be from ${least} to ${most}.`,
  );
}

/** A function as an invocation names it. */
export interface Target {
  /** The ARN as it was asked for, with its qualifier: what IAM and logs speak of. */
  arn: string;
  qualifier: string;
  /** Undefined when the template has no such function or qualifier. */
  fn: LambdaFunction | undefined;
}

/**
 * Understands a name, an ARN, a partial ARN, each with or without a qualifier, and the separate `Qualifier` parameter
 * (Lambda API reference, Invoke, FunctionName). Throws AwsError for what is none of these.
 */
export function findTarget(
  functions: ReadonlyMap<string, LambdaFunction>,
  functionName: string,
  qualifierParameter: string | undefined,
  { region, accountId }: Pick<Cloud, 'region' | 'accountId'>,
): Target {
  const match =
    /^(?:arn:aws:lambda:([a-z0-9-]+):)?(?:(\d{12}):)?(?:function:)?([\w.-]{1,140})(?::(\$LATEST|[\w-]+))?$/.exec(
      functionName,
    );
  if (match === null)
    throw new AwsError('ValidationException', `${functionName} is not the name or the ARN of a function.`);
  const [, inRegion = region, inAccount = accountId, name = '', derived] = match;
  if (derived !== undefined && qualifierParameter !== undefined && derived !== qualifierParameter)
    throw new AwsError(
      'InvalidParameterValueException',
      'The derived qualifier from the function name does not match the specified qualifier.',
    );
  const qualifier = derived ?? qualifierParameter;
  const unqualified = `arn:aws:lambda:${inRegion}:${inAccount}:function:${name}`;
  const fn = functions.get(name);
  const exists = fn?.arn === unqualified && (qualifier === undefined || fn.versions.has(qualifier));
  return {
    arn: qualifier === undefined ? unqualified : `${unqualified}:${qualifier}`,
    qualifier: qualifier ?? '$LATEST',
    fn: exists ? fn : undefined,
  };
}
