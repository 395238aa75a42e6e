import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RequestRecord } from '../../../local/cloud';
import { createCloud } from '../../../local/create-cloud';
import { createLambda } from '../../../local/lambda/service';
import type { LambdaOptions } from '../../../local/lambda/service';
import { reserveEndpoints } from '../../../local/ports';
import { writeAssembly } from '../template/assembly-fixture';

export const lambdaTrust = {
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

export interface FunctionFixture {
  /** Of `index.mjs`, unless `files` says otherwise. */
  code?: string;
  files?: Record<string, string>;
  properties?: object;
  /** Statements of the function's role. */
  may?: object[];
}

/** A template with one role and one function for each entry; logical ids `<Name>` and `<Name>Role`. */
export function functionsTemplate(functions: Record<string, FunctionFixture>, more: object = {}) {
  const resources: Record<string, object> = {};
  const assets: Record<string, Record<string, string>> = {};
  for (const [name, { code, files, properties, may = [] }] of Object.entries(functions)) {
    assets[`${name}.zip`] = files ?? { 'index.mjs': code ?? '' };
    resources[`${name}Role`] = {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: lambdaTrust,
        ManagedPolicyArns: [
          {
            'Fn::Join': [
              '',
              [
                'arn:',
                { Ref: 'AWS::Partition' },
                ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
              ],
            ],
          },
        ],
        ...(may.length === 0
          ? {}
          : { Policies: [{ PolicyName: 'Inline', PolicyDocument: { Statement: may } }] }),
      },
    };
    resources[name] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: name,
        Handler: 'index.handler',
        Runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
        Role: { 'Fn::GetAtt': [`${name}Role`, 'Arn'] },
        Code: { S3Bucket: 'assets', S3Key: `${name}.zip` },
        Timeout: 5,
        ...properties,
      },
    };
  }
  return { template: { Resources: { ...resources, ...more } }, assets };
}

/** A running Lambda service for these functions, with everything that a test may want to see of it. */
export async function startLambda(
  functions: Record<string, FunctionFixture>,
  {
    more = {},
    stateDir = mkdtempSync(path.join(tmpdir(), 'state-')),
    now = () => new Date(),
    ...options
  }: LambdaOptions & { more?: object; stateDir?: string; now?: () => Date } = {},
) {
  const records: RequestRecord[] = [];
  const assembly = writeAssembly(functionsTemplate(functions, more));
  const cloud = createCloud({
    assembly,
    stateDir,
    now,
    endpoints: await reserveEndpoints(),
    onRecord: (entry) => records.push(entry),
  });
  const lambda = await createLambda(cloud, { retryDelaysMs: [10, 20], throttleDelayMs: 10, ...options });
  const operator = { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/operator' } as const;
  const invoke = async (
    functionName: string,
    payload: unknown = {},
    invocationType: 'RequestResponse' | 'Event' | 'DryRun' = 'RequestResponse',
  ) => {
    const result = await lambda.invoke(operator, {
      functionName,
      payload: Buffer.from(JSON.stringify(payload)),
      invocationType,
    });
    const text = result.payload.toString('utf8');
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { ...result, body };
  };
  /** Puts other functions in force. */
  const reload = async (later: Record<string, FunctionFixture>, laterMore: object = more) => {
    cpSync(writeAssembly(functionsTemplate(later, laterMore)), assembly, { recursive: true });
    const putInForce = await lambda.prepare(cloud.reloaded());
    putInForce();
  };
  return { cloud, lambda, records, invoke, reload };
}

/** Waits until `holds` gives something, asking every few milliseconds; not longer than a test may take. */
export async function eventually<T>(holds: () => T | undefined): Promise<T> {
  for (const begun = performance.now(); performance.now() - begun < 50_000;) {
    const value = holds();
    if (value !== undefined) return value;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`This did not come to hold: ${String(holds)}`);
}

/** Whether there is such a process. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
