import { request } from 'node:http';
import { handlers, returning, startApi } from './api-fixture';
import type { RunningApi } from './api-fixture';

const schema = /* GraphQL */ `
  enum Kind {
    QUIET
    LOUD
  }
  type Room {
    id: ID!
    title: String!
    kind: Kind
    openedAt: AWSDateTime
    neighbours: [Room!]
  }
  input RoomInput {
    title: String!
    openedAt: AWSDateTime
    kind: Kind
  }
  type Query {
    room(id: ID!): Room
    broken: Room
    badDate: Room
    badKind: Room
    args(input: RoomInput, after: String): AWSJSON
    headers: AWSJSON
    manyHeaders: String
    plain: String
  }
  type Mutation {
    openRoom(input: RoomInput!): Room!
  }
  type Subscription {
    onRoom: Room @aws_subscribe(mutations: ["openRoom"])
  }
`;

let api: RunningApi;
beforeAll(async () => {
  const room = `{ id: '1', title: 'Attic', neighbours: [{ id: '2', title: 'Loft', neighbours: [{ id: '3', title: 'Roof' }] }] }`;
  api = await startApi({
    schema,
    resolvers: {
      'Query.room': returning(`return ctx.args.id === '1' ? ${room} : null`),
      'Query.broken': returning(`return { title: 'no id' }`),
      'Query.badDate': returning(`return { id: '1', title: 't', openedAt: 'Anna was born yesterday' }`),
      'Query.badKind': returning(`return { id: '1', title: 't', kind: 'SECRET-VALUE' }`),
      'Query.args': returning('return ctx.args'),
      'Query.manyHeaders': returning(
        `util.http.addResponseHeaders({ first: 'x'.repeat(1000), second: 'x'.repeat(4000) }); return null`,
      ),
      'Query.headers': {
        code: handlers(
          `util.http.addResponseHeader('room-count', 7); return {}`,
          'return { headers: ctx.request.headers, domainName: ctx.request.domainName }',
        ),
      },
      'Mutation.openRoom': returning(`return { id: '9', ...ctx.args.input }`),
    },
  });
});
afterAll(() => api.close());

const entry = (message: string, line?: number, column?: number) => ({
  path: null,
  locations: line === undefined ? null : [{ line, column, sourceName: null }],
  message,
});

test('a query answers with its data, a request id, and headers that browsers may read', async () => {
  const { status, headers, body } = await api.graphql('{ room(id: "1") { title neighbours { id } } }');
  expect(status).toBe(200);
  expect(body).toEqual({ data: { room: { title: 'Attic', neighbours: [{ id: '2' }] } } });
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-expose-headers')).toContain('x-amzn-ErrorType');
});

test('letters of every alphabet come back whole', async () => {
  const title = 'Æblegård, 部屋, 🚪';
  const { headers, body } = await api.graphql(
    'mutation($input: RoomInput!) { openRoom(input: $input) { title } }',
    { variables: { input: { title } } },
  );
  expect(body).toEqual({ data: { openRoom: { title } } });
  expect(Number(headers.get('content-length'))).toBe(Buffer.byteLength(JSON.stringify(body)));
});

test('the preflight of a browser is allowed what it asks for', async () => {
  const response = await fetch(api.url, {
    method: 'OPTIONS',
    headers: {
      'access-control-request-headers': 'x-api-key,content-type',
      'access-control-request-method': 'POST',
    },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-headers')).toBe('x-api-key,content-type');
  expect(response.headers.get('access-control-allow-methods')).toContain('POST');
});

test('the front page is at the root, under names of this machine only', async () => {
  const response = await fetch(api.cloud.endpoints.appsync);
  expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  expect(await response.text()).toContain(api.cloud.endpoints.appsync);
  const status = await new Promise((resolve) =>
    request(api.cloud.endpoints.appsync, { headers: { host: 'rooms.example' } }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).end(),
  );
  expect(status).toBe(403);
});

test('a GET asks by its parameters', async () => {
  const parameters = new URLSearchParams({
    query: 'query Ask($after: String) { args(after: $after) } query Other { plain }',
    operationName: 'Ask',
    variables: '{"after":"noon"}',
  });
  const response = await fetch(`${api.url}?${parameters}`, { headers: { 'x-api-key': api.apiKey } });
  expect(await response.json()).toEqual({ data: { args: '{"after":"noon"}' } });
  const wrong = await fetch(`${api.url}?query={plain}&variables=[1]`, {
    headers: { 'x-api-key': api.apiKey },
  });
  expect(wrong.status).toBe(400);
});

describe('a request that is not GraphQL over HTTP is refused', () => {
  const post = (body: string | undefined, method = 'POST') =>
    fetch(api.url, { method, headers: { 'x-api-key': api.apiKey }, ...(body === undefined ? {} : { body }) });
  const cases: [what: string, send: () => Promise<Response>, status: number, message: string][] = [
    ['another method', () => post('{}', 'PUT'), 405, 'This endpoint takes GET and POST requests only.'],
    ['GET without a query', () => post(undefined, 'GET'), 400, 'Unable to parse GraphQL query.'],
    ['no body', () => post(undefined), 400, 'Request body is empty.'],
    ['not JSON', () => post('meow'), 400, 'Unable to parse GraphQL query.'],
    ['no query', () => post('{}'), 400, 'Unable to parse GraphQL query.'],
    ['a batch', () => post('[{"query":"{ plain }"}]'), 400, 'Unable to parse GraphQL query.'],
    [
      'variables that are a list',
      () => post('{"query":"{ plain }","variables":[1]}'),
      400,
      'Unable to parse GraphQL query: the variables are not an object.',
    ],
    [
      'an operation name that is a number',
      () => post('{"query":"{ plain }","operationName":1}'),
      400,
      'Unable to parse GraphQL query: the operationName is not a string.',
    ],
  ];
  test.each(cases)('%s', async (_what, send, status, message) => {
    const response = await send();
    expect(response.status).toBe(status);
    expect(response.headers.get('x-amzn-errortype')).toBe('MalformedHttpRequestException');
    expect(await response.json()).toEqual({
      errors: [{ errorType: 'MalformedHttpRequestException', message }],
    });
  });

  test('more than 1 MB', async () => {
    const status = await new Promise((resolve, reject) => {
      const sent = request(api.url, { method: 'POST', headers: { 'x-api-key': api.apiKey } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.on('error', reject);
      sent.setHeader('content-length', 1024 * 1024 + 1);
      sent.flushHeaders();
    });
    expect(status).toBe(413);
  });

  test('another path', async () => {
    const response = await fetch(`${api.cloud.endpoints.appsync}/nothing`, { method: 'POST' });
    expect(response.status).toBe(404);
    expect(response.headers.get('x-amzn-errortype')).toBe('UnknownOperationException');
  });
});

describe('a document that is not valid tells why, in the words of AppSync', () => {
  const cases: [what: string, query: string, error: object][] = [
    [
      'an unknown field',
      '{ room(id: "1") { titel } }',
      entry(
        "Validation error of type FieldUndefined: Field 'titel' in type 'Room' is undefined @ 'room/titel'",
        1,
        19,
      ),
    ],
    [
      'a missing argument',
      '{ room { id } }',
      entry(
        "Validation error of type MissingFieldArgument: Field 'room' argument 'id' of type 'ID!' is required, " +
          "but it was not provided. @ 'room'",
        1,
        3,
      ),
    ],
    [
      'no selection',
      '{ room(id: "1") }',
      entry(
        "Validation error of type SubSelectionRequired: Field 'room' of type 'Room' must have a selection of " +
          "subfields. @ 'room'",
        1,
        3,
      ),
    ],
    [
      'a literal that does not fit',
      'mutation { openRoom(input: { title: "t", openedAt: "Anna" }) { id } }',
      entry("Validation error of type WrongType: a value is not a valid 'AWSDateTime' @ 'openRoom'", 1, 52),
    ],
    ['bad syntax', '{ plain', entry('Validation error of type InvalidSyntax: Invalid query syntax.', 1, 8)],
    [
      'an unused variable',
      'query($x: Int) { plain }',
      entry("Validation error of type UnusedVariable: Variable '$x' is never used.", 1, 7),
    ],
    [
      'no choice of operation',
      'query A { plain } query B { plain }',
      entry('Must provide operation name if query contains multiple operations.'),
    ],
    [
      'far too long',
      `{ ${'plain '.repeat(20_000)} }`,
      entry('Validation error of type InvalidSyntax: the query has more than 15000 tokens.', 1, 89_997),
    ],
  ];
  test.each(cases)('%s', async (_what, query, error) => {
    const { status, body } = await api.graphql(query);
    expect(status).toBe(200);
    expect(body).toEqual({ data: null, errors: [error] });
  });

  test('an operation that is not there', async () => {
    const { body } = await api.graphql('query A { plain }', { operationName: 'B' });
    expect(body).toEqual({ data: null, errors: [entry("Unknown operation named 'B'.")] });
  });

  test('a subscription belongs on the WebSocket', async () => {
    const { status, body } = await api.graphql('subscription { onRoom { id } }');
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ errorType: 'UnsupportedOperation' })]);
  });
});

describe('variables that do not fit are named, and their values are not repeated', () => {
  const mutation = 'mutation Open($input: RoomInput!) { openRoom(input: $input) { id } }';
  const cases: [variables: object, message: string][] = [
    [{}, "Variable 'input' has coerced Null value for NonNull type 'RoomInput!'"],
    [
      { input: { kind: 'QUIET' } },
      "Variable 'input' has an invalid value: Field 'title' of required type 'String!' was not provided.",
    ],
    [
      { input: { title: 't', openedAt: 'Anna Hansen' } },
      "Variable 'input' has an invalid value at 'input.openedAt': the value is not a valid 'AWSDateTime'.",
    ],
    [
      { input: { title: 't', kind: 'Anna Hansen' } },
      "Variable 'input' has an invalid value at 'input.kind': the value is not a valid 'Kind'.",
    ],
    [
      { input: { title: { name: 'Anna Hansen' } } },
      "Variable 'input' has an invalid value at 'input.title': the value is not a valid 'String'.",
    ],
    [
      { input: { title: 't', titel: 'x' } },
      "Variable 'input' has an invalid value: Field 'titel' is not defined by type 'RoomInput'.",
    ],
    [{ input: 5 }, "Variable 'input' has an invalid value: Expected type 'RoomInput' to be an object."],
  ];
  test.each(cases)('%j', async (variables, message) => {
    const { body } = await api.graphql(mutation, { variables });
    expect(body).toEqual({ data: null, errors: [entry(message, 1, 15)] });
  });
});

test('an argument whose variable has no value is null for the resolver', async () => {
  const { body } = await api.graphql('query($after: String) { args(after: $after) }');
  expect(body.data).toEqual({ args: '{"after":null}' });
  const without = await api.graphql('{ args }');
  expect(without.body.data).toEqual({ args: '{}' });
});

describe('a result that does not fit the schema', () => {
  test('a missing field that is not null makes its parent null', async () => {
    const { body } = await api.graphql('{ broken { id title } }');
    expect(body).toEqual({
      data: { broken: null },
      errors: [
        {
          path: ['broken', 'id'],
          locations: null,
          message: "Cannot return null for non-nullable type: 'ID' within parent 'Room' (/broken/id)",
        },
      ],
    });
  });

  test.each([
    [
      '{ badDate { openedAt } }',
      "Can't serialize value (/badDate/openedAt) : Unable to serialize it as a valid AWSDateTime.",
    ],
    [
      '{ badKind { kind } }',
      "Can't serialize value (/badKind/kind) : Unable to serialize it as a valid Kind.",
    ],
  ])('%s', async (query, message) => {
    const { body } = await api.graphql(query);
    expect(body.errors).toEqual([expect.objectContaining({ message })]);
  });
});

test('resolvers see the request headers, less the cookies, and may add headers to the answer', async () => {
  const { headers, body } = await api.graphql('{ headers }', {
    headers: { 'x-api-key': api.apiKey, cookie: 'session=1', 'x-room': 'attic' },
  });
  const seen: unknown = JSON.parse(String(Object(body.data).headers));
  expect(seen).toMatchObject({ domainName: null, headers: { 'x-room': 'attic' } });
  expect(Object(seen).headers).not.toHaveProperty('cookie');
  expect(headers.get('room-count')).toBe('7');
});

test('headers of resolvers beyond 4 KB are left out, and the answer says so', async () => {
  const { status, headers, body } = await api.graphql('{ first: manyHeaders second: manyHeaders }');
  expect(status).toBe(200);
  expect(headers.get('first')).toHaveLength(1_000);
  expect(headers.get('second')).toBeNull();
  expect(body.errors).toEqual([
    {
      path: null,
      errorType: 'ResponseHeaderError',
      locations: null,
      message: 'The headers that resolvers add have 10022 bytes; AppSync takes 4096.',
    },
  ]);
});

test('introspection shows the schema, the scalars of AppSync among it', async () => {
  const { body } = await api.graphql('{ __schema { types { name } } __type(name: "Room") { name } }');
  expect(JSON.stringify(body)).toContain('AWSDateTime');
  expect(body.errors).toBeUndefined();
});

describe('the limits of an API', () => {
  let limited: RunningApi;
  beforeAll(async () => {
    limited = await startApi({
      schema,
      api: { IntrospectionConfig: 'DISABLED', QueryDepthLimit: 3, ResolverCountLimit: 2 },
      resolvers: {
        'Query.room': returning(`const roof = { id: '3', title: 'Roof' };
          return { id: ctx.args.id, title: 't', neighbours: [{ id: '2', title: 'Loft', neighbours: [roof] }] }`),
      },
    });
  });
  afterAll(() => limited.close());

  test('what lies too deep is an error of its field, and the rest is answered', async () => {
    const { body } = await limited.graphql('{ room(id: "1") { id neighbours { title neighbours { id } } } }');
    expect(body.data).toEqual({ room: { id: '1', neighbours: [{ title: 'Loft', neighbours: null }] } });
    expect(body.errors).toEqual([
      expect.objectContaining({
        path: ['room', 'neighbours', 0, 'neighbours', 0, 'id'],
        errorType: 'QueryDepthLimitReached',
      }),
    ]);
    const within = await limited.graphql('{ room(id: "1") { neighbours { title } } }');
    expect(within.body.errors).toBeUndefined();
  });

  test('resolvers beyond the count do not run', async () => {
    const { body } = await limited.graphql(
      '{ a: room(id: "1") { id } b: room(id: "2") { id } c: room(id: "3") { id } }',
    );
    expect(body.data).toEqual({ a: { id: '1' }, b: { id: '2' }, c: null });
    expect(body.errors).toEqual([
      expect.objectContaining({ path: ['c'], errorType: 'ResolverExecutionLimitReached' }),
    ]);
  });

  test.each(['{ __schema { types { name } } }', '{ __type(name: "Room") { name } }'])(
    'introspection that is off knows no %s',
    async (query) => {
      const { body } = await limited.graphql(query);
      expect(body.data).toBeNull();
      expect(body.errors?.[0]).toMatchObject({
        message: expect.stringContaining("in type 'Query' is undefined"),
      });
    },
  );

  test('a suggestion would tell what introspection hides', async () => {
    const { body } = await limited.graphql('{ rom(id: "1") { id } }');
    expect(JSON.stringify(body)).not.toContain('room');
  });
});

test('each operation is recorded by its fields, and never with its values', async () => {
  api.records.length = 0;
  await api.graphql('mutation { openRoom(input: { title: "Anna Hansen" }) { id } }');
  await api.graphql('{ nothing }');
  await api.graphql('{ plain }', { headers: { 'x-api-key': 'da2-wrong' } });
  expect(api.records.filter(({ service }) => service === 'appsync')).toMatchObject([
    {
      operation: 'mutation openRoom',
      caller: 'API_KEY',
      outcome: '200',
      resource: expect.stringContaining(':apis/'),
    },
    { operation: 'POST /graphql', outcome: 'ValidationError' },
    {
      caller: 'unknown',
      outcome: '401 UnauthorizedException',
      decision: 'the API key is unknown or has expired',
    },
  ]);
  expect(JSON.stringify(api.records)).not.toContain('Anna');
});
