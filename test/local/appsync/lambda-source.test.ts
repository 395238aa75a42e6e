import { handlers, returning, startApi } from './api-fixture';
import type { RunningApi, StepFixture } from './api-fixture';

const schema = /* GraphQL */ `
  type Room {
    id: ID!
    guest: AWSJSON
    pair: AWSJSON
    later: AWSJSON
    problem: String
    short: AWSJSON
    failing: AWSJSON
    event: AWSJSON
  }
  type Query {
    rooms: [Room]
    one: AWSJSON
    ask(how: String): AWSJSON
    big: String
    overHttp(function: String): AWSJSON
  }
`;

/** Answers a list with a list, each item with how many came along. */
const echo = `export const handler = async (event, context) => {
  const [first] = Array.isArray(event) ? event : [event];
  if (first.how === 'fail') throw new Error('No more');
  if (first.how === 'exit') process.exit(3);
  if (first.how === 'garbage') {
    const api = process.env.AWS_LAMBDA_RUNTIME_API;
    await fetch('http://' + api + '/2018-06-01/runtime/invocation/' + context.awsRequestId + '/response', {
      method: 'POST', body: '{"half',
    });
  }
  if (first.how === 'large') return 'x'.repeat(5.5e6);
  if (first.how === 'too large') return 'x'.repeat(7e6);
  if (!Array.isArray(event)) return event;
  if (first.how === 'short') return event.slice(1);
  if (first.how === 'problem')
    return event.map(({ id }) => id === '2'
      ? { data: 'half', errorMessage: 'Not found', errorType: 'MISSING' }
      : { data: 'room ' + id });
  return event.map((item) => ({ ...item, together: event.length }));
};`;

const outcome = 'return { result: ctx.result, error: ctx.error ?? null };';
const batch = (how: string, response = outcome, more = ''): StepFixture => ({
  dataSource: 'Echo',
  code: handlers(
    `return { operation: 'BatchInvoke', payload: { id: ctx.source?.id, how: '${how}' } ${more} };`,
    response,
  ),
});

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({
    schema,
    echo,
    api: { EnvironmentVariables: { ECHO: { Ref: 'Echo' }, AUTHORIZER: { Ref: 'Authorizer' } } },
    resolvers: {
      'Query.rooms': returning(`return ['1', '2', '3', '4', '5', '6', '7'].map((id) => ({ id }))`),
      'Query.one': batch('echo', 'return ctx.result'),
      'Room.guest': batch('echo', 'return ctx.result'),
      'Room.pair': { ...batch('echo', 'return ctx.result'), maxBatchSize: 2 },
      'Room.later': [
        { code: handlers('return {}', 'return ctx.prev.result') },
        { dataSource: 'Rooms', code: handlers(`return ddb.get({ key: { id: 'none' } })`, 'return 1') },
        { ...batch('echo', 'return ctx.result'), maxBatchSize: 2000 },
      ],
      'Room.problem': batch(
        'problem',
        `const { data, errorMessage, errorType } = ctx.result;
         if (errorMessage) util.appendError(errorMessage, errorType, data); return data;`,
      ),
      'Room.short': batch('short'),
      'Room.failing': batch('fail'),
      'Room.event': { ...batch('event', outcome, `, invocationType: 'Event'`), maxBatchSize: 7 },
      'Query.ask': {
        dataSource: 'Echo',
        code: handlers(`return { operation: 'Invoke', payload: { how: ctx.args.how } }`, outcome),
      },
      'Query.big': { code: handlers(`return { payload: 'x'.repeat(6e6) }`, 'return 1') },
      'Query.overHttp': {
        dataSource: 'EchoApi',
        code: handlers(
          `return {
            method: 'POST',
            resourcePath: '/2015-03-31/functions/' + ctx.env[ctx.args.function] + '/invocations',
            params: { headers: { 'Content-Type': 'application/json' }, body: { how: 'http' } },
          }`,
          'return { status: ctx.result.statusCode, body: JSON.parse(ctx.result.body) }',
        ),
      },
    },
  });
});
afterAll(() => api.close());

/** A field of all seven rooms, which are AWSJSON. */
async function ofRooms(field: string): Promise<Record<string, unknown>[]> {
  const { body } = await api.graphql(`{ rooms { ${field} } }`);
  expect(body.errors).toBeUndefined();
  return Object(body.data).rooms.map((room: Record<string, string>) => JSON.parse(room[field] ?? 'null'));
}

async function json(query: string): Promise<unknown> {
  const { body } = await api.graphql(query);
  expect(body.errors).toBeUndefined();
  return JSON.parse(String(Object.values(Object(body.data))[0]));
}

const invocations = () => api.records.filter(({ service }) => service === 'lambda').length;

describe('BatchInvoke', () => {
  test('siblings go out together, five at a time, and each gets its own', async () => {
    const before = invocations();
    const rooms = await ofRooms('guest');
    expect(rooms.map(({ id, together }) => [id, together])).toEqual([
      ...['1', '2', '3', '4', '5'].map((id) => [id, 5]),
      ...['6', '7'].map((id) => [id, 2]),
    ]);
    expect(invocations() - before).toBe(2);
  });

  test('or as many at a time as MaxBatchSize says', async () => {
    expect((await ofRooms('pair')).map(({ together }) => together)).toEqual([2, 2, 2, 2, 2, 2, 1]);
  });

  test('also after a step that took its time', async () => {
    expect(await ofRooms('later')).toEqual(
      ['1', '2', '3', '4', '5', '6', '7'].map((id) => expect.objectContaining({ id })),
    );
  });

  test('a field alone is a batch of one', async () => {
    expect(await json('{ one }')).toMatchObject({ together: 1 });
  });

  test('requests do not mix', async () => {
    const both = await Promise.all([ofRooms('guest'), ofRooms('guest')]);
    for (const rooms of both) expect(rooms.map(({ together }) => together)).toEqual([5, 5, 5, 5, 5, 2, 2]);
  });

  test('one item may fail, by the members that the response handler reads', async () => {
    const { body } = await api.graphql('{ rooms { problem } }');
    expect(Object(body.data).rooms.map(({ problem }: Record<string, unknown>) => problem)).toEqual([
      'room 1',
      'half',
      'room 3',
      'room 4',
      'room 5',
      'room 6',
      'room 7',
    ]);
    expect(body.errors).toEqual([
      expect.objectContaining({ path: ['rooms', 1, 'problem'], errorType: 'MISSING', message: 'Not found' }),
    ]);
  });

  test('a list of another length is an error of every item', async () => {
    const [first, , , , , , last] = await ofRooms('short');
    const message = (wanted: number, came: number) =>
      `The function has to answer BatchInvoke with a list of ${wanted} items; it answered with a list of ${came}.`;
    expect(first).toEqual({
      result: null,
      error: { type: 'Lambda:IllegalArgument', message: message(5, 4) },
    });
    expect(last).toEqual({ result: null, error: { type: 'Lambda:IllegalArgument', message: message(2, 1) } });
  });

  test('a function that fails is ctx.error of every item', async () => {
    for (const room of await ofRooms('failing'))
      expect(room).toEqual({ result: null, error: { type: 'Lambda:Unhandled', message: 'No more' } });
  });

  test('as an event, nobody waits', async () => {
    const before = invocations();
    for (const room of await ofRooms('event')) expect(room).toEqual({ result: null, error: null });
    expect(invocations() - before).toBe(1);
  });
});

describe('what a function may do to a field', () => {
  test.each([
    ['exit', 'Lambda:Unhandled', /Runtime exited with error: exit status 3$/],
    ['garbage', 'Lambda:IllegalArgument', /^The function answered with text that is not JSON\.$/],
    ['too large', 'Lambda:Unhandled', /^Response payload size exceeded maximum allowed payload size/],
  ])('%s: ctx.error', async (how, type, message) => {
    expect(await json(`{ ask(how: "${how}") }`)).toEqual({
      result: null,
      error: { type, message: expect.stringMatching(message) },
    });
  });

  test.each(['{ ask(how: "large") }', '{ big }'])('more than AppSync evaluates: %s', async (query) => {
    const { body } = await api.graphql(query);
    expect(body.errors).toEqual([
      expect.objectContaining({ errorType: 'MappingTemplate', message: 'Transformation too large' }),
    ]);
  });
});

describe('AWS by HTTP', () => {
  test('what the role may do is done', async () => {
    expect(await json('{ overHttp(function: "ECHO") }')).toEqual({ status: 200, body: { how: 'http' } });
  });

  test('what it may not is refused by the service', async () => {
    expect(await json('{ overHttp(function: "AUTHORIZER") }')).toMatchObject({
      status: 403,
      body: {
        message: expect.stringMatching(
          /assumed-role\/.*\/APPSYNC_ASSUME_ROLE is not authorized to perform: lambda:InvokeFunction/,
        ),
      },
    });
  });
});

test('a batch size that AppSync does not take', async () => {
  const resolvers = { 'Query.one': { ...batch('echo'), maxBatchSize: 2001 } };
  await expect(startApi({ schema, resolvers })).rejects.toThrow(
    'Query.one: MaxBatchSize is 2001; AppSync takes whole numbers from 0 to 2000.',
  );
});
