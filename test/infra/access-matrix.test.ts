import { ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { isDeepStrictEqual } from 'node:util';
import { createIam } from '../../local/iam/iam';
import type { Stack } from '../../local/template/stack';
import { assumable, cellsOf, invocable, judged, refusalOf, servicesOf, verdictOf } from './access/cells';
import type { Cell, Verdict } from './access/cells';
import { Wire, type WireCall } from './access/over-the-wire';
import { startProductStack, type ProductStack } from './access/product-stack';
import { removalsOf } from './access/removals';
import { resourcesOf, type Resources } from './access/resources';
import { deniedToAll, may, mayBeAssumed, mayBeInvoked } from './access/table';

let product: ProductStack;
let resources: Resources;
let cells: Cell[];

beforeAll(async () => {
  product = await startProductStack();
  resources = resourcesOf(product.cloud.stack);
  cells = cellsOf(resources);
});
afterAll(() => product.close());

/** Row → what it may do, as the table has it. */
const rowsOf = (matrix: ReadonlyMap<string, ReadonlyMap<string, Verdict>>, verdict: Verdict) =>
  Object.fromEntries(
    [...matrix].map(([row, columns]) => [
      row,
      [...columns]
        .filter(([, found]) => found === verdict)
        .map(([column]) => column)
        .toSorted(),
    ]),
  );
const sorted = (table: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(table).map(([row, columns]) => [row, columns.toSorted()]));
const everybody = (columns: readonly string[]) =>
  Object.fromEntries(Object.keys(may).map((row) => [row, columns.toSorted()]));

describe('the table', () => {
  test('has a row for every role of the stack, and knows every action that a policy names', () => {
    const { stack } = product.cloud;
    const roles = stack.ofType('AWS::IAM::Role').map(({ logicalId }) => stack.attribute(logicalId, 'Arn'));
    expect(Object.keys(may).toSorted()).toEqual([...resources.roles.keys()].toSorted());
    expect([...resources.roles.values()].toSorted()).toEqual(roles.toSorted());

    const asked = new Set(cells.flatMap(({ asks }) => asks.map(({ action }) => action)));
    const granted = stack
      .ofType<{ Policies: object[] }>('AWS::IAM::Role')
      .flatMap(
        ({ properties }) => JSON.stringify(properties.Policies).match(/(?<=")[a-z]+:[A-Z]\w+(?=")/g) ?? [],
      );
    expect(granted.length).toBeGreaterThan(20);
    for (const action of granted) expect(asked).toContain(action);
  });

  test('is what IAM says, for every role, action and resource', () => {
    const matrix = judged(product.cloud.stack, product.cloud.iam, resources, cells);
    expect(rowsOf(matrix, 'allowed')).toEqual(sorted(may));
    expect(rowsOf(matrix, 'denied by the resource')).toEqual(everybody(deniedToAll));
  });
});

describe('over the wire, with its own credentials,', () => {
  /** What the service said. Anything but a refusal in AWS's words or the expected outcome is a fault of the test. */
  const verdict = async ({ asks }: Cell, { send, letIn }: WireCall, arn: string): Promise<Verdict> => {
    const error = await send().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (error === undefined && letIn === undefined) return 'allowed';
    if (!(error instanceof Error)) throw new Error(`${letIn} was expected, and the call succeeded.`);
    if (error.name === letIn) return 'allowed';
    const [field, type] =
      asks[0]?.resource
        .split('/')
        .toReversed()
        .filter((_, index) => index !== 1) ?? [];
    const words = [
      ...asks.map(
        ({ action, resource }) =>
          `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} `,
      ),
      `Not Authorized to access ${field} on type ${type}`,
    ];
    if (words.some((start) => error.message.startsWith(start))) return verdictOf(error.message);
    throw error;
  };

  const picture = 'picture';
  const keys = ['current/a', 'elsewhere/a', 'uploads/a'];
  let owner: S3Client;
  beforeAll(async () => {
    const { region, endpoints, iam } = product.cloud;
    owner = new S3Client({ region, endpoint: endpoints.s3, credentials: iam.operator, forcePathStyle: true });
    for (const Key of keys)
      await owner.send(
        new PutObjectCommand({ Bucket: resources.bucket.name, Key, Body: picture, IfNoneMatch: '*' }),
      );
  });
  afterAll(() => owner.destroy());

  test.each(Object.keys(may))('%s can do what its row says and nothing else', async (row) => {
    const { cloud } = product;
    const roleArn = resources.roles.get(row) ?? '';
    const { arn } = cloud.iam.assume(roleArn, 'matrix') as { arn: string };
    const wire = new Wire(cloud, resources, cloud.iam.credentialsFor(roleArn, 'matrix'));
    const found: Record<Verdict, string[]> = { allowed: [], denied: [], 'denied by the resource': [] };
    try {
      for (const [name, call] of wire.calls) {
        const cell = cells.find((candidate) => candidate.name === name);
        if (!cell) throw new Error(`There is no column ${name}.`);
        found[await verdict(cell, call, arn)].push(name);
      }
    } finally {
      wire.close();
    }
    const overTheWire = (column: string) => wire.calls.has(column);
    expect(found.allowed.toSorted()).toEqual(may[row]?.filter(overTheWire).toSorted());
    expect(found['denied by the resource'].toSorted()).toEqual(deniedToAll.filter(overTheWire).toSorted());
    expect(found.denied.length).toBeGreaterThan(20);
  });

  test('none of them has changed anything', async () => {
    const operator = { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/operator' } as const;
    for (const TableName of resources.tables.keys())
      expect(await product.dynamodb.call(operator, 'Scan', { TableName })).toMatchObject({ Count: 0 });
    const objects = await owner.send(new ListObjectsV2Command({ Bucket: resources.bucket.name }));
    expect(objects.Contents?.map(({ Key, Size }) => [Key, Size])).toEqual(
      keys.map((key) => [key, picture.length]),
    );
  });

  test('nobody reaches a field that is not for IAM, however much they may do', async () => {
    const { cloud } = product;
    const wire = new Wire(cloud, resources, cloud.iam.operator);
    const closed = ['createIdUpload', 'startOnboarding', 'sendMessage'];
    for (const field of closed)
      await expect(wire.calls.get(`appsync:GraphQL Mutation.${field}`)?.send()).rejects.toMatchObject({
        name: 'Unauthorized',
        message: `Not Authorized to access ${field} on type Mutation`,
      });
    wire.close();
  });

  test('what runs here is called for real; the rest is asked of IAM alone', () => {
    const wire = new Wire(product.cloud, resources, product.cloud.iam.operator);
    const asked = cells.filter(({ name }) => !wire.calls.has(name)).map(({ name }) => name.split(' ')[0]);
    wire.close();
    expect([...new Set(asked)].toSorted()).toEqual([
      // The subscription, which the API serves over its socket.
      'appsync:GraphQL',
      'bedrock:GetInferenceProfile',
      'bedrock:InvokeModel',
      'bedrock:InvokeModelWithResponseStream',
      'iam:PassRole',
      'kms:Decrypt',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      // In the clear: nothing here speaks TLS, and nothing leaves the machine.
      's3:GetObject',
      's3:ListBucket',
      'sts:AssumeRole',
      'textract:DetectDocumentText',
    ]);
  });
});

describe('from outside', () => {
  test('a function is invoked only by the service that works for the right thing', async () => {
    const invoked: string[] = [];
    for (const functionName of resources.functions.keys())
      for (const [service, caller] of servicesOf(resources)) {
        const payload = Buffer.from('{}');
        const refused = await product.lambda
          .invoke(caller, { functionName, payload, invocationType: 'DryRun' })
          .then(
            () => undefined,
            (error: Error) =>
              refusalOf(() => {
                throw error;
              }),
          );
        if (refused === undefined) invoked.push(`${functionName} by ${service}`);
      }
    expect(invoked.toSorted()).toEqual(mayBeInvoked.toSorted());
  });

  test('a role is assumed only by the service it is for', () => {
    expect(assumable(product.cloud.iam, resources).toSorted()).toEqual(mayBeAssumed.toSorted());
  });
});

test('no permission, and no condition on one, can be taken out of the stack without a row of the table noticing', () => {
  const { cloud } = product;
  const table = [sorted(may), everybody(deniedToAll), mayBeInvoked.toSorted(), mayBeAssumed.toSorted()];
  const isAsTheTable = (stack: Stack): boolean => {
    const iam = createIam(stack, cloud);
    const matrix = judged(stack, iam, resources, cells);
    const found = [
      rowsOf(matrix, 'allowed'),
      rowsOf(matrix, 'denied by the resource'),
      invocable(stack, iam, resources).toSorted(),
      assumable(iam, resources).toSorted(),
    ];
    return isDeepStrictEqual(found, table);
  };
  const removals = removalsOf(cloud.stack);
  expect(isAsTheTable(cloud.stack)).toBe(true);
  expect(removals.length).toBeGreaterThan(60);
  expect(removals.filter(({ stack }) => isAsTheTable(stack)).map(({ name }) => name)).toEqual([]);
});
