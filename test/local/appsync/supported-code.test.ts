import { loadCode } from '../../../local/appsync/resolution/sandbox';

/** Code whose line 3 is `statement`, in a request handler. */
const inHandler = (statement: string) => `import { util, runtime } from '@aws-appsync/utils';
export function request(ctx) {
  ${statement}
}
export function response(ctx) { return ctx.result; }`;

describe('what AppSync does not take is refused with its place', () => {
  const cases: [statement: string, error: string][] = [
    ['while (ctx.args.a) {}', `3,3): 'while' is not supported: use 'for … of'.`],
    ['do {} while (ctx.args.a);', `3,3): 'do … while' is not supported: use 'for … of'.`],
    [
      'for (let i = 0; i < 3; i += 1) {}',
      `3,3): 'for (…; …; …)' is not supported: use 'for … of' or 'for … in'.`,
    ],
    ['for (const a of ctx.args.l) { if (a) continue; }', `3,40): 'continue' is not supported.`],
    ['outer: for (const a of ctx.args.l) break outer;', '3,3): labels are not supported.'],
    ['try { ctx.stash.a = 1; } catch {}', `3,3): 'try' is not supported.`],
    ['throw ctx.args.a;', `3,3): 'throw' is not supported: use util.error().`],
    ['return [].map(async (a) => a);', '3,17): async functions are not supported.'],
    ['return [].map(function* (a) { yield a; });', '3,17): generators are not supported.'],
    ['class A {}', '3,3): classes are not supported.'],
    ['return new Map();', `3,10): 'new' is not supported.`],
    ['return this.a;', `3,10): 'this' is not supported.`],
    ['return import("a");', `3,10): 'import()' is not supported.`],
    ['return import.meta;', `3,10): 'import.meta' is not supported.`],
    ['return { get a() { return 1; } };', `3,12): a property with 'get' is not supported.`],
    ['return /a/;', '3,10): regular expression literals are not supported: use util.matches().'],
    ['let a = 0; a++;', '3,14): the operator ++ is not supported: use += 1.'],
    ['let a = 0; --a;', '3,14): the operator -- is not supported: use -= 1.'],
    ['return ~ctx.args.a;', '3,10): the operator ~ is not supported.'],
    ['return "a" in ctx.args;', '3,10): the operator in is not supported: use Object.hasOwn().'],
    ['return ctx instanceof Object;', '3,10): the operator instanceof is not supported.'],
    ['return process.env;', '3,10): process is not defined in APPSYNC_JS.'],
    ['return fetch("http://localhost");', '3,10): fetch is not defined in APPSYNC_JS.'],
    ['return require("fs");', '3,10): require is not defined in APPSYNC_JS.'],
    ['return { later: Promise };', '3,19): Promise is not defined in APPSYNC_JS.'],
    ['return parseInt("1");', '3,10): parseInt is not defined in APPSYNC_JS.'],
    ['return globalThis;', '3,10): globalThis is not defined in APPSYNC_JS.'],
    ['return util.isNull(1);', '3,10): util.isNull does not exist in APPSYNC_JS.'],
    ['return util.dynamodb.toFoo(1);', '3,10): util.dynamodb.toFoo does not exist in APPSYNC_JS.'],
    ['return util["time"]["now"]();', '3,10): util.time.now does not exist in APPSYNC_JS.'],
    ['return extensions.evict();', '3,10): extensions.evict does not exist in APPSYNC_JS.'],
    ['return console.warn(1);', '3,10): console.warn does not exist in APPSYNC_JS.'],
    ['return Object.freeze({});', '3,10): Object.freeze does not exist in APPSYNC_JS.'],
    ['return Array.from("ab");', '3,10): Array.from does not exist in APPSYNC_JS.'],
    ['return "a".padStart(3);', '3,10): the method padStart does not exist in APPSYNC_JS.'],
    ['return [].map.call([], 1);', '3,10): the method call does not exist in APPSYNC_JS.'],
    ['return ctx.args.l.sort((a, b) => a - b);', '3,26): a function cannot be passed to a function.'],
    [
      'const one = () => 1; return { a: [one].concat(one) };',
      '3,49): a function cannot be passed to a function.',
    ],
    ['return () => 1;', '3,10): a function cannot be returned.'],
    [
      'const one = () => 1; const two = one; return two();',
      '3,36): a function cannot be given another name.',
    ],
    [
      'const deeper = (n) => n < 1 ? 0 : deeper(n - 1); return deeper(3);',
      '3,37): recursion is not supported.',
    ],
    [
      'const walk = (node) => node.children.map((child) => walk(child)); return walk(ctx.args);',
      '3,55): recursion is not supported.',
    ],
    [
      'function ping() { return pong(); } function pong() { return ping(); } return ping();',
      '3,28): recursion is not supported.',
    ],
    ['ctx = {};', '3,3): ctx is read-only.'],
    ['ctx.stash = {};', '3,3): ctx.stash is read-only.'],
    ['delete ctx.stash;', '3,10): ctx.stash is read-only.'],
  ];
  test.each(cases)('%s', async (statement, error) => {
    await expect(loadCode('Query.room', inHandler(statement))).rejects.toThrow(
      `Query.room: AppSync does not take the code.\n`,
    );
    await expect(loadCode('Query.room', inHandler(statement))).rejects.toThrow(`code.js(${error}`);
  });

  test('everything that is wrong is said at once', async () => {
    await expect(loadCode('Query.room', inHandler('let a = 1; a++; while (a) a--;'))).rejects.toThrow(
      [
        'Query.room: AppSync does not take the code.',
        'code.js(3,14): the operator ++ is not supported: use += 1.',
        `code.js(3,19): 'while' is not supported: use 'for … of'.`,
        'code.js(3,29): the operator -- is not supported: use -= 1.',
      ].join('\n'),
    );
  });
});

describe('modules', () => {
  const handler = 'export function request() {} export function response() {}';
  test.each([
    [`import fs from 'node:fs'; ${handler}`, "the module 'node:fs' does not exist in APPSYNC_JS."],
    [
      `import { scram } from '@aws-appsync/utils/dynamodb'; ${handler}`,
      "'@aws-appsync/utils/dynamodb' has no scram.",
    ],
    [
      `import * as ddb from '@aws-appsync/utils/dynamodb'; export const a = ddb.scram; ${handler}`,
      'ddb.scram does not exist in APPSYNC_JS.',
    ],
    [
      `import { operations } from '@aws-appsync/utils/dynamodb'; export const a = operations.halve; ${handler}`,
      'operations.halve does not exist in APPSYNC_JS.',
    ],
  ])('%s', async (code, message) => {
    await expect(loadCode('Query.room', code)).rejects.toThrow(message);
  });
});

describe('code that does not load', () => {
  const handler = 'export function request() {} export function response() {}';
  test.each([
    [
      'no response handler',
      'export function request() {}',
      "the code has to export the functions 'request' and 'response'.",
    ],
    ['not JavaScript', 'export function request({', 'the code is not JavaScript: Unexpected token (1:25)'],
    [
      'too long',
      `${handler} // ${'x'.repeat(32_768)}`,
      'the code has 32830 bytes; AppSync takes 32768 at most.',
    ],
    [
      'a utility outside of the handlers',
      `import { util } from '@aws-appsync/utils'; const at = util.time.nowISO8601(); ${handler}`,
      'the code does not load: The util, runtime and extensions objects work inside handlers only.',
    ],
  ])('%s', async (_what, code, message) => {
    await expect(loadCode('Query.room', code)).rejects.toThrow(`Query.room: ${message}`);
  });
});

describe('what AppSync documents is taken', () => {
  test.each([
    'const { id, ...rest } = ctx.args; return { id, ...rest, list: [...[1], 2] };',
    'let total = 0; for (const n of [1, 2]) { total += n; } return -total;',
    'const seen = []; for (const key in ctx.args) seen.push(key); return seen;',
    'switch (ctx.args.id) { case "7": return 1; default: return !ctx.args.id; }',
    'var a = 1; if (a > 0 && a ** 2 < 5) { a = a << 2; } else a = a | 1; return typeof a;',
    'return `${ctx.args.id ?? "none"} ${ctx.args?.a?.b} ${void 0}`;',
    'return [1, 2, 3].filter((n) => n % 2).map((n) => n * 2).reduce((a, b) => a + b, 0);',
    'const double = (n) => n * 2; return [1].map(double);',
    'function sum(...numbers) { return numbers.reduce((a, b) => a + b, 0); } return sum(1, 2);',
    'return Object.entries(ctx.args).concat(Object.keys({}), Object.values(Object.assign({}, { a: 1 })));',
    'return [[1]].flatMap((n) => n).findLast((n) => Number.isFinite(n) && !Number.isNaN(n));',
    'return "A b".toLowerCase().split(" ").join("-").replace("a", "c").startsWith("c");',
    'return Math.max(Math.floor(1.5), Math.min(2, Infinity)) === NaN;',
    'return [JSON.parse("{}"), JSON.stringify({ a: undefined }), String(1), Number("2"), Boolean(0)];',
    'const copy = { ...ctx.args }; delete copy.id; ctx.stash.copy = copy; ctx.args.extra = 1; return copy;',
    'if (!ctx.args.id) runtime.earlyReturn(null); if (ctx.args.bad) util.error("No", "Bad"); return 1;',
    'return [1, "a"].some((value) => util.matches("^a$", String(value)));',
    'const one = () => 1; const two = () => one() + one(); return two() + one();',
    'return extensions === undefined ? 0 : util.time.nowEpochSeconds();',
  ])('%s', async (statement) => {
    const code = await loadCode('Query.room', inHandler(statement));
    const outcome = code.call('request', {
      now: 0,
      authType: '',
      selectionSetList: [],
      selectionSetGraphQL: '',
      context: {
        arguments: { id: '7' },
        source: null,
        identity: null,
        stash: {},
        prev: null,
        result: null,
        info: { fieldName: 'room', parentTypeName: 'Query', variables: {} },
        request: { headers: {}, domainName: null },
        env: {},
      },
    });
    expect(outcome.completion).toMatchObject({ kind: 'value' });
  });

  test.each([
    'const ask = (ctx) => ({}); export const response = function (ctx) { return 1; }, more = 1; export { ask as request };',
    `import utils, { util as u } from '@aws-appsync/utils'; import '@aws-appsync/utils/dynamodb';
     export default 1; export * from '@aws-appsync/utils'; export { get as request } from '@aws-appsync/utils/dynamodb';
     export function response() { return u.autoId(); }`,
  ])('handlers are exported in every way that modules have: %s', async (code) => {
    await expect(loadCode('Query.room', code)).resolves.toBeDefined();
  });

  test('a context of another function is its own', async () => {
    const code = inHandler('const with1 = (ctx) => { ctx.a = 1; return ctx; }; return with1({});');
    await expect(loadCode('Query.room', code)).resolves.toBeDefined();
  });
});
