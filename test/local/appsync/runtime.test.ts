import { loadCode } from '../../../local/appsync/resolution/sandbox';
import type { HandlerInput, HandlerOutcome } from '../../../local/appsync/runtime/protocol';
import { handlers } from './api-fixture';

/** 2026-03-29T00:59:59.250Z, one second before Copenhagen puts its clocks forward. */
const now = Date.UTC(2026, 2, 29, 0, 59, 59, 250);

function input(handler: 'Query' | 'Mutation' | 'Subscription' = 'Query'): HandlerInput {
  return {
    now,
    authType: 'API Key Authorization',
    selectionSetList: ['id', 'author', 'author/name'],
    selectionSetGraphQL: '{ id author { name } }',
    context: {
      arguments: { id: '7' },
      source: null,
      identity: null,
      stash: { kept: true },
      prev: null,
      result: null,
      info: { fieldName: 'room', parentTypeName: handler, variables: { v: 1 } },
      request: { headers: {}, domainName: null },
      env: { STAGE: 'test' },
    },
  };
}

async function run(body: string, parentTypeName?: 'Mutation' | 'Subscription'): Promise<HandlerOutcome> {
  const code = await loadCode('Query.room', handlers('return {}', body));
  return code.call('response', input(parentTypeName));
}

/** What an expression comes to inside a handler; a fault is its message. */
async function valueOf(expression: string): Promise<unknown> {
  const { completion } = await run(`return ${expression}`);
  return completion.kind === 'value' ? completion.value : completion;
}

describe('util.dynamodb and its module, as AWS evaluates them', () => {
  const SS = ['foo', 'bar'];
  const cases: [expression: string, value: unknown][] = [
    ['util.dynamodb.toDynamoDB("test")', { S: 'test' }],
    ['util.dynamodb.toDynamoDB(12345)', { N: 12345 }],
    ['util.dynamodb.toDynamoDB(true)', { BOOL: true }],
    ['util.dynamodb.toDynamoDB(null)', { NULL: null }],
    ['util.dynamodb.toNull()', { NULL: null }],
    ['util.dynamodb.toString(null)', null],
    ['util.dynamodb.toStringSet(["foo", "bar"])', { SS }],
    ['util.dynamodb.toNumberSet([1, 23, 4.56])', { NS: [1, 23, 4.56] }],
    ['util.dynamodb.toBinary("foo")', { B: 'foo' }],
    [
      'util.dynamodb.toList(["foo", 123, { bar: "baz" }])',
      { L: [{ S: 'foo' }, { N: 123 }, { M: { bar: { S: 'baz' } } }] },
    ],
    ['util.dynamodb.toMapValues({ foo: "bar", gone: undefined })', { foo: { S: 'bar' } }],
    ['util.dynamodb.toMap({ SS: ["a"] })', { M: { SS: { L: [{ S: 'a' }] } } }],
    ['util.dynamodb.toMap({ tags: util.dynamodb.toStringSet(["foo", "bar"]) })', { M: { tags: { SS } } }],
    [
      'util.dynamodb.toS3Object("foo", "bar", "baz", "beep")',
      { S: '{"s3":{"key":"foo","bucket":"bar","region":"baz","version":"beep"}}' },
    ],
    ['util.dynamodb.fromS3ObjectJson(\'{"s3":{"key":"foo"}}\')', { key: 'foo' }],
    [
      'util.transform.toDynamoDBFilterExpression({ title: { contains: "Hello World" } })',
      '{"expression":"(contains(#title,:title_contains))","expressionNames":{"#title":"title"},"expressionValues":{":title_contains":{"S":"Hello World"}}}',
    ],
    [
      'util.transform.toDynamoDBConditionExpression({ id: { attributeExists: true }, version: { eq: 10 } })',
      '{"expression":"(attribute_exists(#id)) AND (#version = :version_eq)","expressionNames":{"#id":"id","#version":"version"},"expressionValues":{":version_eq":{"N":10}}}',
    ],
    ['ddb.get({ key: { id: "id" } })', { operation: 'GetItem', key: { id: { S: 'id' } } }],
    [
      'ddb.get({ key: { id: "1" }, consistentRead: true, projection: ["id", "a.b[1]"] })',
      {
        operation: 'GetItem',
        key: { id: { S: '1' } },
        consistentRead: true,
        projection: { expression: '#id, #a.#b[1]', expressionNames: { '#id': 'id', '#a': 'a', '#b': 'b' } },
      },
    ],
    [
      'ddb.put({ key: { id: "abc" }, item: { value: 10 } })',
      {
        operation: 'PutItem',
        key: { id: { S: 'abc' } },
        attributeValues: { value: { N: 10 } },
      },
    ],
    ['ddb.remove({ key: { id: "test" } })', { operation: 'DeleteItem', key: { id: { S: 'test' } } }],
    ['ddb.scan({ limit: 10, nextToken: "abc" })', { operation: 'Scan', limit: 10, nextToken: 'abc' }],
    ['ddb.operations.increment()', { type: 'OPERATION_INCREMENT', by: 1 }],
    ['ddb.operations.append([1])', { type: 'OPERATION_APPEND', items: [1] }],
    [
      'ddb.query({ query: { pk: { eq: "a" }, sk: { beginsWith: "b" } }, index: "gsi", scanIndexForward: false })',
      {
        operation: 'Query',
        query: {
          expression: '#pk = :pk_eq AND begins_with(#sk,:sk_beginsWith)',
          expressionNames: { '#pk': 'pk', '#sk': 'sk' },
          expressionValues: { ':pk_eq': { S: 'a' }, ':sk_beginsWith': { S: 'b' } },
        },
        scanIndexForward: false,
        index: 'gsi',
      },
    ],
    [
      'ddb.transactWrite({ items: [{ deleteItem: { table: "t", key: { id: "2" } } }] })',
      {
        operation: 'TransactWriteItems',
        transactItems: [{ operation: 'DeleteItem', table: 't', key: { id: { S: '2' } } }],
      },
    ],
    [
      'ddb.batchGet({ tables: { post: { keys: [{ id: "1" }] } } })',
      {
        operation: 'BatchGetItem',
        tables: { post: { keys: [{ id: { S: '1' } }] } },
      },
    ],
  ];
  test.each(cases)('%s', async (expression, value) => {
    expect(await valueOf(expression)).toEqual(value);
  });
});

describe('ddb.update writes one expression', () => {
  const cases: [update: string, expression: string, names: object, values: object | null][] = [
    [
      '{ age: ddb.operations.add(10) }',
      'SET #expName_1 = :expValue_1',
      { '#expName_1': 'age' },
      { ':expValue_1': { N: 10 } },
    ],
    [
      '{ n: ddb.operations.decrement(10) }',
      'SET #expName_1 = #expName_1 - :expValue_1',
      { '#expName_1': 'n' },
      { ':expValue_1': { N: 10 } },
    ],
    [
      '{ l: ddb.operations.append([1]) }',
      'SET #expName_1 = list_append(#expName_1, :expValue_1)',
      { '#expName_1': 'l' },
      { ':expValue_1': { L: [{ N: 1 }] } },
    ],
    [
      '{ l: ddb.operations.prepend([1]) }',
      'SET #expName_1 = list_append(:expValue_1, #expName_1)',
      { '#expName_1': 'l' },
      { ':expValue_1': { L: [{ N: 1 }] } },
    ],
    [
      '{ o: ddb.operations.replace({ a: 10 }) }',
      'SET #expName_1 = :expValue_1',
      { '#expName_1': 'o' },
      { ':expValue_1': { M: { a: { N: 10 } } } },
    ],
    [
      '{ isVerified: true }',
      'SET #expName_1 = :expValue_1',
      { '#expName_1': 'isVerified' },
      { ':expValue_1': { BOOL: true } },
    ],
    ['{ a: ddb.operations.remove() }', 'REMOVE #expName_1', { '#expName_1': 'a' }, null],
    [
      '{ b: ddb.operations.remove(), a: 1 }',
      'SET #expName_1 = :expValue_1 REMOVE #expName_2',
      { '#expName_1': 'a', '#expName_2': 'b' },
      { ':expValue_1': { N: 1 } },
    ],
    [
      '{ a: 1, b: "x" }',
      'SET #expName_1 = :expValue_1, #expName_2 = :expValue_2',
      { '#expName_1': 'a', '#expName_2': 'b' },
      { ':expValue_1': { N: 1 }, ':expValue_2': { S: 'x' } },
    ],
    [
      '{ f: [ddb.operations.updateListItem("x", 1), ddb.operations.updateListItem("y", 2)] }',
      'SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2',
      { '#expName_1': 'f' },
      { ':expValue_1': { S: 'x' }, ':expValue_2': { S: 'y' } },
    ],
    [
      '{ address: { city: "Oslo" } }',
      'SET #expName_1.#expName_2 = :expValue_1',
      { '#expName_1': 'address', '#expName_2': 'city' },
      { ':expValue_1': { S: 'Oslo' } },
    ],
    [
      '{ tags: ddb.toStringSet(["a"]) }',
      'SET #expName_1 = :expValue_1',
      { '#expName_1': 'tags' },
      { ':expValue_1': { SS: ['a'] } },
    ],
  ];
  test.each(cases)('%s', async (update, expression, expressionNames, expressionValues) => {
    expect(await valueOf(`ddb.update({ key: { id: "1" }, update: ${update} })`)).toEqual({
      operation: 'UpdateItem',
      key: { id: { S: '1' } },
      update: {
        expression,
        expressionNames,
        ...(expressionValues === null ? {} : { expressionValues }),
      },
    });
  });
});

describe('conditions', () => {
  const cases: [condition: string, expression: string][] = [
    ['{ age: { between: [10, 30] } }', '(#age BETWEEN :age_between_1 AND :age_between_2)'],
    ['{ s: { in: ["a", "b"] } }', '(#s IN (:s_in_1, :s_in_2))'],
    ['{ not: { a: { eq: 1 } } }', '(NOT ((#a = :a_eq)))'],
    ['{ or: [{ a: { eq: 1 } }, { a: { eq: 2 } }] }', '(((#a = :a_eq)) OR ((#a = :a_eq_1)))'],
    ['{ name: { size: { le: 3 } } }', '(size(#name) <= :name_size_le)'],
    [
      '{ a: { attributeExists: false }, "b.c": { ne: 1 } }',
      '(attribute_not_exists(#a)) AND (#b.#c <> :b_c_ne)',
    ],
  ];
  test.each(cases)('%s', async (condition, expression) => {
    const text = await valueOf(`util.transform.toDynamoDBConditionExpression(${condition})`);
    expect(JSON.parse(String(text))).toMatchObject({ expression });
  });

  test('an operator that does not exist is named', async () => {
    const { completion } = await run(
      'return util.transform.toDynamoDBConditionExpression({ a: { like: 1 } })',
    );
    expect(completion).toMatchObject({
      kind: 'fault',
      message: "'like' on 'a' is not an operator of a DynamoDB condition.",
    });
  });
});

describe('time, text and identifiers', () => {
  const cases: [expression: string, value: unknown][] = [
    ['util.time.nowISO8601()', '2026-03-29T00:59:59.250Z'],
    ['util.time.nowEpochSeconds()', Math.floor(now / 1000)],
    ['util.time.nowEpochMilliSeconds()', now],
    ['util.time.nowFormatted("yyyy-MM-dd HH:mm:ssZ")', '2026-03-29 00:59:59+0000'],
    ['util.time.nowFormatted("yyyy-MM-dd HH:mm:ssZ", "Europe/Copenhagen")', '2026-03-29 01:59:59+0100'],
    [
      'util.time.epochMilliSecondsToFormatted(util.time.nowEpochMilliSeconds() + 1000, "HH:mm:ssXXX", "Europe/Copenhagen")',
      '03:00:00+02:00',
    ],
    [
      'util.time.nowFormatted("EEE d MMM yyyy, h \'o\'\'clock\' a", "-08:00")',
      "Sat 28 Mar 2026, 4 o'clock PM",
    ],
    [
      'util.time.parseFormattedToEpochMilliSeconds("2018-02-01 17:21:05.000+0200", "yyyy-MM-dd HH:mm:ss.SSSZ")',
      1517498465000,
    ],
    [
      'util.time.parseFormattedToEpochMilliSeconds("2018-02-01 17:21:05", "yyyy-MM-dd HH:mm:ss", "+02:00")',
      1517498465000,
    ],
    ['util.time.parseISO8601ToEpochMilliSeconds("2018-02-01T17:21:05.180+08:00")', 1517476865180],
    ['util.time.epochMilliSecondsToISO8601(1517943695750)', '2018-02-06T19:01:35.750Z'],
    ['util.time.epochMilliSecondsToSeconds(1517943695750)', 1517943695],
    ['util.base64Encode("Åse Ærø 🌊")', Buffer.from('Åse Ærø 🌊').toString('base64')],
    ['util.base64Decode(util.base64Encode("Åse Ærø 🌊"))', 'Åse Ærø 🌊'],
    ['util.urlEncode("a b&å~*")', 'a+b%26%C3%A5%7E*'],
    ['util.urlDecode("a+b%26%C3%A5")', 'a b&å'],
    ['util.escapeJavaScript("it\'s \\"é\\"\\n")', 'it\\\'s \\"\\u00E9\\"\\n'],
    ['util.matches("a*b", "aaaaab")', true],
    ['util.matches("(?i)^ROOM$", "room")', true],
    ['util.str.normalize("e\\u0301", "nfc")', 'é'],
    ['util.math.roundNum(2.5)', 3],
    ['util.math.maxVal(1, 2)', 2],
    ['util.authType()', 'API Key Authorization'],
    ['JSON.parse("{not json")', ''],
    ['ctx.args', { id: '7' }],
    ['ctx.env.STAGE', 'test'],
    ['ctx.info.selectionSetList', ['id', 'author', 'author/name']],
    ['JSON.stringify(ctx.info)', '{"fieldName":"room","parentTypeName":"Query","variables":{"v":1}}'],
  ];
  test.each(cases)('%s', async (expression, value) => {
    expect(await valueOf(expression)).toEqual(value);
  });

  test('identifiers have their shapes, and sort by time where they should', async () => {
    const value = await valueOf('[util.autoId(), util.autoUlid(), util.autoKsuid(), util.autoId()]');
    const [uuid, ulid, ksuid, other] = Array.isArray(value) ? value : [];
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ulid).toMatch(/^01KMVHNNWJ[0-9A-HJKMNP-TV-Z]{16}$/);
    expect(ksuid).toMatch(/^[0-9A-Za-z]{27}$/);
    expect(other).not.toBe(uuid);
  });

  test.each([
    ['util.time.nowFormatted("yyyy", "Mars/Base")', "util.time: 'Mars/Base' is not a time zone."],
    ['util.time.nowFormatted("QQ")', "util.time: the pattern letter 'Q' is not run on this machine."],
    [
      'util.time.parseISO8601ToEpochMilliSeconds("tomorrow")',
      'util.time: the timestamp is not in ISO 8601 form.',
    ],
    ['util.base64Decode("***")', 'util.base64Decode expects a base64 string.'],
  ])('%s fails and says why', async (expression, message) => {
    expect(await valueOf(expression)).toMatchObject({ kind: 'fault', message });
  });
});

describe('how a handler ends', () => {
  test('util.error carries message, type, data and info', async () => {
    const { completion } = await run('util.error("No", "Refused", { a: 1 }, { b: 2 })');
    const error = { message: 'No', errorType: 'Refused', data: { a: 1 }, errorInfo: { b: 2 } };
    expect(completion).toEqual({ kind: 'error', error, unauthorized: false });
  });

  test('util.appendError lets it go on, and the stash and the log come out', async () => {
    const outcome = await run(
      'util.appendError("But"); ctx.stash.more = 1; console.log("at", ctx.args); return 5',
    );
    expect(outcome).toMatchObject({
      completion: { kind: 'value', value: 5 },
      stash: { kept: true, more: 1 },
      appendedErrors: [{ message: 'But', errorType: null }],
      logs: [{ level: 'INFO', text: 'at {"id":"7"}' }],
    });
  });

  test('runtime.earlyReturn', async () => {
    expect((await run('runtime.earlyReturn({ a: 1 })')).completion).toEqual({
      kind: 'earlyReturn',
      value: { a: 1 },
      skipTo: null,
    });
    expect((await run('runtime.earlyReturn(1, { skipTo: "END" })')).completion).toEqual({
      kind: 'earlyReturn',
      value: 1,
      skipTo: 'END',
    });
  });

  test('extensions belong to certain resolvers', async () => {
    const filter = '{ filterGroup: [] }';
    const set = await run(`extensions.setSubscriptionFilter(${filter})`, 'Subscription');
    expect(set.effects).toEqual([{ kind: 'setSubscriptionFilter', filter: { filterGroup: [] } }]);
    const misplaced = await run(`extensions.setSubscriptionFilter(${filter})`);
    expect(misplaced.completion).toMatchObject({
      message:
        'extensions.setSubscriptionFilter works in the response handler of a Subscription resolver only.',
    });
    const evicted = await run('extensions.evictFromApiCache("Query", "room", {})', 'Mutation');
    expect(evicted.logs[0]?.text).toContain('no API cache');
  });
});

describe('what APPSYNC_JS does not have fails by name', () => {
  test.each([
    ['process', 'process is not defined'],
    ['fetch("http://localhost")', 'fetch is not defined'],
    ['setTimeout(() => 1, 1)', 'setTimeout is not defined'],
    ['require("fs")', "The module 'fs' is not run on this machine."],
    ['new Date()', 'Date is not defined'],
    ['Promise.resolve(1)', 'Promise is not defined'],
    ['new Map()', 'Map is not defined'],
    ['parseInt("1")', 'parseInt is not defined'],
    ['util.isNull(1)', 'util.isNull does not exist in APPSYNC_JS.'],
    ['util.dynamodb.toFoo(1)', 'util.dynamodb.toFoo does not exist in APPSYNC_JS.'],
    ['util.xml.toMap("<a/>")', 'util.xml.toMap is not run on this machine.'],
    [
      'util.transform.toElasticsearchQueryDSL({})',
      'util.transform.toElasticsearchQueryDSL is not run on this machine.',
    ],
    [
      'ctx.constructor.constructor("return process")()',
      'Code generation from strings disallowed for this context',
    ],
    [
      'console.log.constructor("return process")()',
      'Code generation from strings disallowed for this context',
    ],
    ['(async () => 1)()', 'A handler has to be synchronous: APPSYNC_JS has no promises.'],
    ['ctx.stash = {}', "Cannot assign to read only property 'stash' of object '#<Object>'"],
    ['((deeper) => deeper(deeper))((deeper) => deeper(deeper))', 'Maximum call stack size exceeded'],
    ['1n', 'Do not know how to serialize a BigInt'],
  ])('%s', async (expression, message) => {
    const { completion } = await run(`return ${expression}`);
    expect(completion).toMatchObject({ kind: 'fault', message });
  });

  test.each(['while (true) {}', 'for (let i = 0; ; i = i + 1) {}', 'do {} while (true)'])(
    'a handler that never ends is stopped: %s',
    async (loop) => {
      const { completion } = await run(loop);
      expect(completion).toMatchObject({ kind: 'fault', message: 'The handler did not end within 1000 ms.' });
    },
  );
});

describe('code that AppSync would not take does not load', () => {
  const handler = 'export function request() {} export function response() {}';
  test.each([
    [
      'no response handler',
      'export function request() {}',
      "the code has to export the functions 'request' and 'response'.",
    ],
    ['not JavaScript', 'export function request({', 'the code is not JavaScript.'],
    [
      'another module',
      `import fs from 'node:fs'; ${handler}`,
      "the code does not load: The module 'node:fs' is not run on this machine.",
    ],
    [
      'too long',
      `${handler} // ${'x'.repeat(32_768)}`,
      'the code has 32830 bytes; AppSync takes 32768 at most.',
    ],
  ])('%s', async (_what, code, message) => {
    await expect(loadCode('Query.room', code)).rejects.toThrow(`Query.room: ${message}`);
  });
});

test('two resolvers share nothing', async () => {
  const first = await loadCode('Query.a', handlers('Object.prototype.leak = 1; return {}', 'return 1'));
  const second = await loadCode('Query.b', handlers('return { leak: ({}).leak ?? null }', 'return 1'));
  first.call('request', input());
  expect(second.call('request', input()).completion).toEqual({ kind: 'value', value: { leak: null } });
});
