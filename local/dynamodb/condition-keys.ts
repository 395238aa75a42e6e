import type { Table } from './tables';

type Fields = Readonly<Record<string, unknown>>;

/** What a Query asks of an attribute by equality, undefined where it does not, or cannot be read. */
export type KeyConditionOf = (input: Fields, attribute: string) => unknown;

const reads = ['GetItem', 'BatchGetItem', 'Query', 'Scan'];
const writes = ['PutItem', 'UpdateItem', 'DeleteItem'];

/**
 * The condition keys of DynamoDB that a request has (service authorization reference, "Amazon DynamoDB"). A Scan has no
 * leading keys, which `ForAllValues` takes for consent, there as here.
 * @param operation as IAM names it, without `dynamodb:`
 * @param input a request for this one table, as it is to be carried out
 * @param enclosing the transaction that it is a part of
 */
export function conditionKeys(
  operation: string,
  input: Fields,
  table: Table | undefined,
  keyConditionOf: KeyConditionOf,
  enclosing?: string,
): Record<string, string | string[]> {
  const requests = requestsFor(input, table?.name ?? '');
  const leading = table === undefined ? [] : leadingKeys(requests, input, table, keyConditionOf);
  const attributes = [...new Set(requests.flatMap(attributesIn))];
  const { Select, ReturnValues, ReturnConsumedCapacity, IndexName } = input;
  const projected = requests.some(
    (request) => 'ProjectionExpression' in request || 'AttributesToGet' in request,
  );
  const everything = IndexName === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
  return {
    ...(leading.length > 0 && { 'dynamodb:LeadingKeys': leading }),
    ...(attributes.length > 0 && { 'dynamodb:Attributes': attributes }),
    ...(reads.includes(operation) && {
      'dynamodb:Select': String(Select ?? (projected ? 'SPECIFIC_ATTRIBUTES' : everything)),
    }),
    ...(writes.includes(operation) && { 'dynamodb:ReturnValues': String(ReturnValues ?? 'NONE') }),
    ...(typeof ReturnConsumedCapacity === 'string' && {
      'dynamodb:ReturnConsumedCapacity': ReturnConsumedCapacity,
    }),
    ...(enclosing !== undefined && { 'dynamodb:EnclosingOperation': enclosing }),
  };
}

/** The request, or those of a batch that are for the table. */
function requestsFor(input: Fields, table: string): Fields[] {
  const { RequestItems } = input;
  if (RequestItems === undefined) return [input];
  const ofTable = fieldsOf(fieldsOf(RequestItems)[table]);
  if (!Array.isArray(ofTable['Keys'])) return Object.values(ofTable).map(batchWrite);
  const { Keys, ...shared } = ofTable;
  return Keys.map((Key: unknown) => ({ ...shared, Key }));
}

function batchWrite(request: unknown): Fields {
  const { PutRequest, DeleteRequest } = fieldsOf(request);
  return fieldsOf(PutRequest ?? DeleteRequest);
}

function leadingKeys(
  requests: Fields[],
  { IndexName }: Fields,
  { definition }: Table,
  keyConditionOf: KeyConditionOf,
): string[] {
  const { GlobalSecondaryIndexes = [], LocalSecondaryIndexes = [] } = definition;
  const index = [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes].find(
    (candidate) => candidate.IndexName === IndexName,
  );
  const [partition] = (index ?? definition).KeySchema.filter(({ KeyType }) => KeyType === 'HASH');
  const name = partition?.AttributeName ?? '';
  const values = requests.map(
    (request) => fieldsOf(request['Key'] ?? request['Item'])[name] ?? keyConditionOf(request, name),
  );
  return [...new Set(values.flatMap((value) => Object.values(fieldsOf(value)).map(String)))];
}

/** The top-level attributes that a request names, wherever it does. */
function attributesIn(request: Fields): string[] {
  const names = fieldsOf(request['ExpressionAttributeNames']);
  const listed = request['AttributesToGet'];
  return [
    ...['Key', 'Item', 'AttributeUpdates', 'Expected', 'KeyConditions', 'QueryFilter', 'ScanFilter'].flatMap(
      (parameter) => Object.keys(fieldsOf(request[parameter])),
    ),
    ...(Array.isArray(listed) ? listed.map(String) : []),
    ...[
      'ProjectionExpression',
      'KeyConditionExpression',
      'FilterExpression',
      'ConditionExpression',
      'UpdateExpression',
    ]
      .flatMap((parameter) => namesIn(request[parameter]))
      .map((name) => String(name.startsWith('#') ? (names[name] ?? name) : name)),
  ];
}

const words = /^(and|or|not|between|in|set|remove|add|delete)$/i;

/** Names in an expression: no value (`:v`), no function (`size(`), no step further down (`.a`), no word of the language. */
function namesIn(expression: unknown): string[] {
  if (typeof expression !== 'string') return [];
  return [...expression.matchAll(/([.:]?)\s*(#?\w+)(\s*\()?/g)].flatMap(([, before, name = '', call]) =>
    before !== '' || call !== undefined || words.test(name) || /^\d/.test(name) ? [] : [name],
  );
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
