import { AppSyncError, notRunHere } from '../errors';
import { isObject } from '../json';
import type { JsonObject } from '../json';
import { fromApiMap, toApiMap } from './attribute-values';
import { defined, Expressions } from './dynamodb-call';
import type { DynamoDbCall } from './dynamodb-call';

/** The page token is opaque to clients; here it is the last key in base64url. */
function encodeToken(lastKey: unknown): string | null {
  return isObject(lastKey) ? Buffer.from(JSON.stringify(lastKey)).toString('base64url') : null;
}

function decodeToken(token: unknown): JsonObject | undefined {
  if (token === undefined || token === null) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(String(token), 'base64url').toString('utf8'));
    if (isObject(key)) return key;
  } catch {
    // Below.
  }
  throw new AppSyncError('Invalid pagination token given.', 'MappingTemplate');
}

export function getItem(request: JsonObject, tableName: string): DynamoDbCall {
  const expressions = new Expressions();
  const input = defined({
    TableName: tableName,
    Key: toApiMap(request['key']),
    ConsistentRead: request['consistentRead'],
    ProjectionExpression: expressions.read(request['projection']),
  });
  return {
    operation: 'GetItem',
    input: { ...input, ...expressions.attributes() },
    result: ({ Item: item }) => fromApiMap(item),
  };
}

/** The members that put, update and delete share. */
function writing(
  request: JsonObject,
  tableName: string,
  succeedsAnyway: (current: JsonObject | null) => boolean,
) {
  const expressions = new Expressions();
  const key = toApiMap(request['key']);
  const condition = request['condition'];
  const conditionExpression = expressions.read(condition);
  const handler = isObject(condition) ? condition['conditionalCheckFailedHandler'] : undefined;
  if (isObject(handler) && handler['strategy'] !== 'Reject')
    throw notRunHere(`The conditionalCheckFailedHandler strategy '${String(handler['strategy'])}'`);
  return {
    expressions,
    key,
    input: defined({ TableName: tableName, ConditionExpression: conditionExpression }),
    condition: {
      key,
      consistentRead: !isObject(condition) || condition['consistentRead'] !== false,
      succeedsAnyway,
    },
  };
}

export function putItem(request: JsonObject, tableName: string): DynamoDbCall {
  const { expressions, key, input, condition } = writing(request, tableName, (current) =>
    isSameItem(current, fromApiMap(item), request['condition']),
  );
  const item: JsonObject = { ...toApiMap(request['attributeValues'] ?? {}), ...key };
  return {
    operation: 'PutItem',
    input: { ...input, Item: item, ...expressions.attributes() },
    result: () => fromApiMap(item),
    condition,
  };
}

/** Whether the item that is there is the one that was to be written, less the attributes of `equalsIgnore`. */
function isSameItem(current: JsonObject | null, wanted: JsonObject | null, condition: unknown): boolean {
  if (current === null || wanted === null) return false;
  const ignored =
    isObject(condition) && Array.isArray(condition['equalsIgnore']) ? condition['equalsIgnore'] : [];
  const compared = (item: JsonObject) =>
    JSON.stringify(
      Object.entries(item)
        .filter(([name]) => !ignored.includes(name))
        .sort(([left], [right]) => (left < right ? -1 : 1)),
    );
  return compared(current) === compared(wanted);
}

export function updateItem(request: JsonObject, tableName: string): DynamoDbCall {
  const { expressions, key, input, condition } = writing(request, tableName, () => false);
  const update = expressions.read(request['update']);
  return {
    operation: 'UpdateItem',
    input: defined({
      ...input,
      Key: key,
      UpdateExpression: update,
      ReturnValues: 'ALL_NEW',
      ...expressions.attributes(),
    }),
    result: ({ Attributes: attributes }) => fromApiMap(attributes),
    condition,
  };
}

export function deleteItem(request: JsonObject, tableName: string): DynamoDbCall {
  const { expressions, key, input, condition } = writing(request, tableName, (current) => current === null);
  return {
    operation: 'DeleteItem',
    input: { ...input, Key: key, ReturnValues: 'ALL_OLD', ...expressions.attributes() },
    result: ({ Attributes: attributes }) => fromApiMap(attributes),
    condition,
  };
}

export function readPage(operation: 'Query' | 'Scan', request: JsonObject, tableName: string): DynamoDbCall {
  const expressions = new Expressions();
  const input = defined({
    TableName: tableName,
    KeyConditionExpression: operation === 'Query' ? expressions.read(request['query']) : undefined,
    IndexName: request['index'],
    Limit: request['limit'],
    ConsistentRead: request['consistentRead'],
    ScanIndexForward: operation === 'Query' ? request['scanIndexForward'] : undefined,
    Select: request['select'],
    TotalSegments: request['totalSegments'],
    Segment: request['segment'],
    FilterExpression: expressions.read(request['filter']),
    ProjectionExpression: expressions.read(request['projection']),
    ExclusiveStartKey: decodeToken(request['nextToken']),
  });
  return {
    operation,
    input: { ...input, ...expressions.attributes() },
    result: ({ Items: items, LastEvaluatedKey: lastKey, ScannedCount: scannedCount }) => ({
      items: Array.isArray(items) ? items.map(fromApiMap) : [],
      nextToken: encodeToken(lastKey),
      scannedCount: scannedCount ?? 0,
    }),
  };
}
