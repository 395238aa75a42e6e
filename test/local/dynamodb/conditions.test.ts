import fc from 'fast-check';
import { AwsError } from '../../../local/cloud';
import { holds } from '../../../local/dynamodb/conditions';
import type { Engine } from '../../../local/dynamodb/engine';
import { compareNumbers } from '../../../local/dynamodb/numbers';
import { engineWithTable } from './table-fixture';

let engine: Engine;
let remove: () => Promise<void>;
const TableName = 'Judged';
const Key = { id: { S: '1' } };
const Item = {
  ...Key,
  name: { S: 'Åse' },
  blank: { S: '' },
  initial: { S: 'Å' },
  age: { N: '42' },
  big: { N: '12345678901234567890.5' },
  low: { N: '-1' },
  high: { N: '100' },
  raw: { B: Buffer.from([1, 2, 255]).toString('base64') },
  on: { BOOL: true },
  nothing: { NULL: true },
  tags: { SS: ['b', 'a'] },
  sizes: { NS: ['1', '2.5'] },
  list: { L: [{ S: 'x' }, { N: '1' }, { L: [{ M: { deep: { N: '2' } } }] }] },
  map: { M: { a: { S: '1' }, b: { L: [] }, 'a.b': { N: '7' } } },
};

beforeAll(async () => {
  ({ engine, remove } = await engineWithTable(TableName));
  await engine.run('PutItem', { TableName, Item });
});
afterAll(() => remove());

const names = {
  '#dotted': 'a.b',
  '#list': 'list',
  '#map': 'map',
  '#name': 'name',
  '#raw': 'raw',
  '#on': 'on',
  '#constructor': 'constructor',
};

/** Whether the item passes, as a write's condition and as a reader's filter. */
async function judged(expression: string, value?: object): Promise<boolean[]> {
  const used = Object.entries(names).filter(([name]) => expression.includes(name));
  const parameters = {
    TableName,
    ...(used.length > 0 && { ExpressionAttributeNames: Object.fromEntries(used) }),
    ...(value && { ExpressionAttributeValues: { ':v': value } }),
  };
  const written = await engine
    .run('UpdateItem', { ...parameters, Key, ConditionExpression: expression })
    .then(
      () => true,
      (error: unknown) => {
        if (error instanceof AwsError && error.code === 'ConditionalCheckFailedException') return false;
        throw error;
      },
    );
  const { Count } = await engine.run('Scan', { ...parameters, FilterExpression: expression });
  return [written, Count === 1];
}

test.each<[string, object | undefined, boolean]>([
  // Lists and maps are equal by what they hold.
  ['#list = :v', { L: [{ S: 'x' }, { N: '1.0' }, { L: [{ M: { deep: { N: '2' } } }] }] }, true],
  ['#list = :v', { L: [{ N: '1' }, { S: 'x' }, { L: [{ M: { deep: { N: '2' } } }] }] }, false],
  ['#list = :v', { L: [{ S: 'x' }] }, false],
  ['#map = :v', { M: { 'a.b': { N: '7' }, b: { L: [] }, a: { S: '1' } } }, true],
  ['#map <> :v', { M: { a: { S: '1' }, b: { L: [] }, c: { N: '7' } } }, true],
  ['#map.a = :v', { S: '1' }, true],
  ['#map.#dotted = :v', { N: '7' }, true],
  ['#list[2][0].deep = :v', { N: '2' }, true],
  ['contains(#list, :v)', { L: [{ M: { deep: { N: '2' } } }] }, true],
  ['contains(#list, :v)', { N: '1' }, true],
  ['contains(#list, :v)', { BOOL: true }, false],
  ['#map.b IN (:v, nothing)', { L: [] }, true],
  // Sets have no order.
  ['tags = :v', { SS: ['a', 'b'] }, true],
  ['tags = :v', { SS: ['a'] }, false],
  ['sizes = :v', { NS: ['2.50', '1'] }, true],
  ['contains(sizes, :v)', { N: '1.0' }, true],
  ['contains(tags, :v)', { S: 'c' }, false],
  // A bound may be an attribute, or a size.
  ['age BETWEEN low AND high', undefined, true],
  ['age BETWEEN high AND low', undefined, false],
  ['age BETWEEN low AND absent', undefined, false],
  ['size(tags) BETWEEN low AND size(#list)', undefined, true],
  ['size(tags) IN (size(#list), :v)', { N: '2' }, true],
  ['age IN (absent, :v)', { N: '42' }, true],
  ['begins_with(#name, initial)', undefined, true],
  ['begins_with(#name, absent)', undefined, false],
  ['begins_with(#raw, :v)', { B: Buffer.from([1, 2]).toString('base64') }, true],
  ['begins_with(#raw, :v)', { B: Buffer.from([2]).toString('base64') }, false],
  ['contains(#raw, :v)', { B: Buffer.from([255]).toString('base64') }, true],
  // Numbers are exact, text is ordered by its bytes.
  ['big > :v', { N: '12345678901234567890.4' }, true],
  ['big < :v', { N: '12345678901234567890.6' }, true],
  ['#name > :v', { S: 'Z' }, true],
  ['#name < :v', { S: '\u{1F600}' }, true],
  ['#raw > :v', { B: Buffer.from([1, 2, 3]).toString('base64') }, true],
  ['#on < :v', { BOOL: false }, false],
  // What is absent compares with nothing, and differs from everything.
  ['absent = :v', { N: '1' }, false],
  ['absent <> :v', { N: '1' }, true],
  ['absent = away', undefined, false],
  ['NOT absent < :v', { N: '1' }, true],
  ['age = :v', { S: '42' }, false],
  ['size(blank) = :v', { N: '0' }, true],
  ['size(age) = :v', { N: '2' }, false],
  ['#map.#constructor = :v', { S: '1' }, false],
  ['attribute_exists(#map.#constructor)', undefined, false],
  ['attribute_type(#on, :v) AND attribute_exists(nothing)', { S: 'BOOL' }, true],
  ['attribute_not_exists(#list[3]) AND (size(blank) = nothing OR nothing = :v)', { NULL: true }, true],
])('%s with %j: %s', async (expression, value, expected) => {
  expect(await judged(expression, value)).toEqual([expected, expected]);
});

test('what a projection leaves out, a filter still sees', async () => {
  const { Items, Count, ScannedCount } = await engine.run('Query', {
    TableName,
    KeyConditionExpression: 'id = :id',
    FilterExpression: 'size(tags) = :two',
    ProjectionExpression: 'age',
    ExpressionAttributeValues: { ':id': Key.id, ':two': { N: '2' } },
  });
  expect([Items, Count, ScannedCount]).toEqual([[{ age: { N: '42' } }], 1, 1]);
});

const value: fc.Arbitrary<Record<string, unknown>> = fc.letrec<{ value: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ S: fc.string() }),
    fc.record({ N: fc.integer().map(String) }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ SS: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 3 }) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({ M: fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }) }),
  ),
})).value;
const ask = (type: string, left: unknown, right: unknown) =>
  holds({ type, args: [['left'], ['right']] }, { left, right });

test('a value equals its copy, and is among those of a list that has it', () => {
  fc.assert(
    fc.property(value, fc.array(value, { maxLength: 3 }), (one, others) => {
      const copy: unknown = JSON.parse(JSON.stringify(one));
      expect(ask('=', one, copy)).toBe(true);
      expect(ask('<>', one, copy)).toBe(false);
      expect(ask('=', { L: [...others, one] }, { L: others })).toBe(false);
      const contains = { type: 'function', name: 'contains', args: [['left'], ['right']] };
      expect(holds(contains, { left: { L: [...others, copy] }, right: one })).toBe(true);
    }),
  );
});

test('equality has no sides, and an order no circles', () => {
  fc.assert(
    fc.property(value, value, (left, right) => {
      expect(ask('=', left, right)).toBe(ask('=', right, left));
      expect(ask('<', left, right) && ask('<', right, left)).toBe(false);
      expect(ask('<=', left, right) && ask('<=', right, left)).toBe(
        ask('=', left, right) && ['S', 'N', 'B'].some((type) => type in left),
      );
    }),
  );
});

test('numbers are compared by value, however they are written', () => {
  const scaled = fc.tuple(
    fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
    fc.integer({ min: 0, max: 20 }),
  );
  /** `digits × 10^-scale` in two of its spellings. */
  const spellings = ([digits, scale]: [bigint, number]) => {
    const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
    const sign = digits < 0n ? '-' : '';
    const plain = `${sign}${text.slice(0, text.length - scale)}.${text.slice(text.length - scale)}0`;
    return [plain, `${digits}E-${scale}`];
  };
  fc.assert(
    fc.property(scaled, scaled, (left, right) => {
      const [a, b] = [left[0] * 10n ** BigInt(20 - left[1]), right[0] * 10n ** BigInt(20 - right[1])];
      for (const one of spellings(left))
        for (const other of spellings(right))
          expect(Math.sign(compareNumbers(one, other))).toBe(a < b ? -1 : Number(a > b));
    }),
  );
});
