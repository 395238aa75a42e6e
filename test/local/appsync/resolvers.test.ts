import { handlers, returning, startApi } from './api-fixture';
import type { ApiFixture, RunningApi } from './api-fixture';

const schema = /* GraphQL */ `
  type Room {
    id: ID!
    title: String
    seats: Int
    tags: [String]
    guests(limit: Int): [String]
    kind: String
  }
  type Page {
    items: [Room]
    nextToken: String
    scannedCount: Int
  }
  type Query {
    json(input: AWSJSON, n: Int): AWSJSON
    room(id: ID!): Room
    rooms(limit: Int, nextToken: String): Page
    anonymous: AWSJSON
    trace: AWSJSON
    raised: Room
    appended: Room
    unauthorized: Room
    fault: Room
    early: AWSJSON
    earlyFunction: AWSJSON
    earlyEnd: AWSJSON
    earlyResolver: AWSJSON
    stopped: AWSJSON
    swallowed: AWSJSON
    stashed: AWSJSON
    info: Room
    echo(input: AWSJSON): AWSJSON
    fails: AWSJSON
    lambdaDenied: AWSJSON
    async: AWSJSON
    wrongRequest: AWSJSON
    vtl: AWSJSON
    weather: AWSJSON
    batchGet: AWSJSON
    transact: AWSJSON
    scan: AWSJSON
    badToken: AWSJSON
  }
  type Mutation {
    addRoom(id: ID!, title: String): Room
    renameRoom(id: ID!, title: String, expected: String): AWSJSON
    seat(id: ID!, by: Int!): Room
    closeRoom(id: ID!, expected: String): AWSJSON
    note(text: String): AWSJSON
  }
`;

const trace = (name: string) =>
  handlers(
    `ctx.stash.trace = [...(ctx.stash.trace ?? []), ['${name}.request', ctx.prev]]; return { payload: '${name}' }`,
    `ctx.stash.trace.push(['${name}.response', ctx.result]); return '${name} result'`,
  );
const outcome = 'return { error: ctx.error ?? null, result: ctx.result ?? null }';

const resolvers: ApiFixture['resolvers'] = {
  'Query.json': returning('return ctx.args'),
  'Query.room': {
    dataSource: 'Rooms',
    code: handlers('return ddb.get({ key: { id: ctx.args.id } })', 'return ctx.result'),
  },
  'Query.rooms': {
    dataSource: 'Rooms',
    code: handlers(
      `return ddb.scan({ limit: ctx.args.limit, nextToken: ctx.args.nextToken })`,
      'return ctx.result',
    ),
  },
  'Room.guests': returning('return [ctx.source.title, String(ctx.args.limit ?? 0)]'),
  'Query.trace': [
    {
      code: handlers(
        `ctx.stash.trace = [['before', ctx.prev]]; return { first: true }`,
        `return [...ctx.stash.trace, ['after', ctx.prev, ctx.result]]`,
      ),
    },
    { code: trace('one') },
    { code: trace('two') },
  ],
  'Query.raised': returning(
    `util.error('No room', 'Full', { id: '1', title: 'Attic', seats: 3 }, { asked: 5 })`,
  ),
  'Query.appended': returning(`util.appendError('Half full', 'Warning'); return { id: '1' }`),
  'Query.unauthorized': returning('util.unauthorized()'),
  'Query.fault': returning('return ctx.args.missing.deeper'),
  'Query.early': {
    code: handlers(`runtime.earlyReturn({ at: 'request' })`, `return 'never'`),
    dataSource: 'Weather',
  },
  'Query.earlyFunction': [
    { code: handlers('return {}', 'return { last: ctx.result, ran: ctx.stash.ran }') },
    { code: handlers(`runtime.earlyReturn('skipped')`, `return 'never'`), dataSource: 'Weather' },
    { code: handlers('ctx.stash.ran = ctx.prev.result; return {}', `return 'second'`) },
  ],
  'Query.earlyEnd': [
    { code: handlers('return {}', 'return { last: ctx.result, ran: ctx.stash.ran ?? false }') },
    { code: handlers(`runtime.earlyReturn('done', { skipTo: 'END' })`, `return 'never'`) },
    { code: handlers('ctx.stash.ran = true; return {}', `return 'second'`) },
  ],
  'Query.earlyResolver': [
    { code: handlers(`runtime.earlyReturn('at once')`, 'return { last: ctx.prev.result }') },
    { code: handlers(`util.error('never')`, `return 'never'`) },
  ],
  'Query.stopped': [
    { code: handlers('return {}', `return 'never'`) },
    { code: handlers('return {}', `util.error('Stop', 'Halt')`) },
    { code: handlers(`console.log('second ran'); return {}`, `return 'second'`) },
  ],
  'Query.swallowed': [
    { code: handlers('return {}', 'return { last: ctx.prev.result }') },
    {
      code: handlers(`return { operation: 'Invoke', payload: { fail: 'Boom' } }`, 'return ctx.error'),
      dataSource: 'Echo',
    },
    {
      code: handlers(
        'return { payload: ctx.prev.result }',
        'return { seen: ctx.result, error: ctx.error ?? null }',
      ),
    },
  ],
  'Query.info': returning(`console.error(ctx.info.selectionSetList.join(' ')); return null`),
  'Query.echo': {
    dataSource: 'Echo',
    code: handlers(`return { operation: 'Invoke', payload: { given: ctx.args.input } }`, 'return ctx.result'),
  },
  'Query.fails': {
    dataSource: 'Echo',
    code: handlers(`return { operation: 'Invoke', payload: { fail: 'Out of chairs' } }`, outcome),
  },
  'Query.async': {
    dataSource: 'Echo',
    code: handlers(
      `ctx.stash.id = util.autoId(); return { operation: 'Invoke', invocationType: 'Event', payload: { given: 1 } }`,
      `return { result: ctx.result, carried: ctx.stash.id.length }`,
    ),
  },
  'Query.wrongRequest': {
    dataSource: 'Rooms',
    code: handlers(`return { operation: 'Drop' }`, `return 'never'`),
  },
  'Query.weather': { dataSource: 'Weather', code: handlers('return {}', `return 'never'`) },
  'Query.batchGet': {
    dataSource: 'Rooms',
    code: handlers(
      `return ddb.batchGet({ tables: { Rooms: { keys: [{ id: 'none' }, { id: 'b1' }], projection: ['id', 'title'] } } })`,
      'return ctx.result',
    ),
  },
  'Query.scan': {
    dataSource: 'Rooms',
    code: handlers(
      `return ddb.scan({ filter: { title: { beginsWith: 'Batch' } } })`,
      'return ctx.result.items.length',
    ),
  },
  'Query.badToken': {
    dataSource: 'Rooms',
    code: handlers(`return ddb.scan({ nextToken: 'x' })`, 'return 1'),
  },
  'Mutation.addRoom': {
    dataSource: 'Rooms',
    code: handlers(
      `return ddb.put({
        key: { id: ctx.args.id },
        item: { title: ctx.args.title, seats: 0, tags: util.dynamodb.toStringSet(['new']), guests: null },
        condition: { id: { attributeExists: false } },
      })`,
      `if (ctx.error) util.error(ctx.error.message, ctx.error.type, ctx.result); return ctx.result`,
    ),
  },
  'Mutation.renameRoom': {
    dataSource: 'Rooms',
    code: handlers(
      `return ddb.update({
        key: { id: ctx.args.id },
        update: { title: ctx.args.title },
        condition: { title: { eq: ctx.args.expected } },
      })`,
      outcome,
    ),
  },
  'Mutation.seat': {
    dataSource: 'Rooms',
    code: handlers(
      `return ddb.update({ key: { id: ctx.args.id }, update: { seats: ddb.operations.increment(ctx.args.by) } })`,
      'return ctx.result',
    ),
  },
  'Mutation.closeRoom': {
    dataSource: 'Rooms',
    code: handlers(
      `return ddb.remove({ key: { id: ctx.args.id }, condition: { title: { eq: ctx.args.expected } } })`,
      outcome,
    ),
  },
};

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({
    schema,
    resolvers,
    echo: `export const handler = async (event) => {
      if (event.fail) throw new Error(event.fail);
      return event;
    };`,
    more: {
      Velocity: {
        Type: 'AWS::AppSync::Resolver',
        Properties: {
          ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] },
          TypeName: 'Query',
          FieldName: 'vtl',
          DataSourceName: 'None',
          RequestMappingTemplate: '{}',
          ResponseMappingTemplate: '{}',
        },
      },
    },
  });
});
afterAll(() => api.close());

/** The value of a field that is AWSJSON. */
async function json(query: string): Promise<unknown> {
  const { body } = await api.graphql(query);
  expect(body.errors).toBeUndefined();
  const [text] = Object.values(Object(body.data));
  return JSON.parse(String(text));
}

describe('unit resolvers', () => {
  test('arguments are the coerced values, AWSJSON as what it stands for', async () => {
    expect(await json('{ json(input: "{\\"a\\": [1]}", n: 2) }')).toEqual({ input: { a: [1] }, n: 2 });
  });

  test('a nested field gets its parent as ctx.source, and fields without resolvers read it', async () => {
    await api.graphql('mutation { addRoom(id: "n1", title: "Nested") { id } }');
    const { body } = await api.graphql('{ room(id: "n1") { title kind guests(limit: 2) } }');
    expect(body).toEqual({ data: { room: { title: 'Nested', kind: null, guests: ['Nested', '2'] } } });
  });

  test('util.error is the error of the field, with data cut to the selection', async () => {
    const { body } = await api.graphql('{ raised { id name: title } }');
    expect(body).toEqual({
      data: { raised: null },
      errors: [
        {
          path: ['raised'],
          data: { id: '1', title: 'Attic' },
          errorType: 'Full',
          errorInfo: { asked: 5 },
          locations: [{ line: 1, column: 3, sourceName: null }],
          message: 'No room',
        },
      ],
    });
  });

  test('util.appendError leaves the data', async () => {
    const { body } = await api.graphql('{ appended { id } }');
    expect(body.data).toEqual({ appended: { id: '1' } });
    expect(body.errors).toEqual([
      expect.objectContaining({ path: ['appended'], errorType: 'Warning', message: 'Half full' }),
    ]);
  });

  test('util.unauthorized refuses the field', async () => {
    const { body } = await api.graphql('{ unauthorized { id } }');
    expect(body.errors).toEqual([
      expect.objectContaining({
        errorType: 'Unauthorized',
        message: 'Not Authorized to access unauthorized on type Query',
      }),
    ]);
  });

  test('a fault in the code is an error of type Code, and its place is logged', async () => {
    const { body } = await api.graphql('{ fault { id } }');
    expect(body.errors).toEqual([
      expect.objectContaining({ errorType: 'Code', message: expect.stringContaining("reading 'deeper'") }),
    ]);
    expect(api.logs.at(-1)).toMatch(/^Query.fault ERROR response: TypeError: [^]*code\.js:4:/);
  });

  test('an early return skips data source and response handler', async () => {
    expect(await json('{ early }')).toEqual({ at: 'request' });
  });

  test('ctx.info lists what is selected, fragments and aliases included', async () => {
    await api.graphql(
      '{ info { id name: title ...rest ... on Room { seats } } } fragment rest on Room { tags }',
    );
    expect(api.logs.at(-1)).toBe('Query.info ERROR id name tags seats');
  });

  test('ctx.info of a field that a fragment shares lists what is selected at its own place', async () => {
    const document = `query Alone { ...shared } query Beside { ...shared info { title } }
      fragment shared on Query { info { id } }`;
    await api.graphql(document, { operationName: 'Alone' });
    await api.graphql(document, { operationName: 'Beside' });
    expect(api.logs.slice(-2)).toEqual(['Query.info ERROR id', 'Query.info ERROR id title']);
  });
});

describe('pipelines', () => {
  test('run before, functions and after, each seeing the last result', async () => {
    expect(await json('{ trace }')).toEqual([
      ['before', null],
      ['one.request', { result: { first: true } }],
      ['one.response', 'one'],
      ['two.request', { result: 'one result' }],
      ['two.response', 'two'],
      ['after', { result: 'two result' }, 'two result'],
    ]);
  });

  test('an early return of a function goes on with the next', async () => {
    expect(await json('{ earlyFunction }')).toEqual({ last: 'second', ran: 'skipped' });
  });

  test('an early return to the end goes to the response handler of the resolver', async () => {
    expect(await json('{ earlyEnd }')).toEqual({ last: 'done', ran: false });
  });

  test('an early return of the resolver skips the functions', async () => {
    expect(await json('{ earlyResolver }')).toEqual({ last: 'at once' });
  });

  test('util.error stops everything', async () => {
    const { body } = await api.graphql('{ stopped }');
    expect(body.errors).toEqual([expect.objectContaining({ errorType: 'Halt', message: 'Stop' })]);
    expect(api.logs.join()).not.toContain('second ran');
  });

  test('a data source error that nobody raises is no error of the field', async () => {
    expect(await json('{ swallowed }')).toEqual({
      last: { seen: { message: 'Boom', type: 'Lambda:Unhandled' }, error: null },
    });
  });
});

describe('Lambda data sources', () => {
  test('invoke and wait', async () => {
    expect(await json('{ echo(input: "5") }')).toEqual({ given: 5 });
  });

  test('a function that fails is ctx.error', async () => {
    expect(await json('{ fails }')).toEqual({
      error: { message: 'Out of chairs', type: 'Lambda:Unhandled' },
      result: null,
    });
  });

  test('an event is sent without waiting for its result', async () => {
    expect(await json('{ async }')).toEqual({ result: null, carried: 36 });
    expect(
      api.records.some(({ service, outcome: status }) => service === 'lambda' && /^202/.test(status)),
    ).toBe(true);
  });
});

describe('DynamoDB data sources', () => {
  test('put answers what was written, in plain JSON, and get reads it', async () => {
    const { body } = await api.graphql(
      'mutation { addRoom(id: "1", title: "Attic") { id title seats tags } }',
    );
    expect(body).toEqual({ data: { addRoom: { id: '1', title: 'Attic', seats: 0, tags: ['new'] } } });
    expect(
      (await api.graphql('{ room(id: "1") { title tags } none: room(id: "0") { id } }')).body.data,
    ).toEqual({
      room: { title: 'Attic', tags: ['new'] },
      none: null,
    });
  });

  test('a put whose condition fails names DynamoDB, and gives what is there', async () => {
    await api.graphql('mutation { addRoom(id: "2", title: "First") { id } }');
    const { body } = await api.graphql('mutation { addRoom(id: "2", title: "Second") { id title } }');
    expect(body.errors).toEqual([
      expect.objectContaining({
        errorType: 'DynamoDB:ConditionalCheckFailedException',
        message: expect.stringMatching(
          /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: /,
        ),
        data: { id: '2', title: 'First' },
      }),
    ]);
  });

  test('a put of what is there already is a success', async () => {
    await api.graphql('mutation { addRoom(id: "same", title: "Same") { id } }');
    const { body } = await api.graphql('mutation { addRoom(id: "same", title: "Same") { title } }');
    expect(body).toEqual({ data: { addRoom: { title: 'Same' } } });
  });

  test('update answers the whole new item, and a failed condition the old one', async () => {
    await api.graphql('mutation { addRoom(id: "3", title: "Old") { id } }');
    expect((await api.graphql('mutation { seat(id: "3", by: 2) { title seats } }')).body.data).toEqual({
      seat: { title: 'Old', seats: 2 },
    });
    expect(await json('mutation { renameRoom(id: "3", title: "New", expected: "Old") }')).toMatchObject({
      error: null,
      result: { id: '3', title: 'New', seats: 2 },
    });
    expect(await json('mutation { renameRoom(id: "3", title: "Newer", expected: "Old") }')).toMatchObject({
      error: { type: 'DynamoDB:ConditionalCheckFailedException' },
      result: { title: 'New' },
    });
  });

  test('delete answers what was there; what is gone already is a success', async () => {
    await api.graphql('mutation { addRoom(id: "4", title: "Cellar") { id } }');
    expect(await json('mutation { closeRoom(id: "4", expected: "Cellar") }')).toMatchObject({
      error: null,
      result: { id: '4', title: 'Cellar' },
    });
    expect(await json('mutation { closeRoom(id: "4", expected: "Cellar") }')).toEqual({
      error: null,
      result: null,
    });
  });

  test('pages go on where their token says', async () => {
    for (const id of ['p1', 'p2', 'p3']) await api.graphql(`mutation { addRoom(id: "${id}") { id } }`);
    const seen = new Set<string>();
    let nextToken: unknown = null;
    do {
      const query =
        'query($nextToken: String) { rooms(limit: 2, nextToken: $nextToken) { items { id } nextToken } }';
      const { body } = await api.graphql(query, { variables: { nextToken } });
      const { rooms } = Object(body.data);
      for (const { id } of rooms.items) seen.add(id);
      nextToken = rooms.nextToken;
    } while (nextToken !== null);
    expect([...seen]).toEqual(expect.arrayContaining(['p1', 'p2', 'p3']));
  });

  test('a batch answers in the order of its keys', async () => {
    await api.graphql('mutation { addRoom(id: "b1", title: "Batch") { id } }');
    expect(await json('{ batchGet }')).toEqual({
      data: { Rooms: [null, { id: 'b1', title: 'Batch' }] },
      unprocessedKeys: { Rooms: [] },
    });
    expect(await json('{ scan }')).toBe(1);
  });
});

describe('what is not run here, or makes no request, is an error of the field that says so', () => {
  test.each([
    ['{ vtl }', 'NotImplemented', 'A resolver in VTL (Query.vtl) is not run on this machine.'],
    ['{ weather }', 'MappingTemplate', "Unsupported method 'undefined'."],
    ['{ wrongRequest }', 'MappingTemplate', "Unsupported operation 'Drop'."],
    ['{ badToken }', 'MappingTemplate', 'Invalid pagination token given.'],
  ])('%s', async (query, errorType, message) => {
    const { body } = await api.graphql(query);
    expect(body.errors).toEqual([expect.objectContaining({ errorType, message })]);
  });
});

describe('roles', () => {
  let poor: RunningApi;
  beforeAll(async () => {
    poor = await startApi({ schema, resolvers: resolvers ?? {}, tableActions: ['dynamodb:PutItem'] });
  });
  afterAll(() => poor.close());

  test('a data source may do what its role may, and no more', async () => {
    expect(
      (await poor.graphql('mutation { addRoom(id: "1", title: "A") { id } }')).body.errors,
    ).toBeUndefined();
    const { body } = await poor.graphql('{ room(id: "1") { id } }');
    // Nobody raises the error, so the field is null: in AWS too.
    expect(body).toEqual({ data: { room: null } });
    const denied = poor.records.find(
      ({ service, operation }) => service === 'dynamodb' && operation === 'GetItem',
    );
    expect(denied).toMatchObject({ outcome: expect.stringContaining('AccessDenied') });
  });

  test('a role that may not read keeps the failed condition', async () => {
    const { body } = await poor.graphql('mutation { addRoom(id: "1", title: "B") { id } }');
    expect(body.errors).toEqual([
      expect.objectContaining({ errorType: 'DynamoDB:ConditionalCheckFailedException', data: null }),
    ]);
  });
});

describe('a template that AppSync would not deploy does not start, and says why', () => {
  const query = 'type Query { a: String }';
  const cases: [what: string, fixture: ApiFixture, message: string][] = [
    [
      'a bad schema',
      { schema: 'type Query { a: Strin }' },
      'The GraphQL schema is not valid: Unknown type "Strin". Did you mean "String"?',
    ],
    [
      'a resolver without a field',
      { schema: query, resolvers: { 'Query.b': returning('return 1') } },
      'The template has a resolver for Query.b, which the schema does not have.',
    ],
    [
      'bad code',
      { schema: query, resolvers: { 'Query.a': { code: 'export function request() {}' } } },
      "Query.a: the code has to export the functions 'request' and 'response'.",
    ],
    [
      'a subscription to no mutation',
      {
        schema: `${query} type Mutation { b: Int } type Subscription { c: Int @aws_subscribe(mutations: ["d"]) }`,
      },
      'The GraphQL schema is not valid: c subscribes to an unknown mutation, d.',
    ],
    [
      'a subscription of another type',
      {
        schema: `${query} type Mutation { b: Int } type Subscription { c: String @aws_subscribe(mutations: ["b"]) }`,
      },
      'The GraphQL schema is not valid: c has to be of the type of the mutation b.',
    ],
  ];
  test.each(cases)('%s', async (_what, fixture, message) => {
    await expect(startApi(fixture)).rejects.toThrow(message);
  });
});
