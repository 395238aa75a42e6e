import fc from 'fast-check';
import { argumentFilter, passes, readFilter } from '../../../local/appsync/realtime/filters';
import { toSubscriptionFilter } from '../../../local/appsync/runtime/subscription-filter';

const message = {
  roomId: 'attic',
  urgency: 3,
  read: false,
  sender: null,
  text: 'water in the attic',
  tags: ['roof', 'water'],
  seats: [10, 12],
  place: { floor: { number: 4 } },
};

describe('operators', () => {
  const cases: [rule: [field: string, operator: string, value: unknown], holds: boolean][] = [
    [['roomId', 'eq', 'attic'], true],
    [['roomId', 'eq', 'Attic'], false],
    [['urgency', 'eq', 3], true],
    [['urgency', 'eq', '3'], false],
    [['read', 'eq', false], true],
    [['roomId', 'ne', 'cellar'], true],
    [['sender', 'ne', 'anna'], true],
    [['urgency', 'lt', 3], false],
    [['urgency', 'le', 3], true],
    [['urgency', 'gt', 2], true],
    [['urgency', 'ge', 4], false],
    [['roomId', 'lt', 'b'], true],
    [['roomId', 'lt', 5], false],
    [['text', 'beginsWith', 'water'], true],
    [['text', 'beginsWith', 'Water'], false],
    [['text', 'contains', 'attic'], true],
    [['tags', 'contains', 'roof'], true],
    [['tags', 'contains', 'roo'], false],
    [['tags', 'notContains', 'fire'], true],
    [['seats', 'contains', 10], true],
    [['urgency', 'in', [1, 2, 3]], true],
    [['urgency', 'notIn', [1, 2, 3]], false],
    [['urgency', 'between', [1, 3]], true],
    [['urgency', 'between', [4, 5]], false],
    [['seats', 'containsAny', [11, 12]], true],
    [['seats', 'containsAny', [1]], false],
    [['place.floor.number', 'eq', 4], true],
    [['place.floor.colour', 'ne', 'red'], false],
    [['missing', 'ne', 'x'], false],
    [['missing', 'notContains', 'x'], false],
    [['toString', 'ne', 'x'], false],
    [['a.b.c.d.e.f', 'eq', 1], false],
  ];
  test.each(cases)('%j is %p', ([fieldName, operator, value], holds) => {
    const filter = readFilter({ filterGroup: [{ filters: [{ fieldName, operator, value }] }] });
    expect(passes(filter, message)).toBe(holds);
  });
});

describe('what AppSync would not take is refused, with the reason', () => {
  const rule = (value: unknown, operator = 'eq', fieldName: unknown = 'a') => ({
    fieldName,
    operator,
    value,
  });
  const group = (...filters: unknown[]) => ({ filterGroup: [{ filters }] });
  const cases: [filter: unknown, reason: string][] = [
    [null, 'it has no filterGroup'],
    [{ filterGroup: [] }, 'it has no filterGroup'],
    [{ filterGroup: [{ filters: [] }] }, 'a group has no filters'],
    [group(rule(1, 'like')), "'like' on 'a' is not an operator"],
    [group(rule({})), "the value for 'a' is not a plain value"],
    [group(rule(null)), "the value for 'a' is not a plain value"],
    [group(rule(1, 'in')), "the value for 'a' is not a list"],
    [group(rule([1, 2, 3, 4, 5, 6], 'in')), "the list for 'a' has more than 5 values"],
    [group(rule([1], 'between')), "'between' on 'a' needs two values"],
    [group(rule('x'.repeat(257))), "the text for 'a' is over 256 characters"],
    [group(rule(1, 'eq', 5)), 'a rule has no fieldName'],
    [
      group(...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => rule(1, 'eq', name))),
      'a group names 6 fields; AppSync takes 5',
    ],
    [
      { filterGroup: Array.from({ length: 11 }, () => ({ filters: [rule(1)] })) },
      'it has 11 filters; AppSync takes 10',
    ],
  ];
  test.each(cases)('%j', (filter, reason) => {
    expect(() => readFilter(filter)).toThrow(`The subscription filter is not valid: ${reason}.`);
  });
});

describe('arguments as filters', () => {
  test.each([
    [{}, true],
    [{ roomId: 'attic' }, true],
    [{ roomId: 'attic', urgency: 3 }, true],
    [{ roomId: 'cellar' }, false],
    [{ sender: null }, true],
    [{ roomId: null }, false],
    [{ notSelected: null }, false],
    [{ tags: ['roof', 'water'] }, true],
  ])('%j: %p', (args, wanted) => {
    expect(argumentFilter(args)(message)).toBe(wanted);
  });
});

describe('util.transform.toSubscriptionFilter', () => {
  const percentageUp = (operator: string, value: number) => ({ fieldName: 'percentageUp', operator, value });
  const title = { fieldName: 'title', operator: 'ne', value: 'Book1' };
  const downvotes = { fieldName: 'downvotes', operator: 'gt', value: 20 };
  const author = { fieldName: 'author', operator: 'eq', value: 'Admin' };
  const isPublished = { fieldName: 'isPublished', operator: 'eq', value: false };
  const given = {
    percentageUp: { lte: 50, gte: 20 },
    and: [{ title: { ne: 'Book1' } }, { downvotes: { gt: 20 } }],
    or: [{ author: { eq: 'Admin' } }, { isPublished: { eq: false } }],
  };
  const groups = (...filters: object[][]) => ({ filterGroup: filters.map((rules) => ({ filters: rules })) });

  test('operators of one field are alternatives, and so are the members of "or"', () => {
    const expected = groups(
      [percentageUp('lte', 50), title, downvotes, author],
      [percentageUp('lte', 50), title, downvotes, isPublished],
      [percentageUp('gte', 20), title, downvotes, author],
      [percentageUp('gte', 20), title, downvotes, isPublished],
    );
    expect(toSubscriptionFilter(given)).toEqual(expected);
    expect(toSubscriptionFilter(JSON.stringify(given))).toEqual(expected);
  });

  test('ignored fields are left out, and of the strict rules one has to hold', () => {
    expect(toSubscriptionFilter(given, ['percentageUp', 'author'])).toEqual(
      groups([title, downvotes, isPublished]),
    );
    const rules = { upvotes: { gte: 250 }, author: { eq: 'Person1' } };
    expect(toSubscriptionFilter(given, ['percentageUp', 'author'], rules)).toEqual(
      groups(
        [title, downvotes, isPublished, { fieldName: 'upvotes', operator: 'gte', value: 250 }],
        [title, downvotes, isPublished, { fieldName: 'author', operator: 'eq', value: 'Person1' }],
      ),
    );
  });

  test('a rule without a value is refused, for it would let everything through', () => {
    expect(() => toSubscriptionFilter({ roomId: { eq: undefined } })).toThrow(
      "The subscription filter on 'roomId' has no value.",
    );
  });

  test('the groups say the same as the filter that they were made of', () => {
    const field = fc.constantFrom('a', 'b', 'c');
    const leaf = fc
      .tuple(field, fc.constantFrom('eq', 'ne'), fc.integer({ min: 0, max: 1 }))
      .map(([name, operator, value]) => ({
        [name]: { [operator]: value },
      }));
    const { node } = fc.letrec<{ node: object }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc.array(tie('node'), { minLength: 1, maxLength: 2 }).map((and) => ({ and })),
        fc.array(tie('node'), { minLength: 1, maxLength: 2 }).map((or) => ({ or })),
      ),
    }));
    const bit = fc.integer({ min: 0, max: 1 });
    fc.assert(
      fc.property(node, fc.record({ a: bit, b: bit, c: bit }), (filter, event) => {
        const { filterGroup } = toSubscriptionFilter(filter);
        fc.pre(filterGroup.length <= 10);
        expect(passes(readFilter({ filterGroup }), event)).toBe(means(filter, event));
      }),
    );
  });
});

/** What a filter of `and`, `or`, `eq` and `ne` says of an event, straight from its text. */
function means(filter: object, event: Record<string, number>): boolean {
  return Object.entries(filter).every(([key, value]) => {
    const members: object[] = Array.isArray(value) ? value : [];
    if (key === 'and') return members.every((member) => means(member, event));
    if (key === 'or') return members.some((member) => means(member, event));
    return Object.entries(Object(value)).every(
      ([operator, wanted]) => (event[key] === wanted) === (operator === 'eq'),
    );
  });
}
