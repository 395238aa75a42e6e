import { AppSyncError } from '../errors';
import { isObject } from '../json';
import type { JsonObject } from '../json';
import { fromApiMap, toApiMap } from './attribute-values';
import { defined, Expressions } from './dynamodb-call';
import type { DynamoDbCall } from './dynamodb-call';

function tablesOf(request: JsonObject): [table: string, content: unknown][] {
  if (!isObject(request['tables']))
    throw new AppSyncError('The DynamoDB batch request has no tables.', 'MappingTemplate');
  return Object.entries(request['tables']);
}

function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw new AppSyncError('The DynamoDB request has no list where one is needed.', 'MappingTemplate');
}

function mapTables(
  tables: [string, unknown][],
  convert: (content: unknown, table: string) => unknown,
): JsonObject {
  return Object.fromEntries(tables.map(([table, content]) => [table, convert(content, table)]));
}

/** Found items come back in any order; AppSync's are in the order of the keys, null where there is none. */
export function batchGetItem(request: JsonObject): DynamoDbCall {
  const tables = tablesOf(request);
  const keysOf = (content: unknown) => list(isObject(content) ? content['keys'] : undefined).map(toApiMap);
  return {
    operation: 'BatchGetItem',
    input: {
      RequestItems: mapTables(tables, (content) => {
        const expressions = new Expressions();
        const { projection, consistentRead } = isObject(content) ? content : {};
        const read = { ConsistentRead: consistentRead, ProjectionExpression: expressions.read(projection) };
        return defined({ Keys: keysOf(content), ...read, ...expressions.attributes() });
      }),
    },
    result: ({ Responses: responses, UnprocessedKeys: unprocessed }) => ({
      data: mapTables(tables, (content, table) => {
        const found = isObject(responses) ? responses[table] : [];
        const items = Array.isArray(found) ? found.map(fromApiMap) : [];
        return keysOf(content).map((key) => items.find((item) => item !== null && hasKey(item, key)) ?? null);
      }),
      unprocessedKeys: mapTables(tables, (_content, table) => {
        const left = isObject(unprocessed) ? unprocessed[table] : undefined;
        return isObject(left) && Array.isArray(left['Keys']) ? left['Keys'].map(fromApiMap) : [];
      }),
    }),
  };
}

function hasKey(item: JsonObject, key: JsonObject): boolean {
  return Object.entries(fromApiMap(key) ?? {}).every(([name, value]) => item[name] === value);
}

export function batchWriteItem(
  operation: 'BatchPutItem' | 'BatchDeleteItem',
  request: JsonObject,
): DynamoDbCall {
  const tables = tablesOf(request);
  const wrap = (entry: JsonObject) =>
    operation === 'BatchPutItem' ? { PutRequest: { Item: entry } } : { DeleteRequest: { Key: entry } };
  const unprocessedName = operation === 'BatchPutItem' ? 'unprocessedItems' : 'unprocessedKeys';
  return {
    operation: 'BatchWriteItem',
    input: { RequestItems: mapTables(tables, (content) => list(content).map(toApiMap).map(wrap)) },
    result: ({ UnprocessedItems: unprocessed }) => ({
      data: mapTables(tables, (content) => list(content).map(toApiMap).map(fromApiMap)),
      [unprocessedName]: mapTables(tables, (_content, table) => {
        const left = isObject(unprocessed) ? unprocessed[table] : undefined;
        return Array.isArray(left) ? left.map(writtenEntry) : [];
      }),
    }),
  };
}

function writtenEntry(entry: unknown): JsonObject | null {
  const { PutRequest: put, DeleteRequest: remove } = isObject(entry) ? entry : {};
  return isObject(put) ? fromApiMap(put['Item']) : isObject(remove) ? fromApiMap(remove['Key']) : null;
}

export function transactGetItems(request: JsonObject): DynamoDbCall {
  const items = list(request['transactItems']).map((item) => {
    const { table, key, projection } = isObject(item) ? item : {};
    const expressions = new Expressions();
    const projected = expressions.read(projection);
    return {
      Get: defined({
        TableName: table,
        Key: toApiMap(key),
        ProjectionExpression: projected,
        ...expressions.attributes(),
      }),
    };
  });
  return {
    operation: 'TransactGetItems',
    input: { TransactItems: items },
    result: ({ Responses: responses }) => ({
      items: list(responses ?? []).map((response) =>
        isObject(response) ? fromApiMap(response['Item']) : null,
      ),
      cancellationReasons: null,
    }),
  };
}

const transactMembers: Partial<Record<string, string>> = {
  PutItem: 'Put',
  UpdateItem: 'Update',
  DeleteItem: 'Delete',
  ConditionCheck: 'ConditionCheck',
};

export function transactWriteItems(request: JsonObject): DynamoDbCall {
  const keys: JsonObject[] = [];
  const items = list(request['transactItems']).map((item) => {
    const { operation, table, key, attributeValues, update, condition } = isObject(item) ? item : {};
    const member = transactMembers[String(operation)];
    if (member === undefined)
      throw new AppSyncError(
        `Unsupported operation '${String(operation)}' in a transaction.`,
        'MappingTemplate',
      );
    const apiKey = toApiMap(key);
    keys.push(apiKey);
    const expressions = new Expressions();
    const returnsOld = isObject(condition) && condition['returnValuesOnConditionCheckFailure'] === true;
    const parts = defined({
      TableName: table,
      ConditionExpression: expressions.read(condition),
      UpdateExpression: expressions.read(update),
      ReturnValuesOnConditionCheckFailure: returnsOld ? 'ALL_OLD' : undefined,
    });
    const place =
      member === 'Put' ? { Item: { ...toApiMap(attributeValues ?? {}), ...apiKey } } : { Key: apiKey };
    return { [member]: { ...parts, ...place, ...expressions.attributes() } };
  });
  return {
    operation: 'TransactWriteItems',
    input: { TransactItems: items },
    result: () => ({ keys: keys.map(fromApiMap), cancellationReasons: null }),
  };
}
