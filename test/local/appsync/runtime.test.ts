import { loadCode } from '../../../local/appsync/resolution/sandbox';
import type { HandlerOutcome } from '../../../local/appsync/runtime/protocol';
import { handlers } from './api-fixture';
import { contextOf, selection } from './expectation';

async function run(body: string): Promise<HandlerOutcome> {
  const code = await loadCode('Query.room', handlers('return {}', body));
  return code.call('response', { now: 0, authType: '', ...selection, context: contextOf({}) });
}

describe('what shows only when it runs is a fault of the handler', () => {
  test.each([
    [
      'ctx.constructor.constructor("return process")()',
      'Code generation from strings disallowed for this context',
    ],
    [
      'console.log.constructor("return process")()',
      'Code generation from strings disallowed for this context',
    ],
    ['util["is" + "Null"](1)', 'util.isNull does not exist in APPSYNC_JS.'],
    ['rds.select({ table: "t" })', '@aws-appsync/utils/rds.select is not run on this machine.'],
    ['rds.typeHint.DATE("d")', '@aws-appsync/utils/rds.typeHint.DATE is not run on this machine.'],
    ['ai.converse({})', '@aws-appsync/utils/ai.converse is not run on this machine.'],
    ['1n', 'Do not know how to serialize a BigInt'],
    ['[{}].map((item) => { item.self = item; return item; })', 'Converting circular structure to JSON'],
  ])('%s', async (expression, message) => {
    const code = `import * as rds from '@aws-appsync/utils/rds'; import * as ai from '@aws-appsync/utils/ai';
      export function request() { return {}; } export function response(ctx) { return ${expression}; }`;
    const sandbox = await loadCode('Query.room', code);
    const { completion } = sandbox.call('response', {
      now: 0,
      authType: '',
      ...selection,
      context: contextOf({}),
    });
    expect(completion).toMatchObject({ kind: 'fault', message: expect.stringContaining(message) });
  });
});

describe('a handler that would take the machine with it is stopped', () => {
  const steps = 'The code runs more than 1000000 steps.';
  const text = 'The code makes a text of more than 10000000 characters.';
  const list = 'The code makes a list of more than 1000000 items.';
  const inAll = 'The code makes more than 50000000 list items.';
  const parts = 'The code makes a value of more than 5000000 parts.';
  const times = (count: number, statement: string) => `for (const n of Array(${count}).fill(1)) ${statement}`;
  const nested = `let l = [1]; ${times(60, 'l = [l, l];')}`;
  test.each([
    ['a list that grows while it is walked', 'const l = [1]; for (const x of l) l.push(x);', steps],
    [
      'callbacks in callbacks',
      'const l = Array(200).fill(1); l.map(() => l.map(() => l.map(() => l.map(() => 1))))',
      steps,
    ],
    ['a text repeated', `return 'x'.repeat(5e8)`, text],
    ['a text too long for the language', `return 'x'.repeat(1e9)`, 'Invalid string length'],
    ['a text that doubles', `let s = 'x'; ${times(40, 's += s;')}`, text],
    ['a text that doubles in a template', `let s = 'x'; ${times(40, 's = `${s}${s}`;')}`, text],
    ['an optional call', `return ctx.args.id?.repeat(5e8)`, text],
    ['a list that doubles', `let l = [1]; ${times(40, 'l = [...l, ...l];')}`, list],
    ['a list that doubles by concat', `let l = [1]; ${times(40, 'l = l.concat(l);')}`, list],
    ['a long list', 'return Array(4294967295).fill(1)', list],
    ['a list made long', 'const a = { l: [] }; a.l.length = 4294967295; return a.l.fill(1)', list],
    ['a list with an item far off', 'const l = []; l[4294967294] = 1; return l.map((n) => n)', list],
    [
      'lists pushed into a list',
      `const all = []; ${times(1e6, 'all.push(Array(1000).fill(1));')} return all.length`,
      inAll,
    ],
    ['lists in lists, returned', `${nested} return l`, parts],
    ['lists in lists, stashed', `${nested} ctx.stash.l = { l }; return 1`, parts],
    ['lists in lists, as JSON', `${nested} return JSON.stringify({ l }).length`, parts],
    ['lists in lists, logged', `${nested} console.log(l)`, parts],
    ['lists in lists, made flat', `${nested} return l.flat(Infinity)`, parts],
    ['lists in lists, as text', `${nested} return l + ''`, parts],
    ['lists in lists, compared', `${nested} return l == 1`, parts],
    [
      'a regular expression that goes back and forth',
      `return util.matches('(a+)+$', 'a'.repeat(40) + 'b')`,
      'The handler did not end within 1000 ms.',
    ],
    [
      'a text that is searched as a regular expression',
      `return ('a'.repeat(40) + 'b').search('(a+)+$')`,
      'The handler did not end within 1000 ms.',
    ],
    [
      'a regular expression whose method is not called by its name',
      `return ('a'.repeat(40) + 'b')['mat' + 'ch']('(a+)+$')`,
      'The handler did not end within 1000 ms.',
    ],
    [
      'code that puts something of its own in the place of the meter',
      `const go = ({ now: \\u0024meterStep }) => { for (const n of ctx.args.list) { ${times(1e6, '{}')} } };
       ctx.args.list = [1, 2]; go({ now: Math.abs }); return 1`,
      steps,
    ],
    [
      'a filter that multiplies',
      `return util.transform.toSubscriptionFilter({ and: Array(30).fill({ or: Array(30).fill({ a: { eq: 1 } }) }) })`,
      'The subscription filter comes to more than 2000 rules.',
    ],
    [
      'a million signs of padding',
      `return util.base64Decode('='.repeat(1e6) + 'x')`,
      'util.base64Decode expects a base64 string.',
    ],
  ])('%s', async (_what, body, message) => {
    const { completion } = await run(body);
    expect(completion).toMatchObject({ kind: 'fault', message });
  });

  test('the next call starts afresh', async () => {
    const code = await loadCode(
      'Query.room',
      handlers(
        'return {}',
        'const l = [1]; for (const x of l) if (ctx.args.grow) l.push(x); return l.length;',
      ),
    );
    const call = (grow: boolean) =>
      code.call('response', {
        now: 0,
        authType: '',
        ...selection,
        context: contextOf({ context: { arguments: { grow } } }),
      }).completion;
    expect(call(true)).toMatchObject({ kind: 'fault' });
    expect(call(false)).toEqual({ kind: 'value', value: 1 });
  });
});

test('the meter changes nothing of what code means', async () => {
  const { completion } = await run(`
    const pair = ([first, second = first + '!'] = ['a']) => \`\${first}\${second}\`;
    const { args: { id, other = 'none' + id, ...rest }, source } = ctx;
    let sum = 0;
    for (const key in { a: 1, b: 2 }) sum += key.length;
    for (const n of [1, 2]) { if (n === 2) break; sum += n }
    const nested = { ...rest, list: [...[1, 2], 3].map((n) => ({ n: n + 1 })), gone: source?.deep.at?.(1)?.x };
    delete nested.list[0]?.n;
    nested['m' + 1] = 0; nested.list.length = 3; nested.m1 += 2;
    switch (id) { case '7': sum = sum + 10; break; default: sum = -1; }
    return [pair(), pair(['x', 'y']), other, sum, nested, 'a-b'.split('-').concat('c').join('+'), ctx.args?.['id'].concat('!').length]`);
  expect(completion).toEqual({
    kind: 'value',
    value: ['aa!', 'xy', 'none7', 13, { list: [{}, { n: 3 }, { n: 4 }], m1: 2 }, 'a+b+c', 2],
  });
});

test('two resolvers share nothing', async () => {
  const first = await loadCode(
    'Query.a',
    handlers('Object.prototype.toString = { leak: 1 }; return {}', 'return 1'),
  );
  const second = await loadCode(
    'Query.b',
    handlers('return { leak: ({}).toString.leak ?? null }', 'return 1'),
  );
  const input = { now: 0, authType: '', ...selection, context: contextOf({}) };
  first.call('request', input);
  expect(second.call('request', input).completion).toEqual({ kind: 'value', value: { leak: null } });
});

test.each(['({})', '[]', `''`, '(() => 1)'])(
  'nothing can be added to what %s inherits from, where every later call would see it',
  async (value) => {
    const { completion } = await run(
      `${value}.constructor.prototype.Error = { prepareStackTrace: 1 }; return 1`,
    );
    expect(completion).toMatchObject({ kind: 'fault', message: expect.stringContaining('not extensible') });
  },
);

test('a name takes the time of its length', async () => {
  const { completion } = await run(
    `return util.transform.toDynamoDBFilterExpression({ ['[1]'.repeat(300000) + 'x']: { eq: 1 } }).startsWith('{"expression":"(#_1_')`,
  );
  expect(completion).toEqual({ kind: 'value', value: true });
});

test('conditions in any number take the time that their number takes', async () => {
  const condition = `{ and: Array(30000).fill({ title: { eq: 'x' } }) }`;
  const { completion } = await run(
    `return util.transform.toDynamoDBFilterExpression(${condition}).endsWith('":title_eq_29999":{"S":"x"}}}')`,
  );
  expect(completion).toEqual({ kind: 'value', value: true });
});

test('so do the members of an update', async () => {
  const { completion } = await run(
    `const map = {}; Array(100000).fill(1).forEach((_, index) => { map['k' + index] = index; });
     return ddb.update({ key: { id: '1' }, update: { map } }).update.expression.endsWith(' = :expValue_100000')`,
  );
  expect(completion).toEqual({ kind: 'value', value: true });
});
