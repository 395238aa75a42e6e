import {
  DynamoDBClient,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DynamoDbService, Service } from '../../../local/cloud';
import { Engine } from '../../../local/dynamodb/engine';
import { createDynamoDb } from '../../../local/dynamodb/service';
import { killedWriter } from '../killed-writer';
import { role, templateCloud, type TemplateCloud } from '../template-cloud';

const table = (TableName: string) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName,
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'S' },
      { AttributeName: 'owner', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byOwner',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
});
const onAccounts = (Action: string | string[], more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource: { 'Fn::GetAtt': ['Accounts', 'Arn'] },
  ...more,
});
const enclosed = { 'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': ['TransactWriteItems'] } };
const resources = {
  Accounts: table('Accounts'),
  Ledger: table('Ledger'),
  Putter: role([onAccounts('dynamodb:PutItem')]),
  Checker: role([onAccounts(['dynamodb:PutItem', 'dynamodb:ConditionCheckItem'])]),
  Enclosed: role([onAccounts('dynamodb:PutItem', { Condition: enclosed })]),
};

let cloud: TemplateCloud;
let service: Service & DynamoDbService;
let db: DynamoDBClient;
const operator = { kind: 'operator', arn: 'arn:aws:iam::111122223333:user/operator' } as const;

beforeAll(async () => {
  cloud = await templateCloud(resources);
  service = await createDynamoDb(cloud);
  const { region, endpoints, iam } = cloud;
  db = new DynamoDBClient({
    region,
    endpoint: endpoints.dynamodb,
    credentials: iam.operator,
    maxAttempts: 1,
  });
});
afterAll(async () => {
  db.destroy();
  await service.close();
  await cloud.remove();
});

const put = (id: string, more: object = {}, TableName = 'Accounts') =>
  service.call(operator, 'PutItem', { TableName, Item: { id: { S: id }, ...more } });
const get = async (id: string, TableName = 'Accounts') =>
  (await service.call(operator, 'GetItem', { TableName, Key: { id: { S: id } } }))['Item'];
const write = (...TransactItems: TransactWriteItem[]) =>
  db.send(new TransactWriteItemsCommand({ TransactItems }));
const move = (id: string, amount: number): TransactWriteItem => ({
  Update: {
    TableName: 'Accounts',
    Key: { id: { S: id } },
    UpdateExpression: 'SET balance = balance + :amount',
    ConditionExpression: 'balance >= :least',
    ExpressionAttributeValues: {
      ':amount': { N: String(amount) },
      ':least': { N: String(Math.max(0, -amount)) },
    },
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  },
});
const entry = (id: string): TransactWriteItem => ({
  Put: {
    TableName: 'Ledger',
    Item: { id: { S: id }, owner: { S: 'anna' } },
    ConditionExpression: 'attribute_not_exists(id)',
  },
});
const check = (id: string): TransactWriteItem => ({
  ConditionCheck: {
    TableName: 'Accounts',
    Key: { id: { S: id } },
    ConditionExpression: 'attribute_exists(id)',
  },
});

test('a transaction that succeeds has done all of it, in the indexes too', async () => {
  await put('anna', { balance: { N: '10' } });
  await put('berta', { balance: { N: '0' } });
  await put('closed');
  await write(move('anna', -4), move('berta', 4), entry('move-1'), check('closed'));

  expect(await get('anna')).toMatchObject({ balance: { N: '6' } });
  expect(await get('berta')).toMatchObject({ balance: { N: '4' } });
  // What was only checked is there still.
  expect(await get('closed')).toEqual({ id: { S: 'closed' } });
  const byOwner = await service.call(operator, 'Query', {
    TableName: 'Ledger',
    IndexName: 'byOwner',
    KeyConditionExpression: '#owner = :anna',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':anna': { S: 'anna' } },
  });
  expect(byOwner['Items']).toEqual([{ id: { S: 'move-1' }, owner: { S: 'anna' } }]);
});

test('a transaction that is cancelled has done nothing, and says why of every item', async () => {
  await put('poor', { balance: { N: '1' } });
  await put('rich', { balance: { N: '9' }, note: { S: 'x' } });
  const bad: TransactWriteItem = {
    Update: {
      TableName: 'Accounts',
      Key: { id: { S: 'rich' } },
      UpdateExpression: 'SET note = note + :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  };
  const error: unknown = await write(entry('move-2'), move('poor', -4), check('nobody'), bad).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TransactionCanceledException);
  expect(error).toMatchObject({
    message:
      'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      '[None, ConditionalCheckFailed, ConditionalCheckFailed, ValidationError]',
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: [
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { id: { S: 'poor' }, balance: { N: '1' } },
      },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
    ],
  });
  expect(await get('move-2', 'Ledger')).toBeUndefined();
  expect(await get('poor')).toMatchObject({ balance: { N: '1' } });
});

test('a token is good for one transaction, for ten minutes and over a restart', async () => {
  await put('once', { balance: { N: '5' } });
  const TransactItems = [move('once', 1)];
  const send = (ClientRequestToken: string, items = TransactItems) =>
    db.send(new TransactWriteItemsCommand({ TransactItems: items, ClientRequestToken }));
  await send('token');
  await send('token');
  expect(await get('once')).toMatchObject({ balance: { N: '6' } });
  await expect(send('token', [move('once', 2)])).rejects.toMatchObject({
    name: 'IdempotentParameterMismatchException',
  });
  await send('another');
  expect(await get('once')).toMatchObject({ balance: { N: '7' } });

  await service.close();
  service = await createDynamoDb(cloud);
  await send('token');
  expect(await get('once')).toMatchObject({ balance: { N: '7' } });
  const inTime = { TransactItems, ClientRequestToken: 'token' };
  cloud.setNow(new Date(Date.now() + 11 * 60_000));
  try {
    await service.call(operator, 'TransactWriteItems', inTime);
  } finally {
    cloud.setNow(undefined);
  }
  expect(await get('once')).toMatchObject({ balance: { N: '8' } });
});

test('a cancelled transaction may be sent again under its token', async () => {
  await put('later', { balance: { N: '0' } });
  const command = { TransactItems: [move('later', -1)], ClientRequestToken: 'again' };
  await expect(db.send(new TransactWriteItemsCommand(command))).rejects.toThrow('ConditionalCheckFailed');
  await put('later', { balance: { N: '1' } });
  await db.send(new TransactWriteItemsCommand(command));
  expect(await get('later')).toMatchObject({ balance: { N: '0' } });
});

test('a hundred transfers at once, in circles, lose nothing and wait for nobody for ever', async () => {
  const people = ['a', 'b', 'c', 'd'];
  for (const id of people) await put(id, { balance: { N: '1000' } });
  const transfers = Array.from({ length: 100 }, (_, index) => {
    const [from = '', to = ''] = [people[index % 4], people[(index + 1 + (index % 3)) % 4]];
    return write(move(from, -1), move(to, 1));
  });
  const singles = people.map((id) =>
    service.call(operator, 'UpdateItem', { TableName: 'Accounts', ...move(id, 10).Update }),
  );
  const batches = people.map(() =>
    service.call(operator, 'BatchWriteItem', {
      RequestItems: {
        Ledger: people.toReversed().map((id) => ({ PutRequest: { Item: { id: { S: `of-${id}` } } } })),
      },
    }),
  );
  await Promise.all([...transfers, ...singles, ...batches]);
  const { Responses } = await db.send(
    new TransactGetItemsCommand({
      TransactItems: people.map((id) => ({ Get: { TableName: 'Accounts', Key: { id: { S: id } } } })),
    }),
  );
  const sum = Responses?.reduce((total, { Item }) => total + Number(Item?.['balance']?.N), 0);
  expect(sum).toBe(4_040);
});

test('items are read together, by projection, and nothing for one that is not there', async () => {
  await put('read', { balance: { N: '1' }, note: { S: 'x' } });
  const Get = { TableName: cloud.stack.attribute('Accounts', 'Arn'), Key: { id: { S: 'read' } } };
  const { Responses } = await db.send(
    new TransactGetItemsCommand({
      TransactItems: [
        { Get: { ...Get, ProjectionExpression: 'balance' } },
        { Get: { TableName: 'Ledger', Key: { id: { S: 'nothing' } } } },
      ],
    }),
  );
  expect(Responses).toEqual([{ Item: { balance: { N: '1' } } }, {}]);
});

describe('access', () => {
  const Put = { TableName: 'Accounts', Item: { id: { S: 'put' } } };
  const as = (roleId: string, operation: string, input: object) =>
    service.call(cloud.iam.assume(cloud.stack.attribute(roleId, 'Arn'), 'test'), operation, input);
  const refused = (action: string) => ({
    code: 'AccessDeniedException',
    message: expect.stringContaining(
      `is not authorized to perform: dynamodb:${action} on resource: arn:aws:dynamodb:eu-north-1:111122223333:table/`,
    ),
  });

  test('is asked of what is done to each item', async () => {
    await put('there');
    await as('Putter', 'TransactWriteItems', { TransactItems: [{ Put }] });
    const both = { TransactItems: [{ Put }, check('there')] };
    await expect(as('Putter', 'TransactWriteItems', both)).rejects.toMatchObject(
      refused('ConditionCheckItem'),
    );
    await as('Checker', 'TransactWriteItems', both);
    for (const [member, action] of [
      ['Delete', 'DeleteItem'],
      ['Update', 'UpdateItem'],
    ] as const) {
      const of = { TableName: 'Accounts', Key: { id: { S: 'there' } } };
      const item = { [member]: { ...of, ...(member === 'Update' && { UpdateExpression: 'REMOVE note' }) } };
      await expect(as('Checker', 'TransactWriteItems', { TransactItems: [item] })).rejects.toMatchObject(
        refused(action),
      );
    }
    const elsewhere = { TransactItems: [{ Put }, { Put: { ...Put, TableName: 'Ledger' } }] };
    await expect(as('Checker', 'TransactWriteItems', elsewhere)).rejects.toMatchObject(refused('PutItem'));
    const read = { TransactItems: [{ Get: { TableName: 'Accounts', Key: { id: { S: 'there' } } } }] };
    await expect(as('Checker', 'TransactGetItems', read)).rejects.toMatchObject(refused('GetItem'));
  });

  test('can depend on the enclosing operation', async () => {
    await as('Enclosed', 'TransactWriteItems', { TransactItems: [{ Put }] });
    await expect(as('Enclosed', 'PutItem', Put)).rejects.toMatchObject(refused('PutItem'));
  });
});

describe('a transaction is refused whole', () => {
  const Delete = { TableName: 'Accounts', Key: { id: { S: 'x' } } };
  const Get = Delete;
  test.each<[string, string, object, string, string]>([
    [
      'with no item',
      'TransactWriteItems',
      { TransactItems: [] },
      'ValidationException',
      'greater than or equal to 1',
    ],
    [
      'with more than a hundred',
      'TransactWriteItems',
      { TransactItems: Array.from({ length: 101 }, () => ({ Delete })) },
      'ValidationException',
      'less than or equal to 100',
    ],
    [
      'with one item twice',
      'TransactWriteItems',
      { TransactItems: [{ Delete }, check('x')] },
      'ValidationException',
      'multiple operations on one item',
    ],
    [
      'that reads one item twice',
      'TransactGetItems',
      { TransactItems: [{ Get }, { Get }] },
      'ValidationException',
      'multiple operations on one item',
    ],
    [
      'with two things in one',
      'TransactWriteItems',
      { TransactItems: [{ Delete, Put: { TableName: 'Accounts', Item: Delete.Key } }] },
      'ValidationException',
      'can only contain one of',
    ],
    [
      'that writes where it should read',
      'TransactGetItems',
      { TransactItems: [{ Delete }] },
      'ValidationException',
      'Get',
    ],
    [
      'without a condition to check',
      'TransactWriteItems',
      { TransactItems: [{ ConditionCheck: Delete }] },
      'ValidationException',
      'ConditionExpression',
    ],
    [
      'with an expression that cannot be read',
      'TransactWriteItems',
      { TransactItems: [{ Delete: { ...Delete, ConditionExpression: 'id =' } }] },
      'ValidationException',
      'Invalid ConditionExpression',
    ],
    [
      'with a table that is not there',
      'TransactWriteItems',
      { TransactItems: [{ Delete: { ...Delete, TableName: 'Nothing' } }] },
      'ResourceNotFoundException',
      'not found',
    ],
    [
      'with a parameter that is not built',
      'TransactWriteItems',
      { TransactItems: [{ Delete }], ReturnConsumedCapacity: 'TOTAL' },
      'NotImplemented',
      'ReturnConsumedCapacity',
    ],
    [
      'with a token that is too long',
      'TransactWriteItems',
      { TransactItems: [{ Delete }], ClientRequestToken: 'x'.repeat(37) },
      'ValidationException',
      'clientRequestToken',
    ],
  ])('%s', async (_name, operation, input, code, sentence) => {
    await expect(service.call(operator, operation, input)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(sentence),
    });
  });
});

test('kill -9 in the middle leaves all of a transaction or nothing, and every one that was acknowledged', async () => {
  const stateDir = await mkdtemp(path.join(tmpdir(), 'transactions-'));
  let acknowledged = 0;
  await killedWriter('dynamodb/transaction-writer.ts', stateDir, (line) => (acknowledged = Number(line)));
  expect(acknowledged).toBeGreaterThan(1);

  const engine = await Engine.open(path.join(stateDir, 'dynamodb'), { region: 'eu-north-1', accountId: '1' });
  try {
    const versionsIn = async (index?: string) => {
      const { Items } = await engine.run('Scan', { TableName: 'Moved', ...(index && { IndexName: index }) });
      return (Items as { version: { N: string } }[]).map(({ version }) => Number(version.N));
    };
    const versions = await versionsIn();
    expect(versions).toHaveLength(10);
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toBeGreaterThanOrEqual(acknowledged);
    expect(await versionsIn('byVersion')).toEqual(versions);
  } finally {
    await engine.close();
    await rm(stateDir, { recursive: true });
  }
});
