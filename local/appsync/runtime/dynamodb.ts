import { binarySet, numberSet, stringSet, toAttributeMap } from './attribute-values';
import { conditionExpression, keyConditionExpression, projectionExpression } from './expressions';
import { isObject } from '../json';
import type { JsonObject } from '../json';
import { strict } from './refusal';
import { operations, updateExpression } from './update-expression';

/** `@aws-appsync/utils/dynamodb`: each function returns the request object of a DynamoDB data source. */

interface Keyed extends JsonObject {
  key: object;
}

/** Members in the given order, less those without a value. */
function present(members: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(members))
    if (value !== undefined && value !== null) kept[name] = value;
  return kept;
}

function conditionOf(condition: unknown): unknown {
  return condition === undefined || condition === null ? undefined : conditionExpression(condition);
}

function projectionOf(projection: unknown): unknown {
  return Array.isArray(projection) ? projectionExpression(projection.map(String)) : undefined;
}

function versioning({ customPartitionKey, populateIndexFields, _version }: JsonObject): JsonObject {
  return { customPartitionKey, populateIndexFields, _version };
}

function reading(input: JsonObject): JsonObject {
  const { index, limit, nextToken, consistentRead, filter, projection, select } = input;
  return {
    index,
    limit,
    nextToken,
    consistentRead,
    filter: conditionOf(filter),
    projection: projectionOf(projection),
    select,
  };
}

function transactItem(item: JsonObject): JsonObject {
  const [[kind, content] = ['nothing', null]] = Object.entries(item);
  if (!isObject(content)) throw new Error('transactWrite: an item is empty.');
  const { table, key, condition, item: attributes, update } = content;
  if (!isObject(key)) throw new Error('transactWrite: an item has no key.');
  const checked = conditionOf(condition);
  const common = {
    table,
    key: toAttributeMap(key),
    condition: checked === undefined ? undefined : { ...checked, returnValuesOnConditionCheckFailure: true },
  };
  switch (kind) {
    case 'putItem':
      return present({ operation: 'PutItem', ...common, attributeValues: toAttributeMap(attributes ?? {}) });
    case 'updateItem':
      return present({ operation: 'UpdateItem', ...common, update: updateExpression(update ?? {}) });
    case 'deleteItem':
      return present({ operation: 'DeleteItem', ...common });
    case 'conditionCheck':
      return present({ operation: 'ConditionCheck', ...common });
    default:
      throw new Error(`transactWrite: '${kind}' is not an operation of a transaction.`);
  }
}

function mapTables<T>(tables: Record<string, T>, convert: (content: T) => unknown): JsonObject {
  return Object.fromEntries(Object.entries(tables).map(([name, content]) => [name, convert(content)]));
}

export const dynamodbModule = strict('@aws-appsync/utils/dynamodb', {
  get: ({ key, consistentRead, projection }: Keyed) =>
    present({
      operation: 'GetItem',
      key: toAttributeMap(key),
      consistentRead,
      projection: projectionOf(projection),
    }),
  put: ({ key, item, condition, ...rest }: Keyed & { item: object }) =>
    present({
      operation: 'PutItem',
      key: toAttributeMap(key),
      attributeValues: toAttributeMap(item),
      condition: conditionOf(condition),
      ...versioning(rest),
    }),
  update: ({ key, update, condition, ...rest }: Keyed & { update: object }) =>
    present({
      operation: 'UpdateItem',
      key: toAttributeMap(key),
      update: updateExpression(update),
      condition: conditionOf(condition),
      ...versioning(rest),
    }),
  remove: ({ key, condition, ...rest }: Keyed) =>
    present({
      operation: 'DeleteItem',
      key: toAttributeMap(key),
      condition: conditionOf(condition),
      ...versioning(rest),
    }),
  query: ({ query, scanIndexForward, ...rest }: JsonObject) =>
    present({ operation: 'Query', query: keyConditionExpression(query), scanIndexForward, ...reading(rest) }),
  scan: ({ totalSegments, segment, ...rest }: JsonObject) =>
    present({ operation: 'Scan', totalSegments, segment, ...reading(rest) }),
  sync: ({ filter, ...rest }: JsonObject) =>
    present({ operation: 'Sync', ...rest, filter: conditionOf(filter) }),
  batchGet: ({
    tables,
  }: {
    tables: Record<string, { keys: object[]; consistentRead?: boolean; projection?: unknown }>;
  }) => ({
    operation: 'BatchGetItem',
    tables: mapTables(tables, ({ keys, consistentRead, projection }) =>
      present({ keys: keys.map(toAttributeMap), consistentRead, projection: projectionOf(projection) }),
    ),
  }),
  batchPut: ({ tables }: { tables: Record<string, object[]> }) => ({
    operation: 'BatchPutItem',
    tables: mapTables(tables, (items) => items.map(toAttributeMap)),
  }),
  batchDelete: ({ tables }: { tables: Record<string, object[]> }) => ({
    operation: 'BatchDeleteItem',
    tables: mapTables(tables, (keys) => keys.map(toAttributeMap)),
  }),
  transactGet: ({ items }: { items: (Keyed & { table: string })[] }) => ({
    operation: 'TransactGetItems',
    transactItems: items.map(({ table, key, projection }) =>
      present({ table, key: toAttributeMap(key), projection: projectionOf(projection) }),
    ),
  }),
  transactWrite: ({ items }: { items: JsonObject[] }) => ({
    operation: 'TransactWriteItems',
    transactItems: items.map(transactItem),
  }),
  toStringSet: stringSet,
  toNumberSet: numberSet,
  toBinarySet: binarySet,
  operations: strict('operations', operations),
});
