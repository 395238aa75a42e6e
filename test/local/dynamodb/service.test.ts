import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ExecuteStatementCommand,
  ListTablesCommand,
  type DynamoDBClientConfig,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import type { DynamoDbService, Service } from '../../../local/cloud';
import { Engine } from '../../../local/dynamodb/engine';
import { createDynamoDb } from '../../../local/dynamodb/service';
import { killedWriter } from '../killed-writer';
import { role, templateCloud, type TemplateCloud } from '../template-cloud';

const orders = {
  Type: 'AWS::DynamoDB::GlobalTable',
  Properties: {
    TableName: 'Orders',
    AttributeDefinitions: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
      { AttributeName: 'buyer', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byBuyer',
        KeySchema: [{ AttributeName: 'buyer', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    Replicas: [{ Region: 'eu-north-1' }],
  },
};
const carts = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'Carts',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  },
};
const allow = (...Action: string[]) => ({
  Effect: 'Allow',
  Action,
  Resource: { 'Fn::GetAtt': ['Orders', 'Arn'] },
});
const resources = {
  Orders: orders,
  Carts: carts,
  Clerk: role([
    allow(
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
    ),
  ]),
  Owner: role([
    {
      ...allow('dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:BatchGetItem'),
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['mine'] } },
    },
    {
      ...allow('dynamodb:UpdateItem'),
      Condition: {
        'ForAllValues:StringEquals': {
          'dynamodb:LeadingKeys': ['mine'],
          'dynamodb:Attributes': ['PK', 'SK', 'note'],
        },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'] },
      },
    },
  ]),
};

let cloud: TemplateCloud;
let service: Service & DynamoDbService;
const clients: DynamoDBClient[] = [];

beforeAll(async () => {
  cloud = await templateCloud(resources);
  service = await createDynamoDb(cloud);
});
afterAll(async () => {
  clients.forEach((client) => client.destroy());
  await service.close();
  await cloud.remove();
});

function client(
  roleId?: 'Clerk' | 'Owner',
  options: DynamoDBClientConfig = {},
  of = cloud,
): DynamoDBDocumentClient {
  const { iam, stack, region, endpoints } = of;
  const credentials = roleId ? iam.credentialsFor(stack.attribute(roleId, 'Arn')) : iam.operator;
  const made = new DynamoDBClient({
    region,
    endpoint: endpoints.dynamodb,
    credentials,
    maxAttempts: 1,
    ...options,
  });
  clients.push(made);
  return DynamoDBDocumentClient.from(made);
}

const TableName = 'Orders';

describe('items', () => {
  test('are put, read, changed, counted and deleted', async () => {
    const db = client();
    const Key = { PK: 'order#1', SK: 'HEAD' };
    await db.send(
      new PutCommand({ TableName, Item: { ...Key, parts: [{ sku: 'a', count: 2 }], sum: 10.5 } }),
    );
    const changed = await db.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression:
          'SET #sum = #sum + :one, parts = list_append(parts, :more) ADD version :one REMOVE nothing',
        ConditionExpression: 'attribute_exists(PK) AND #sum BETWEEN :one AND :most',
        ExpressionAttributeNames: { '#sum': 'sum' },
        ExpressionAttributeValues: { ':one': 1, ':most': 100, ':more': [{ sku: 'b', count: 1 }] },
        ReturnValues: 'ALL_NEW',
      }),
    );
    expect(changed.Attributes).toEqual({
      ...Key,
      parts: [
        { sku: 'a', count: 2 },
        { sku: 'b', count: 1 },
      ],
      sum: 11.5,
      version: 1,
    });
    const deleted = await db.send(new DeleteCommand({ TableName, Key, ReturnValues: 'ALL_OLD' }));
    expect(deleted.Attributes).toEqual(changed.Attributes);
    expect((await db.send(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item).toBeUndefined();
  });

  test('are found by key range and by index', async () => {
    const db = client();
    for (const SK of ['A', 'B1', 'B2'])
      await db.send(
        new PutCommand({ TableName, Item: { PK: 'order#2', SK, ...(SK !== 'A' && { buyer: 'anna' }) } }),
      );
    const range = await db.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'PK = :pk AND begins_with(SK, :b)',
        ExpressionAttributeValues: { ':pk': 'order#2', ':b': 'B' },
        ScanIndexForward: false,
      }),
    );
    expect(range.Items?.map(({ SK }) => SK)).toEqual(['B2', 'B1']);
    const byBuyer = await db.send(
      new QueryCommand({
        TableName,
        IndexName: 'byBuyer',
        KeyConditionExpression: 'buyer = :buyer',
        ExpressionAttributeValues: { ':buyer': 'anna' },
      }),
    );
    expect(byBuyer.Count).toBe(2);
  });

  test('of one key written by a hundred at once are written by one', async () => {
    const db = client();
    const put = (writer: number) =>
      db.send(
        new PutCommand({
          TableName,
          Item: { PK: 'raced', SK: 'HEAD', writer },
          ConditionExpression: 'attribute_not_exists(PK)',
        }),
      );
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, (_, writer) => put(writer)));
    const winners = outcomes.flatMap(({ status }, writer) => (status === 'fulfilled' ? [writer] : []));
    expect(winners).toHaveLength(1);
    const stored = await db.send(new GetCommand({ TableName, Key: { PK: 'raced', SK: 'HEAD' } }));
    expect(stored.Item?.['writer']).toBe(winners[0]);
  });

  test('that fail a condition come back with the refusal when asked for', async () => {
    const db = client();
    const Item = { PK: 'order#3', SK: 'HEAD', owner: 'anna' };
    await db.send(new PutCommand({ TableName, Item }));
    const put = new PutCommand({
      TableName,
      Item: { ...Item, owner: 'berta' },
      ConditionExpression: 'attribute_not_exists(PK)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const error: unknown = await db.send(put).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({
      Item: { owner: { S: 'anna' } },
      message: 'The conditional request failed',
    });
    const update = new UpdateCommand({
      TableName,
      Key: { PK: 'order#3', SK: 'HEAD' },
      UpdateExpression: 'SET paid = :true',
      ConditionExpression: 'attribute_not_exists(PK)',
      ExpressionAttributeValues: { ':true': true },
    });
    expect(await db.send(update).catch((thrown: unknown) => thrown)).not.toHaveProperty(
      'Item',
      expect.anything(),
    );
  });

  test('are read and written in batches, by the table’s name or ARN', async () => {
    const db = client('Clerk');
    const arn = cloud.stack.attribute('Orders', 'Arn');
    await db.send(
      new BatchWriteCommand({
        RequestItems: { [arn]: [{ PutRequest: { Item: { PK: 'batch', SK: '1', n: 1 } } }] },
      }),
    );
    const got = await db.send(
      new BatchGetCommand({ RequestItems: { [arn]: { Keys: [{ PK: 'batch', SK: '1' }] } } }),
    );
    expect(got.Responses).toEqual({ [arn]: [{ PK: 'batch', SK: '1', n: 1 }] });
    const single = await db.send(new GetCommand({ TableName: arn, Key: { PK: 'batch', SK: '1' } }));
    expect(single.Item).toEqual({ PK: 'batch', SK: '1', n: 1 });
    const elsewhere = new GetCommand({
      TableName: arn.replace('eu-north-1', 'us-east-1'),
      Key: { PK: 'batch', SK: '1' },
    });
    await expect(db.send(elsewhere)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('access', () => {
  const get = (name: string, Key: Record<string, string>) => new GetCommand({ TableName: name, Key });

  test('is what the role’s policy allows and nothing else', async () => {
    const clerk = client('Clerk');
    await clerk.send(new PutCommand({ TableName, Item: { PK: 'access', SK: '1' } }));
    const refused = { name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } };
    await expect(
      clerk.send(new DeleteCommand({ TableName, Key: { PK: 'access', SK: '1' } })),
    ).rejects.toMatchObject(refused);
    await expect(clerk.send(get('Carts', { id: '1' }))).rejects.toMatchObject(refused);
    const index = new QueryCommand({
      TableName,
      IndexName: 'byBuyer',
      KeyConditionExpression: 'buyer = :b',
      ExpressionAttributeValues: { ':b': 'anna' },
    });
    await expect(clerk.send(index)).rejects.toMatchObject(refused);
    await expect(clerk.send(new ListTablesCommand({}))).rejects.toMatchObject(refused);
    const batch = new BatchGetCommand({
      RequestItems: { Orders: { Keys: [{ PK: 'a', SK: 'b' }] }, Carts: { Keys: [{ id: '1' }] } },
    });
    await expect(clerk.send(batch)).rejects.toMatchObject(refused);
    expect(cloud.records.at(-1)).toMatchObject({
      operation: 'BatchGetItem',
      outcome: '400 AccessDeniedException',
    });
  });

  test('can depend on whose items they are, and on their attributes', async () => {
    const owner = client('Owner');
    const query = (PK: string, KeyConditionExpression = 'PK = :pk') =>
      new QueryCommand({ TableName, KeyConditionExpression, ExpressionAttributeValues: { ':pk': PK } });
    const batch = (...owners: string[]) =>
      new BatchGetCommand({ RequestItems: { [TableName]: { Keys: owners.map((PK) => ({ PK, SK: '1' })) } } });
    const update = (PK: string, name: string, ReturnValues: 'NONE' | 'ALL_NEW' = 'NONE') =>
      new UpdateCommand({
        TableName,
        Key: { PK, SK: '1' },
        UpdateExpression: `SET #name.#deep = :value`,
        ConditionExpression: 'attribute_exists(PK)',
        ExpressionAttributeNames: { '#name': name, '#deep': 'deep' },
        ExpressionAttributeValues: { ':value': 1 },
        ReturnValues,
      });
    await owner.send(new PutCommand({ TableName, Item: { PK: 'mine', SK: '1', note: {}, sum: {} } }));
    await owner.send(get('Orders', { PK: 'mine', SK: '1' }));
    await owner.send(query('mine'));
    await owner.send(batch('mine'));
    await owner.send(update('mine', 'note'));

    for (const command of [
      get('Orders', { PK: 'theirs', SK: '1' }),
      new PutCommand({ TableName, Item: { PK: 'theirs', SK: '1' } }),
      query('theirs'),
      query('theirs', ':pk = PK'),
      batch('mine', 'theirs'),
      update('theirs', 'note'),
      update('mine', 'sum'),
      update('mine', 'note', 'ALL_NEW'),
    ])
      await expect(owner.send(command as GetCommand)).rejects.toMatchObject({
        name: 'AccessDeniedException',
      });
  });

  test('is refused with a wrong secret', async () => {
    const db = client(undefined, { credentials: { ...cloud.iam.operator, secretAccessKey: 'wrong' } });
    await expect(db.send(get('Orders', { PK: 'a', SK: 'b' }))).rejects.toMatchObject({
      name: 'InvalidSignatureException',
    });
  });

  test('in process goes through the same gate', async () => {
    const clerk = cloud.iam.assume(cloud.stack.attribute('Clerk', 'Arn'), 'test');
    const Key = { PK: { S: 'in process' }, SK: { S: '1' } };
    await service.call(clerk, 'PutItem', { TableName, Item: { ...Key, n: { N: '1.0' }, absent: undefined } });
    expect(await service.call(clerk, 'GetItem', { TableName, Key })).toEqual({
      Item: { ...Key, n: { N: '1' } },
    });
    await expect(service.call(clerk, 'DeleteItem', { TableName, Key })).rejects.toMatchObject({
      code: 'AccessDeniedException',
      statusCode: 400,
    });
    expect(cloud.records.at(-1)).toMatchObject({
      operation: 'DeleteItem',
      caller: expect.stringMatching(/assumed-role\/.*Clerk.*\/test$/),
      resource: 'arn:aws:dynamodb:eu-north-1:111122223333:table/Orders',
    });
  });
});

describe('what is not built', () => {
  const refused = (operation: string) => ({
    name: 'NotImplemented',
    message: expect.stringContaining(`does not implement ${operation}`),
    $metadata: { httpStatusCode: 501 },
  });

  test('is refused by name', async () => {
    const statement = new ExecuteStatementCommand({ Statement: `SELECT * FROM ${TableName}` });
    await expect(client().send(statement)).rejects.toMatchObject(refused('ExecuteStatement'));
    const create = new CreateTableCommand({ TableName: 'More', KeySchema: [], AttributeDefinitions: [] });
    await expect(client().send(create)).rejects.toMatchObject(refused('CreateTable'));
  });
});

describe('bad requests', () => {
  const post = (body: string, target = 'DynamoDB_20120810.GetItem') =>
    fetch(cloud.endpoints.dynamodb, { method: 'POST', headers: { 'x-amz-target': target }, body });

  test('without a signature are refused before they are read', async () => {
    const answer = await post('{');
    const body = await answer.text();
    expect(answer.status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({
      __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
    });
    expect(answer.headers.get('x-amz-crc32')).toBe(String(crc32(body)));
    expect(answer.headers.get('x-amzn-errortype')).toMatch(/#MissingAuthenticationTokenException$/);
  });

  test.each<[string, object, string]>([
    ['an unknown table', { TableName: 'Nothing', Key: { id: { S: '1' } } }, 'ResourceNotFoundException'],
    ['a key of another shape', { TableName, Key: { id: { S: '1' } } }, 'ValidationException'],
    ['a value of no type', { TableName, Key: { PK: 'x', SK: { S: '1' } } }, 'SerializationException'],
    ['no table', { Key: { id: { S: '1' } } }, 'ValidationException'],
    [
      'a parameter that is not built',
      { TableName, Key: { PK: { S: 'x' }, SK: { S: '1' } }, Cached: true },
      'NotImplemented',
    ],
  ])('with %s say so', async (_, input, code) => {
    const operator = { kind: 'operator', arn: 'arn:aws:iam::111122223333:user/operator' } as const;
    await expect(service.call(operator, 'GetItem', input)).rejects.toMatchObject({ code });
  });
});

describe('tables', () => {
  test('are those of the template', async () => {
    const db = client();
    expect((await db.send(new ListTablesCommand({}))).TableNames).toEqual(['Carts', 'Orders']);
    const { Table } = await db.send(new DescribeTableCommand({ TableName }));
    expect(Table).toMatchObject({
      TableStatus: 'ACTIVE',
      TableArn: cloud.stack.attribute('Orders', 'Arn'),
      GlobalSecondaryIndexes: [{ IndexName: 'byBuyer', IndexStatus: 'ACTIVE' }],
    });
    const { TimeToLiveDescription } = await db.send(new DescribeTimeToLiveCommand({ TableName: 'Carts' }));
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' });
  });
});

describe('a restart', () => {
  const now = Math.floor(Date.now() / 1000);

  test('keeps every item but those whose time is over', async () => {
    const own = await templateCloud(resources);
    const first = await createDynamoDb(own);
    const put = (id: string, expiresAt?: number | string) =>
      client(undefined, {}, own).send(new PutCommand({ TableName: 'Carts', Item: { id, expiresAt } }));
    await Promise.all([
      put('kept', now + 7200),
      put('expired', now + 60),
      put('no number', String(now)),
      put('long ago', now - 6 * 365 * 24 * 3600),
    ]);
    await first.close();

    const restarted = await own.restarted();
    restarted.setNow(new Date((now + 3600) * 1000));
    const second = await createDynamoDb(restarted);
    try {
      const operator = { kind: 'operator', arn: 'operator' } as const;
      const { Items } = await second.call(operator, 'Scan', { TableName: 'Carts' });
      const ids = JSON.stringify(Items)
        .match(/"id":\{"S":"[^"]+"/g)
        ?.toSorted();
      expect(ids).toEqual(['"id":{"S":"kept"', '"id":{"S":"long ago"', '"id":{"S":"no number"']);
    } finally {
      await second.close();
      await own.remove();
    }
  });

  test('after kill -9 finds every write that was acknowledged', async () => {
    const own = await templateCloud(resources);
    let acknowledged = 0;
    await killedWriter('dynamodb/writer.ts', own.stateDir, (line, kill) => {
      acknowledged = Number(line);
      if (acknowledged === 50) kill();
    });
    expect(acknowledged).toBeGreaterThanOrEqual(50);
    const engine = await Engine.open(path.join(own.stateDir, 'dynamodb'), own);
    try {
      const { Count } = await engine.run('Scan', { TableName: 'Written' });
      expect(Count).toBeGreaterThanOrEqual(acknowledged);
    } finally {
      await engine.close();
      await own.remove();
    }
  });

  test('with other keys in the template stops and says what to do', async () => {
    const own = await templateCloud(resources);
    await (await createDynamoDb(own)).close();
    const changed = await templateCloud({
      ...resources,
      Carts: {
        ...carts,
        Properties: {
          ...carts.Properties,
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
        },
      },
    });
    await expect(createDynamoDb({ ...changed, stateDir: own.stateDir })).rejects.toThrow(
      /The table Carts in .* has other keys or indexes than the template. Remove that folder/,
    );
    await own.remove();
    await changed.remove();
  });

  test('under a template without a table has no such table, and keeps its items', async () => {
    const { Carts, ...others } = resources;
    const own = await templateCloud({ ...others, Carts });
    const without = await templateCloud(others);
    const operator = { kind: 'operator', arn: 'operator' } as const;
    const Item = { id: { S: 'a' } };
    const running = await createDynamoDb(own);
    await running.call(operator, 'PutItem', { TableName: 'Carts', Item });

    (await running.prepare(without))();

    const refused = { code: 'ResourceNotFoundException' };
    const get = { TableName: 'Carts', Key: Item };
    await expect(running.call(operator, 'GetItem', get)).rejects.toMatchObject(refused);
    await expect(
      running.call(operator, 'TransactGetItems', { TransactItems: [{ Get: get }] }),
    ).rejects.toMatchObject(refused);
    expect(await running.call(operator, 'ListTables', {})).toEqual({ TableNames: ['Orders'] });

    (await running.prepare(own))();
    expect(await running.call(operator, 'GetItem', get)).toEqual({ Item });
    await running.close();
    await own.remove();
    await without.remove();
  });

  test('waits for nobody: a folder in use is an error', async () => {
    await expect(
      createDynamoDb({ ...cloud, endpoints: (await cloud.restarted()).endpoints }),
    ).rejects.toThrow(/cannot be opened: is another stack using that folder\?/);
  });
});
