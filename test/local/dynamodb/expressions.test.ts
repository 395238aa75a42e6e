import fc from 'fast-check';
import { AwsError } from '../../../local/cloud';
import type { Engine } from '../../../local/dynamodb/engine';
import { engineWithTable } from './table-fixture';

let engine: Engine;
let remove: () => Promise<void>;
const TableName = 'Fuzzed';

beforeAll(async () => {
  ({ engine, remove } = await engineWithTable(TableName));
});
afterAll(() => remove());

const { value } = fc.letrec<{ value: object }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ S: fc.constantFrom('a', 'ab', '') }),
    fc.record({ N: fc.constantFrom('0', '1', '1.0', '-3') }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constantFrom({ NULL: true }, { SS: ['a', 'b'] }, { NS: ['1', '2'] }, { B: 'YQ==' }, { BS: ['YQ=='] }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 2 }) }),
    fc.record({ M: fc.dictionary(fc.constantFrom('a', 'b'), tie('value'), { maxKeys: 2 }) }),
  ),
}));
const attribute = fc.constantFrom('a', 'b', 'c', 'a.b', 'b[0]', 'c.a.b', 'id');
const operand = fc.oneof(
  attribute,
  fc.constantFrom(':x', ':y'),
  attribute.map((name) => `size(${name})`),
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .tuple(operand, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operand)
      .map((parts) => parts.join(' ')),
    fc.tuple(operand, operand, operand).map(([of, low, high]) => `${of} BETWEEN ${low} AND ${high}`),
    fc.tuple(operand, operand, operand).map(([of, ...list]) => `${of} IN (${list.join(', ')})`),
    fc
      .tuple(fc.constantFrom('begins_with', 'contains', 'attribute_type'), operand, operand)
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
    fc
      .tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), attribute)
      .map(([f, a]) => `${f}(${a})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition'))
      .map((parts) => `(${parts.join(' ')})`),
    tie('condition').map((inner) => `NOT ${inner}`),
  ),
}));
const update = fc.oneof(
  fc.tuple(attribute, operand).map(([name, to]) => `SET ${name} = ${to}`),
  fc
    .tuple(attribute, operand, fc.constantFrom('+', '-'), operand)
    .map(([name, a, sign, b]) => `SET ${name} = ${a} ${sign} ${b}`),
  fc.tuple(attribute, attribute, operand).map(([name, a, b]) => `SET ${name} = if_not_exists(${a}, ${b})`),
  fc.tuple(attribute, operand, operand).map(([name, a, b]) => `SET ${name} = list_append(${a}, ${b})`),
  fc
    .tuple(fc.constantFrom('ADD', 'DELETE'), attribute, fc.constantFrom(':x', ':y'))
    .map((parts) => parts.join(' ')),
  attribute.map((name) => `REMOVE ${name}`),
);

/** The values that an expression uses; DynamoDB refuses those that it does not. */
function used(expressions: string[], values: Record<string, object>): object {
  const named = Object.entries(values).filter(([name]) => expressions.some((text) => text.includes(name)));
  return named.length > 0 ? { ExpressionAttributeValues: Object.fromEntries(named) } : {};
}

test('no expression on any item does worse than be refused', async () => {
  const item = fc.record({ a: value, b: value, c: value }, { requiredKeys: [] });
  const values = fc.record({ ':x': value, ':y': value });
  const outcomes = new Set<string>();
  let id = 0;
  await fc.assert(
    fc.asyncProperty(
      item,
      values,
      condition,
      update,
      async (attributes, given, ConditionExpression, UpdateExpression) => {
        const Key = { id: { S: String(id++) } };
        const attempt = async (operation: 'PutItem' | 'UpdateItem' | 'Query', input: object) => {
          const outcome: unknown = await engine.run(operation, { TableName, ...input }).then(
            () => 'done',
            (error: unknown) => error,
          );
          if (outcome !== 'done') expect(outcome).toBeInstanceOf(AwsError);
          outcomes.add(outcome instanceof AwsError ? outcome.code : String(outcome));
        };
        await attempt('PutItem', { Item: { ...attributes, ...Key } });
        await attempt('Query', {
          KeyConditionExpression: 'id = :id',
          FilterExpression: ConditionExpression,
          ...used(['id = :id', ConditionExpression], { ...given, ':id': Key.id }),
        });
        await attempt('UpdateItem', {
          Key,
          UpdateExpression,
          ConditionExpression,
          ...used([UpdateExpression, ConditionExpression], given),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        });
        await attempt('UpdateItem', { Key, UpdateExpression, ...used([UpdateExpression], given) });
      },
    ),
    { numRuns: 400 },
  );
  // The inputs did reach the engine, and every kind of answer.
  expect([...outcomes].toSorted()).toEqual([
    'ConditionalCheckFailedException',
    'NotImplemented',
    'ValidationException',
    'done',
  ]);
});

test('an update that reads an attribute and writes a part of it is refused, and the item stays whole', async () => {
  const Key = { id: { S: 'shared' } };
  await engine.run('PutItem', { TableName, Item: { ...Key, a: { M: { b: { S: '1' } } }, c: { M: {} } } });
  for (const UpdateExpression of [
    'SET a.b = a',
    'SET c = a, a.b = id',
    'SET a.b = c, c.a = a',
    'SET c = a REMOVE a.b',
  ])
    await expect(engine.run('UpdateItem', { TableName, Key, UpdateExpression })).rejects.toThrow(
      'a part of it',
    );
  const { Item } = await engine.run('GetItem', { TableName, Key });
  expect(Item).toEqual({ ...Key, a: { M: { b: { S: '1' } } }, c: { M: {} } });
});
