import { isDeepStrictEqual } from 'node:util';
import type { Cloud, PolicyStatement } from '../cloud';
import { readEventInvokeConfigs } from './destinations';
import type { EventInvokeConfig } from './event-queue';
import { findTarget, readFunctions } from './functions';
import type { LambdaFunction } from './functions';
import { installCommand, isNodeOf, nodeFor } from './node-runtimes';
import { readPermissions } from './permissions';

/** All that a template says of Lambda. */
export interface Deployment {
  cloud: Cloud;
  functions: ReadonlyMap<string, LambdaFunction>;
  /** The resource policies of all functions. */
  permissions: PolicyStatement[];
  configOf: (functionArn: string, qualifier: string) => EventInvokeConfig;
  /** What functions ask for and this machine does not run, a sentence each. */
  notRun: readonly string[];
}

/**
 * Reads the deployment. Throws TemplateError for what no AWS account would take, and an Error for a role that Lambda may
 * not assume, as CreateFunction does.
 */
export function readDeployment(cloud: Cloud): Deployment {
  const functions = readFunctions(cloud);
  const arnOfFunction = (nameOrArn: string) => findTarget(functions, nameOrArn, undefined, cloud).arn;
  for (const fn of functions.values()) if (fn.notRun === undefined) assertRole(cloud, fn);
  return {
    cloud,
    functions,
    permissions: readPermissions(cloud.stack, arnOfFunction),
    configOf: readEventInvokeConfigs(cloud.stack, arnOfFunction),
    notRun: notRunOf([...functions.values()]),
  };
}

/** The credentials of the function's own processes. */
export function credentialsOf({ iam, accountId }: Cloud, fn: LambdaFunction) {
  return iam.credentialsFor(fn.roleArn, fn.name, {
    kind: 'service',
    principal: 'lambda.amazonaws.com',
    sourceArn: fn.arn,
    sourceAccount: accountId,
  });
}

/** Whether a process of the one may go on as a process of the other: the same code, settings and role. */
export function isSameFunction(one: LambdaFunction, other: LambdaFunction | undefined): boolean {
  return isDeepStrictEqual(one, other);
}

function assertRole(cloud: Cloud, fn: LambdaFunction): void {
  try {
    credentialsOf(cloud, fn);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The role defined for the function ${fn.name} cannot be assumed by Lambda: ${reason}`, {
      cause,
    });
  }
}

function notRunOf(functions: readonly LambdaFunction[]): string[] {
  const runtimes = new Set(functions.filter((fn) => fn.notRun === undefined).map(({ runtime }) => runtime));
  return [
    ...functions.flatMap(({ name, notRun }) => (notRun === undefined ? [] : [`Function ${name}: ${notRun}`])),
    ...[...runtimes].flatMap((runtime) => {
      const node = nodeFor(runtime);
      if (isNodeOf(runtime, node)) return [];
      return [
        `Runtime ${runtime}: its functions run on Node ${node.version}. For its own: ${installCommand(runtime)}`,
      ];
    }),
  ];
}
