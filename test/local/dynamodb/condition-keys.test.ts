import { conditionKeys } from '../../../local/dynamodb/condition-keys';
import type { Table } from '../../../local/dynamodb/tables';

const table: Table = {
  name: 'Orders',
  arn: 'arn:aws:dynamodb:eu-north-1:111122223333:table/Orders',
  definition: {
    TableName: 'Orders',
    AttributeDefinitions: [],
    KeySchema: [
      { AttributeName: 'SK', KeyType: 'RANGE' },
      { AttributeName: 'PK', KeyType: 'HASH' },
    ],
    BillingMode: 'PAY_PER_REQUEST',
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byBuyer',
        KeySchema: [{ AttributeName: 'buyer', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
  policy: [],
};
const Key = { PK: { S: 'one' }, SK: { N: '2' } };
/** Stands for the engine, which reads the conditions of a Query. */
const keyConditionOf = (_input: object, attribute: string) => ({ S: `the ${attribute} asked for` });
const keysOf = (operation: string, input: object, enclosing?: string) =>
  conditionKeys(operation, { ...input }, table, keyConditionOf, enclosing);

test.each<[string, object, object]>([
  [
    'GetItem',
    { Key, ProjectionExpression: '#n.deep, list[2], plain', ExpressionAttributeNames: { '#n': 'note' } },
    {
      'dynamodb:LeadingKeys': ['one'],
      'dynamodb:Attributes': ['PK', 'SK', 'note', 'list', 'plain'],
      'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
    },
  ],
  [
    'PutItem',
    { Item: { ...Key, sum: { N: '1' } }, ReturnValues: 'ALL_OLD', ReturnConsumedCapacity: 'TOTAL' },
    {
      'dynamodb:LeadingKeys': ['one'],
      'dynamodb:Attributes': ['PK', 'SK', 'sum'],
      'dynamodb:ReturnValues': 'ALL_OLD',
      'dynamodb:ReturnConsumedCapacity': 'TOTAL',
    },
  ],
  [
    'UpdateItem',
    {
      Key,
      UpdateExpression: 'SET a = if_not_exists(b, :v), list[0] = :w REMOVE gone ADD #c :n',
      ConditionExpression: 'NOT (size(d) BETWEEN :v AND :w) and contains (e,:x)',
      ExpressionAttributeNames: { '#c': 'count' },
    },
    {
      'dynamodb:LeadingKeys': ['one'],
      'dynamodb:Attributes': ['PK', 'SK', 'd', 'e', 'a', 'b', 'list', 'gone', 'count'],
      'dynamodb:ReturnValues': 'NONE',
    },
  ],
  [
    'Query',
    { IndexName: 'byBuyer', KeyConditionExpression: 'buyer = :b' },
    {
      'dynamodb:LeadingKeys': ['the buyer asked for'],
      'dynamodb:Attributes': ['buyer'],
      'dynamodb:Select': 'ALL_PROJECTED_ATTRIBUTES',
    },
  ],
  [
    'Query',
    { KeyConditions: { PK: {} }, QueryFilter: { paid: {} }, Select: 'COUNT' },
    {
      'dynamodb:LeadingKeys': ['the PK asked for'],
      'dynamodb:Attributes': ['PK', 'paid'],
      'dynamodb:Select': 'COUNT',
    },
  ],
  [
    'BatchGetItem',
    {
      RequestItems: {
        Orders: { Keys: [Key, { PK: { S: 'two' }, SK: { N: '2' } }], AttributesToGet: ['sum'] },
        Others: { Keys: [{ id: { S: '3' } }] },
      },
    },
    {
      'dynamodb:LeadingKeys': ['one', 'two'],
      'dynamodb:Attributes': ['PK', 'SK', 'sum'],
      'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
    },
  ],
  [
    'BatchWriteItem',
    {
      RequestItems: {
        Orders: [{ PutRequest: { Item: Key } }, { DeleteRequest: { Key: { PK: { S: 'x' } } } }],
      },
    },
    { 'dynamodb:LeadingKeys': ['one', 'x'], 'dynamodb:Attributes': ['PK', 'SK'] },
  ],
])('%s of %j has %j', (operation, input, expected) => {
  expect(keysOf(operation, input)).toEqual(expected);
});

test('a Scan has no leading keys, and a part of a transaction knows which', () => {
  const scan = conditionKeys('Scan', { FilterExpression: 'a = :v' }, table, () => undefined);
  expect(scan).toEqual({ 'dynamodb:Attributes': ['a'], 'dynamodb:Select': 'ALL_ATTRIBUTES' });
  expect(keysOf('PutItem', { Item: Key }, 'TransactWriteItems')).toMatchObject({
    'dynamodb:EnclosingOperation': 'TransactWriteItems',
  });
});
