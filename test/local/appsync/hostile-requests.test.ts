import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { returning, startApi } from './api-fixture';
import type { GraphQlResponse, RunningApi } from './api-fixture';

/** Whatever one client sends, it is told what is wrong with it in bounded time, and everybody else is served. */

const schema = /* GraphQL */ `
  type Room {
    id: ID!
    title: String
    next: Room
    neighbours: [Room!]
  }
  input Nested {
    value: String
    inner: Nested
  }
  type Query {
    plain(x: Int): String
    logged: String
    room: Room
    hall: Room
    echo(json: AWSJSON, nested: Nested, text: String): AWSJSON
  }
  type Mutation {
    post(text: String): Room
  }
  type Subscription {
    onPost: Room @aws_subscribe(mutations: ["post"])
  }
`;

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({
    schema,
    api: { QueryDepthLimit: 40, ResolverCountLimit: 200 },
    resolvers: {
      'Query.plain': returning(`return 'plain'`),
      'Query.logged': returning(`console.log('logged'); return null`),
      'Query.room': returning(`return { id: '0' }`),
      'Room.next': returning(`return { id: ctx.source.id + '>' }`),
      'Query.hall': returning(
        `const neighbours = []; for (const n of 'x'.repeat(1000).split('')) neighbours.push({ id: n }); return { id: 'h', neighbours }`,
      ),
      'Query.echo': returning('return ctx.args'),
      'Mutation.post': returning(`return { id: '1', title: ctx.args.text }`),
    },
    timeouts: {
      keepAliveTimeout: 60_000,
      headersTimeout: 200,
      requestTimeout: 300,
      connectionsCheckingInterval: 20,
    },
  });
});
afterAll(() => api.close());

/** Somebody else is answered meanwhile, and afterwards. */
async function besides<T>(hostile: Promise<T>): Promise<T> {
  const served = async () => expect((await api.graphql('{ room { id } }')).status).toBe(200);
  const [result] = await Promise.all([hostile, served()]);
  await served();
  return result;
}

const numbered = (count: number, text: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const nested = (open: string, inner: string, close: string, depth: number) =>
  open.repeat(depth) + inner + close.repeat(depth);
/** `levels` fragments, each of which spreads the next as `spread` says. */
const cascade = (levels: number, type: string, spread: (next: string) => string, last: string) =>
  `${numbered(levels, (n) => `fragment F${n} on ${type} { ${spread(`...F${n + 1}`)} }`)} fragment F${levels} on ${type} { ${last} }`;
const messages = ({ body }: GraphQlResponse) => (body.errors ?? []).map(({ message }) => message);

describe('a document that would take too long is refused before it does', () => {
  const cases: [what: string, query: string, message: string | RegExp][] = [
    [
      'nested 7000 deep',
      `{ room { ${nested('next { ', 'id', ' }', 7000)} } }`,
      'Validation error of type InvalidSyntax: the query nests deeper than 165.',
    ],
    [
      'with a list in a list, 6000 times',
      `{ echo(json: ${nested('[', '', ']', 6000)}) }`,
      'Validation error of type InvalidSyntax: the query nests deeper than 165.',
    ],
    [
      'of more than 15 000 tokens',
      `{ ${'plain '.repeat(160_000)} }`,
      'Validation error of type InvalidSyntax: the query has more than 15000 tokens.',
    ],
    [
      'whose fragments spread themselves',
      '{ room { ...A } } fragment A on Room { next { ...B } } fragment B on Room { next { ...A } }',
      /^Validation error of type FragmentCycle/,
    ],
    [
      'whose fragments double 30 times',
      `{ ...F0 } ${cascade(30, 'Query', (next) => `${next} ${next}`, 'plain')}`,
      'The fragments of the query come to more than 100000 selections.',
    ],
    [
      'whose fields double 20 times',
      `{ room { ...F0 } } ${cascade(20, 'Room', (next) => `a: next { ${next} } b: next { ${next} }`, 'id')}`,
      'The fragments of the query come to more than 100000 selections.',
    ],
    [
      'of 1000 operations that share 900 fragments',
      `${numbered(1000, (n) => `query Q${n} { ...F0 }`)} ${cascade(900, 'Query', (next) => next, 'plain')}`,
      'The fragments of the query come to more than 100000 selections.',
    ],
    [
      'of 7000 fields with one name',
      `{ ${'plain '.repeat(7000)} }`,
      'Validation error of type FieldsConflict: too many fields have the same name.',
    ],
    [
      'of 7000 directives on one field',
      `{ plain ${'@twice '.repeat(7000)} }`,
      /^Validation error of type UnknownDirective/,
    ],
    [
      'of 3000 variables',
      `query(${numbered(3000, (n) => `$v${n}: Int`)}) { plain }`,
      /^Validation error of type UnusedVariable/,
    ],
    [
      'that asks every type for its fields for their types for their fields',
      `{ __schema { types { ${nested('fields { type { ', 'name', ' } }', 6)} } } }`,
      /^Validation error of type BadFaithIntrospection/,
    ],
    [
      'that asks for the schema 300 times',
      `{ ${numbered(300, (n) => `s${n}: __schema { types { name } }`)} }`,
      /^This request is not asking for introspection in good faith/,
    ],
  ];
  test.each(cases)('%s', async (_what, query, message) => {
    const response = await besides(api.graphql(query));
    expect(response.status).toBe(200);
    expect(response.body.data).toBeNull();
    expect(messages(response)[0]).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test('brackets in strings and comments are no nesting', async () => {
    const brackets = '({['.repeat(200);
    const { body } = await api.graphql(`{ echo(text: "${brackets}") } # ${brackets}`);
    expect(JSON.parse(String(Object(body.data).echo))).toEqual({ text: brackets });
  });

  test('the whole introspection of a client is in good faith', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true });
    expect((await api.graphql(query)).body.errors).toBeUndefined();
  });
});

describe('what a document runs is bounded', () => {
  test('50 levels deep, where the API takes 40: the answer ends there', async () => {
    const response = await besides(api.graphql(`{ room { ${nested('next { ', 'id', ' }', 50)} } }`));
    expect(response.body.errors).toEqual([
      expect.objectContaining({ errorType: 'QueryDepthLimitReached', path: expect.any(Array) }),
    ]);
    expect(Object(response.body.errors?.[0]).path).toHaveLength(41);
  });

  test('1000 resolvers, where the API takes 200: the others do not run', async () => {
    const response = await besides(api.graphql(`{ ${numbered(1000, (n) => `a${n}: plain`)} }`));
    expect(Object.values(Object(response.body.data)).filter((value) => value === 'plain')).toHaveLength(200);
    expect(response.body.errors).toHaveLength(800);
    expect(response.body.errors?.[0]).toMatchObject({
      path: ['a200'],
      errorType: 'ResolverExecutionLimitReached',
    });
  });

  test('3000 fields of each of 1000 entries: the list is left out, and the rest is answered', async () => {
    const response = await besides(
      api.graphql(`{ plain hall { id neighbours { ${numbered(3000, (n) => `a${n}: id`)} } } }`),
    );
    expect(response.body.data).toEqual({ plain: 'plain', hall: { id: 'h', neighbours: null } });
    expect(response.body.errors).toEqual([
      expect.objectContaining({ path: ['hall', 'neighbours'], errorType: 'PayloadTooLarge' }),
    ]);
    const fewer = await api.graphql(`{ hall { neighbours { ${numbered(20, (n) => `a${n}: id`)} } } }`);
    expect(Object(fewer.body.data).hall.neighbours).toHaveLength(1000);
  });
});

describe('variables and names', () => {
  const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const init = { method: 'POST', headers: { 'x-api-key': api.apiKey, ...headers }, body };
    const response = await fetch(api.url, init);
    return { status: response.status, text: await response.text() };
  };
  const unparsable = {
    status: 400,
    text: '{"errors":[{"errorType":"MalformedHttpRequestException","message":"Unable to parse GraphQL query."}]}',
  };

  test.each([
    [
      'JSON that nests 400 000 deep',
      `{"query":"{ plain }","variables":{"x":${nested('[', '', ']', 400_000)}}}`,
    ],
    ['a query in JSON without end', '{"query":"{ plain }"'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['a compressed body', gzipSync('{"query":"{ plain }"}')],
    ['a form', 'query=%7Bplain%7D'],
  ])('%s is no request', async (_what, body) => {
    expect(await besides(post(body))).toEqual(unparsable);
  });

  test('an input that nests 900 deep is read, and one that nests in a text', async () => {
    const variables = JSON.parse(nested('{"inner":', 'null', '}', 900));
    const response = await besides(
      api.graphql('query($nested: Nested) { echo(nested: $nested) }', { variables: { nested: variables } }),
    );
    expect(response.status).toBe(200);
    const json = nested('[', '', ']', 100_000);
    const deepText = await besides(
      api.graphql('query($json: AWSJSON) { echo(json: $json) }', { variables: { json } }),
    );
    expect(deepText.status).toBe(200);
    expect(deepText.body.errors).toHaveLength(1);
  });

  test('names of the prototype are names like any other', async () => {
    const { text } = await post(
      '{"query":"query($__proto__: Int, $constructor: Int) { __proto__: plain(x: $__proto__) ' +
        'constructor: plain(x: $constructor) toString: plain }",' +
        '"variables":{"__proto__":{"polluted":1},"constructor":2}}',
    );
    expect(text).toContain("Variable '__proto__' has an invalid value: the value is not a valid 'Int'.");
    const aliased = await post(
      '{"query":"mutation { __proto__: post(text: \\"a\\") { __proto__: title constructor: id } }"}',
    );
    expect(aliased.text).toBe('{"data":{"__proto__":{"__proto__":"a","constructor":"1"}}}');
    const json = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}';
    const echoed = await api.graphql('query($json: AWSJSON) { echo(json: $json) }', { variables: { json } });
    expect(Object(echoed.body.data).echo).toContain('"__proto__"');
    expect(Object({}).polluted).toBeUndefined();
  });

  test('NUL and halves of surrogate pairs come back as they were', async () => {
    const text = 'a\u0000b\ud800c';
    const { body } = await api.graphql('query($text: String) { echo(text: $text) }', { variables: { text } });
    expect(JSON.parse(String(Object(body.data).echo))).toEqual({ text });
    const inQuery = await post('{"query":"{ echo(text: \\"\\ud800\\") }"}');
    expect(inQuery).toMatchObject({ status: 200, text: expect.stringContaining('InvalidSyntax') });
  });

  test.each(['text/plain', 'application/graphql', 'application/json; charset=utf-16', 'multipart/form-data'])(
    'a body of JSON is read, whatever it is called: %s',
    async (type) => {
      const answer = await post('{"query":"{ plain }"}', { 'content-type': type });
      expect(answer.text).toBe('{"data":{"plain":"plain"}}');
    },
  );
});

describe('on the wire', () => {
  const sockets: Socket[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.destroy()));

  async function raw(...chunks: string[]): Promise<Socket & { said(): Promise<string> }> {
    const { hostname, port } = new URL(api.url);
    const socket = connect(Number(port), hostname);
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('error', () => {});
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    for (const chunk of chunks) socket.write(chunk);
    return Object.assign(socket, { said: () => closed.then(() => received) });
  }
  const head = (length: string, more = '') =>
    `POST /graphql HTTP/1.1\r\nhost: x\r\nx-api-key: ${api.apiKey}\r\n${length}\r\n${more}\r\n`;
  const body = '{"query":"{ plain }"}';

  test('a body that comes byte by byte, or not at all, is given up', async () => {
    const slow = await raw(head('content-length: 1000'), '{');
    const dripping = setInterval(() => slow.write(' '), 10);
    const silent = await raw('POST /graphql HTTP/1.1\r\nhost: x\r\n');
    expect(await besides(slow.said())).toMatch(/^HTTP\/1.1 408 /);
    clearInterval(dripping);
    expect(await silent.said()).toMatch(/^HTTP\/1.1 408 /);
  });

  test('a body without end is refused at 1 MB', async () => {
    const endless = await raw(head('transfer-encoding: chunked'));
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const pouring = setInterval(() => endless.write(chunk), 1);
    const said = await besides(endless.said());
    clearInterval(pouring);
    expect(said).toMatch(/^HTTP\/1.1 413 /);
    expect(said).toContain('x-amzn-errortype: RequestEntityTooLarge');
  });

  test('a flood of headers is refused', async () => {
    const flood = await raw(
      head('content-length: 0', numbered(3000, (n) => `x-${n}: ${n}\r\n`).replace(/\n /g, '\n')),
    );
    expect(await besides(flood.said())).toMatch(/^HTTP\/1.1 431 /);
  });

  test('what is no HTTP is refused', async () => {
    const garbage = await raw('\u0000\u0001 hello\r\n\r\n');
    expect(await besides(garbage.said())).toMatch(/^HTTP\/1.1 400 /);
  });

  test('requests that do not wait for their answers are answered in their order', async () => {
    const count = 50;
    const requests = Array.from({ length: count }, (_, n) => {
      const text = `{"query":"{ a${n}: plain }"}`;
      const last = n === count - 1 ? 'connection: close\r\n' : '';
      return head(`content-length: ${text.length}`, last) + text;
    });
    const pipeline = await raw(requests.join(''));
    const said = await besides(pipeline.said());
    const names = [...said.matchAll(/\{"data":\{"a(\d+)":"plain"\}\}/g)].map(([, n]) => Number(n));
    expect(names).toEqual(Array.from({ length: count }, (_, n) => n));
  });

  test('a client that goes away in the middle is recorded, and nobody minds', async () => {
    api.records.length = 0;
    const half = await raw(head(`content-length: ${body.length}`), body.slice(0, 10));
    // The server has the head once it answers somebody who came later.
    await api.graphql('{ plain }');
    half.destroy();
    while (!api.records.some(({ outcome }) => outcome === '400 IncompleteBody'))
      await besides(new Promise((resolve) => setImmediate(resolve)));
    const whole = await raw(head(`content-length: ${body.length}`), body);
    whole.destroy();
    expect((await api.graphql('{ plain }')).body).toEqual({ data: { plain: 'plain' } });
  });
});

test('others have their turn between the handlers of one request', async () => {
  const handlerCount = 200;
  let [turns, isOver] = [0, false];
  const watch = () => {
    if (api.logs.length > 0 && api.logs.length < handlerCount) turns++;
    if (!isOver) setImmediate(watch);
  };
  api.logs.length = 0;
  watch();
  const aliases = numbered(handlerCount, (n) => `a${n}: logged`);
  const { status } = await api.graphql(`{ ${aliases} }`, { variables: { unused: 'x'.repeat(900_000) } });
  isOver = true;
  expect(status).toBe(200);
  expect(api.logs).toHaveLength(handlerCount);
  expect(turns).toBeGreaterThan(0);
});
