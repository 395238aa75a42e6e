import fc from 'fast-check';
import { isScalarType, Kind, parse } from 'graphql';
import type { FieldNode, FragmentDefinitionNode, SelectionSetNode } from 'graphql';
import { Documents } from '../../../local/appsync/execution/documents';
import { Expansion } from '../../../local/appsync/execution/expansion';
import { nestsDeeper } from '../../../local/appsync/execution/nesting';
import { variableErrors } from '../../../local/appsync/execution/variables';
import { parseObject } from '../../../local/appsync/json';
import { buildApiSchema } from '../../../local/appsync/schema';

const fragmentsOf = (text: string) => {
  const document = parse(text);
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  return { document, fragments };
};

/** Every fragment spreads later ones only, so that there is no cycle. */
const documents = fc.integer({ min: 1, max: 5 }).chain((count) => {
  const selection = (from: number, depth: number): fc.Arbitrary<string> =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('id', 'a: id', '__typename') },
      ...(from < count
        ? [{ weight: 2, arbitrary: fc.integer({ min: from, max: count - 1 }).map((n) => `...F${n}`) }]
        : []),
      ...(depth > 0
        ? [
            {
              weight: 2,
              arbitrary: fc
                .tuple(fc.constantFrom('next', '... on Room', '...'), selections(from, depth - 1))
                .map(([head, body]) => `${head} { ${body} }`),
            },
          ]
        : []),
    );
  const selections = (from: number, depth: number): fc.Arbitrary<string> =>
    fc.array(selection(from, depth), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
  return fc
    .tuple(
      selections(0, 3),
      ...Array.from({ length: count }, (_, n) =>
        selections(n + 1, 2).map((body) => `fragment F${n} on Room { ${body} }`),
      ),
    )
    .map(([operation, ...fragments]) => `{ room { ${operation} } } ${fragments.join(' ')}`);
});

test('a document comes to as many selections as there are when its fragments are written out', () => {
  fc.assert(
    fc.property(documents, (text) => {
      const { document, fragments } = fragmentsOf(text);
      const count = ({ selections }: SelectionSetNode): number =>
        selections.reduce((sum, selection) => {
          const inner =
            selection.kind === Kind.FRAGMENT_SPREAD
              ? fragments.get(selection.name.value)?.selectionSet
              : selection.selectionSet;
          return sum + 1 + (inner === undefined ? 0 : count(inner));
        }, 0);
      const [operation] = document.definitions;
      const expected = operation?.kind === Kind.OPERATION_DEFINITION ? count(operation.selectionSet) : 0;
      expect(new Expansion(document, fragments).size).toBe(expected);
    }),
  );
});

test('what is below a field counts, however its fragments spread themselves', () => {
  const { document, fragments } = fragmentsOf(
    '{ room { id ...A } __schema { types { name } } } fragment A on Room { next { ...A } }',
  );
  const expansion = new Expansion(document, fragments);
  const [operation] = document.definitions;
  const [room] = operation?.kind === Kind.OPERATION_DEFINITION ? operation.selectionSet.selections : [];
  const field = room?.kind === Kind.FIELD ? [room] : ([] as FieldNode[]);
  expect(expansion.below(field)).toBe(4);
  expect(expansion.introspection).toBe(2);
});

describe('nesting', () => {
  const value = fc.letrec<{ value: string }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom('1', '"[{("', '"\\"["', '"""[ \\""" {"""', '$v'),
      fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' ')}]`),
      tie('value').map((inner) => `{ a: ${inner} }`),
    ),
  })).value;
  const depthOf = (text: string) => {
    let [depth, deepest] = [0, 0];
    for (const sign of text.replace(/"""(\\"""|[^])*?"""|"(\\.|[^"\\])*"|#.*/g, '')) {
      if ('[{('.includes(sign)) deepest = Math.max(deepest, ++depth);
      if (']})'.includes(sign)) depth--;
    }
    return deepest;
  };

  test('is told to the level, strings and comments left out', () => {
    fc.assert(
      fc.property(value, (inner) => {
        const query = `{ echo(x: ${inner}) # ((((\n }`;
        const depth = depthOf(query);
        expect(nestsDeeper(query, depth)).toBe(false);
        expect(nestsDeeper(query, depth - 1)).toBe(true);
      }),
    );
  });

  test('of JSON is read up to 1000 levels, and objects are read as JSON.parse reads them', () => {
    const nest = (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
    expect(parseObject(nest(1000))).toBeDefined();
    expect(parseObject(nest(1001))).toBeUndefined();
    expect(parseObject(`{"a":${JSON.stringify('[{'.repeat(2000))}}`)).toBeDefined();
    fc.assert(
      fc.property(fc.json(), (text) => {
        const parsed: unknown = JSON.parse(text);
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
        expect(parseObject(text)).toEqual(isObject ? parsed : undefined);
      }),
    );
  });
});

test('documents are remembered up to a number, and never when they are long or wrong', () => {
  const documentsOf = new Documents(buildApiSchema('type Query { a(x: Int): String }'), true, 2);
  const prepare = (query: string) => documentsOf.prepare(query);
  const first = prepare('{ a }');
  expect(prepare('{ a }')).toBe(first);
  prepare('{ b: a }');
  prepare('{ a }');
  prepare('{ c: a }');
  expect(prepare('{ a }')).toBe(first);
  const long = `{ a } # ${'x'.repeat(20_000)}`;
  expect(prepare(long)).not.toBe(prepare(long));
  expect(prepare('{ no }')).not.toBe(prepare('{ no }'));
});

test('of long documents fewer are remembered', () => {
  const documentsOf = new Documents(buildApiSchema('type Query { a(x: Int): String }'), true);
  const longOne = (n: number) => documentsOf.prepare(`{ a${n}: a } # ${'x'.repeat(19_000)}`);
  const first = longOne(0);
  for (let n = 1; n < 100; n++) longOne(n);
  expect(longOne(0)).toBe(first);
  for (let n = 100; n < 205; n++) longOne(n);
  expect(longOne(204)).toBe(longOne(204));
  expect(longOne(0)).not.toBe(first);
});

test('of a variable, nothing is looked at after the first value that does not fit', () => {
  const withPhones = buildApiSchema('type Query { call(numbers: [AWSPhone]): String }');
  const { document } = fragmentsOf('query ($n: [AWSPhone]) { call(numbers: $n) }');
  const [operation] = document.definitions;
  const phone = withPhones.getType('AWSPhone');
  if (operation?.kind !== Kind.OPERATION_DEFINITION || !isScalarType(phone))
    throw new Error('not as written');
  const { parseValue } = phone;
  let asked = 0;
  phone.parseValue = (value) => {
    asked++;
    return parseValue(value);
  };
  const errors = variableErrors(withPhones, operation, { n: ['+4712345678', 'x', 'y', 'z'] });
  expect(errors.map(({ message }) => message)).toEqual([
    "Variable 'n' has an invalid value at 'n.1': the value is not a valid 'AWSPhone'.",
  ]);
  expect(asked).toBe(2);
});
