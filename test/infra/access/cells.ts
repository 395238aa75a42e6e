import type { AccessQuestion, Iam, PolicyStatement, ServiceCaller } from '../../../local/cloud';
import { readPermissions } from '../../../local/lambda/permissions';
import { bucketsOf } from '../../../local/s3/buckets';
import { requestContext } from '../../../local/s3/request-context';
import type { Stack } from '../../../local/template/stack';
import type { Resources } from './resources';

/** A column of the matrix: something that one might do, and what IAM is asked before it is done. */
export interface Cell {
  /** Action and resource, as the table has them. */
  name: string;
  /** All of it must be allowed. */
  asks: Ask[];
}
type Ask = Pick<AccessQuestion, 'action' | 'resource' | 'context'> & { policy?: 'bucket' | 'functions' };

export type Verdict = 'allowed' | 'denied' | 'denied by the resource';

/** Every action that a part of the product uses, or might come to use, on every resource that it could be done to. */
export const cellsOf = ({
  bucket,
  tables,
  functions,
  logs,
  secrets,
  models,
  fields,
  agent,
}: Resources): Cell[] => {
  const each = (actions: string[], on: Iterable<[name: string, arn: string]>, policy?: Ask['policy']) =>
    actions.flatMap((action) =>
      [...on].map(([name, resource]): Cell => ({
        name: `${action} ${name}`,
        asks: [{ action, resource, ...(policy && { policy }) }],
      })),
    );
  return [
    ...s3Cells(bucket.arn),
    ...each(
      [
        'GetItem',
        'BatchGetItem',
        'Query',
        'Scan',
        'PutItem',
        'UpdateItem',
        'DeleteItem',
        'BatchWriteItem',
        'ConditionCheckItem',
      ].map((operation) => `dynamodb:${operation}`),
      tables,
    ),
    ...each(['lambda:InvokeFunction'], functions, 'functions'),
    ...each(['appsync:GraphQL'], fields),
    ...each(['bedrock:InvokeAgent'], [['agent', agent.aliasArn]]),
    ...each(['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], secrets),
    ...each(
      ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream', 'bedrock:GetInferenceProfile'],
      models,
    ),
    ...each(
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      [...logs].map(([name, arn]) => [`log of ${name}`, arn]),
    ),
    ...each(
      ['textract:DetectDocumentText', 'sts:AssumeRole', 'iam:PassRole', 'kms:Decrypt'],
      [['anything', '*']],
    ),
  ];
};

const s3Cells = (bucketArn: string): Cell[] => {
  const keys = ['uploads/a', 'current/a', 'elsewhere/a'];
  const ask = (action: string, key: string, headers: object = {}, more: object = {}): Ask => ({
    action,
    resource: key === '' ? bucketArn : `${bucketArn}/${key}`,
    context: {
      ...requestContext({ authType: 'REST-HEADER', age: 0 }, { ...headers }, new Map()),
      ...more,
    },
    policy: 'bucket',
  });
  const first = { 'if-none-match': '*' };
  const over = { 'if-match': '"etag"' };
  const upload = 'uploads/a';
  const inTheClear = { 'aws:SecureTransport': 'false' };
  return [
    ...keys.flatMap((key): Cell[] => [
      { name: `s3:GetObject pictures/${key}`, asks: [ask('s3:GetObject', key)] },
      { name: `s3:PutObject pictures/${key}`, asks: [ask('s3:PutObject', key, first)] },
      { name: `s3:DeleteObject pictures/${key}`, asks: [ask('s3:DeleteObject', key)] },
    ]),
    { name: 's3:ListBucket pictures', asks: [ask('s3:ListBucket', '')] },
    {
      name: `s3:PutObject pictures/${upload} over what was read`,
      asks: [ask('s3:GetObject', upload, over), ask('s3:PutObject', upload, over)],
    },
    { name: `s3:PutObject pictures/${upload} blindly`, asks: [ask('s3:PutObject', upload)] },
    {
      name: `s3:PutObject pictures/${upload} by an old signature`,
      asks: [ask('s3:PutObject', upload, first, { 's3:signatureAge': String(11 * 60_000) })],
    },
    {
      name: `s3:GetObject pictures/${upload} in the clear`,
      asks: [ask('s3:GetObject', upload, {}, inTheClear)],
    },
    { name: 's3:ListBucket pictures in the clear', asks: [ask('s3:ListBucket', '', {}, inTheClear)] },
  ];
};

/** The policies of the template's buckets and functions. */
const resourcePolicies = (stack: Stack): Record<'bucket' | 'functions', PolicyStatement[]> => ({
  bucket: [...bucketsOf(stack).values()].flatMap(({ policy }) => policy),
  functions: readPermissions(stack, (arn) => arn),
});

/** The matrix as IAM has it for `stack`: row → column → verdict. */
export const judged = (
  stack: Stack,
  iam: Iam,
  { roles }: Resources,
  cells: readonly Cell[],
): Map<string, Map<string, Verdict>> => {
  const policies = resourcePolicies(stack);
  return new Map(
    [...roles].map(([row, roleArn]) => {
      const caller = iam.assume(roleArn, 'matrix');
      const verdicts = cells.map(({ name, asks }): [string, Verdict] => {
        for (const { policy, ...question } of asks) {
          const resourcePolicy = policy === undefined ? [] : policies[policy];
          const refusal = refusalOf(() => iam.authorize({ caller, resourcePolicy, ...question }));
          if (refusal !== undefined) return [name, verdictOf(refusal)];
        }
        return [name, 'allowed'];
      });
      return [row, new Map(verdicts)];
    }),
  );
};

/** Why somebody is refused, by the sentence that AWS says. */
export const verdictOf = (refusal: string): Verdict =>
  refusal.endsWith('with an explicit deny in a resource-based policy') ? 'denied by the resource' : 'denied';

export const refusalOf = (ask: () => unknown): string | undefined => {
  try {
    ask();
    return undefined;
  } catch (error) {
    if (error instanceof Error && / is not authorized to perform: /.test(error.message)) return error.message;
    throw error;
  }
};

/** Services that act for something, inside the account and outside of it. */
export const servicesOf = ({ api, agent }: Resources): Map<string, ServiceCaller> => {
  const accountId = api.split(':')[4] ?? '';
  const sources: [name: string, sourceArn: string, sourceAccount: string][] = [
    ['the API', api, accountId],
    ['another API', `${api.slice(0, -1)}0`, accountId],
    ['the agent', agent.arn, accountId],
    ['another agent', `${agent.arn.slice(0, -1)}0`, accountId],
    ['the agent for another account', agent.arn, '999999999999'],
  ];
  const principals = ['appsync', 'bedrock', 'lambda', 's3'].map((name) => `${name}.amazonaws.com`);
  return new Map(
    principals.flatMap((principal) =>
      sources.map(([name, sourceArn, sourceAccount]): [string, ServiceCaller] => [
        `${principal} for ${name}`,
        { kind: 'service', principal, sourceArn, sourceAccount },
      ]),
    ),
  );
};

/** Which services may invoke which function. */
export const invocable = (stack: Stack, iam: Iam, resources: Resources): string[] => {
  const { functions: resourcePolicy } = resourcePolicies(stack);
  return [...resources.functions].flatMap(([name, resource]) =>
    [...servicesOf(resources)]
      .filter(
        ([, caller]) =>
          refusalOf(() =>
            iam.authorize({ caller, action: 'lambda:InvokeFunction', resource, resourcePolicy }),
          ) === undefined,
      )
      .map(([service]) => `${name} by ${service}`),
  );
};

/** Which services may be which role. */
export const assumable = (iam: Iam, resources: Resources): string[] =>
  [...resources.roles].flatMap(([row, roleArn]) =>
    [...servicesOf(resources)]
      .filter(([, service]) => refusalOf(() => iam.assume(roleArn, 'matrix', service)) === undefined)
      .map(([service]) => `${row} by ${service}`),
  );
