import WebSocket from 'ws';
import type { Credentials } from '../../../local/cloud';
import { handlers, returning, signed, startApi } from './api-fixture';
import type { RunningApi } from './api-fixture';
import { connect, open } from './socket';
import type { Frame, Socket } from './socket';

const schema = /* GraphQL */ `
  type Message @aws_api_key @aws_iam @aws_lambda {
    id: ID!
    roomId: ID
    text: String
    urgency: Int
    tags: [String]
    sender: String
    secret: String @aws_iam
    place: Place
    loud(times: Int): String
  }
  type Place @aws_api_key @aws_iam @aws_lambda {
    floor: Int
  }
  input MessageInput {
    id: ID
    roomId: ID
    text: String
    urgency: Int
    tags: [String]
    sender: String
    secret: String
    floor: Int
  }
  type Query {
    nothing: String
  }
  type Mutation {
    post(input: MessageInput!): Message @aws_api_key @aws_iam
    repost(input: MessageInput!): Message @aws_api_key @aws_iam
    fail: Message
    ban(sender: String): String
    banOften: String
  }
  type Subscription {
    onMessage(roomId: ID, urgency: Int, sender: String): Message
      @aws_subscribe(mutations: ["post", "repost"])
      @aws_api_key
      @aws_iam
      @aws_lambda
    onUrgent(roomId: ID!): Message! @aws_subscribe(mutations: ["post"]) @aws_api_key @aws_lambda
    onOwn: Message @aws_subscribe(mutations: ["post"]) @aws_lambda
    onBadFilter: Message @aws_subscribe(mutations: ["post"])
    onFailure: Message @aws_subscribe(mutations: ["fail"])
    onIam: Message @aws_subscribe(mutations: ["post"]) @aws_iam
  }
`;

const message = `const { floor, ...rest } = ctx.args.input; return { id: util.autoId(), ...rest, place: { floor } }`;

let api: RunningApi;
const sockets: Socket[] = [];
beforeAll(async () => {
  api = await startApi({
    schema,
    resolvers: {
      'Mutation.post': returning(message),
      'Mutation.repost': returning(message),
      'Mutation.fail': returning(`util.error('No')`),
      'Mutation.ban': returning(
        `extensions.invalidateSubscriptions({ subscriptionField: 'onOwn', payload: { sender: ctx.args.sender } }); return 'banned'`,
      ),
      'Mutation.banOften': returning(
        `for (const sender of ['a', 'b', 'c', 'd', 'e', 'f'])
           extensions.invalidateSubscriptions({ subscriptionField: 'onOwn', payload: { sender } });
         return 'banned'`,
      ),
      'Message.loud': returning('return ctx.source.text.toUpperCase() + String(ctx.args.times)'),
      'Subscription.onUrgent': {
        code: handlers(
          `if (ctx.args.roomId === 'vault') util.unauthorized();
           if (ctx.args.roomId === 'gone') util.error('There is no such room', 'NotFound', null, { room: 'gone' });
           return { payload: null }`,
          `const filter = { or: [{ urgency: { ge: 5 } }, { tags: { contains: 'fire' } }], roomId: { eq: ctx.args.roomId } };
           extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(filter));
           return null`,
        ),
      },
      'Subscription.onOwn': returning(
        `const mine = { sender: { eq: ctx.identity.resolverContext.guest } };
         extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(mine));
         extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter(mine));
         return null`,
      ),
      'Subscription.onBadFilter': returning(
        `extensions.setSubscriptionFilter({ filterGroup: [{ filters: [{ fieldName: 'a', operator: 'like', value: 1 }] }] })`,
      ),
    },
    authorizer: `export const handler = async ({ authorizationToken, requestContext }) => {
      const [guest, expires] = authorizationToken.split('@');
      console.log(requestContext.operationName);
      return { isAuthorized: guest !== 'nobody' && Number(expires ?? Infinity) > Date.now(), resolverContext: { guest },
        deniedFields: guest === 'blind' ? ['Message.text'] : [] };
    };`,
  });
});
afterAll(() => api.close());
afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

async function opened(
  ...options: Parameters<typeof open> extends [unknown, ...infer Rest] ? Rest : never
): Promise<Socket> {
  const socket = await open(api, ...options);
  sockets.push(socket);
  return socket;
}

const everything = 'id roomId text urgency tags sender secret place { floor }';
async function post(input: object, selection = everything, mutation = 'post'): Promise<void> {
  const { body } = await api.graphql(
    `mutation($input: MessageInput!) { ${mutation}(input: $input) { ${selection} } }`,
    {
      variables: { input },
      sign: api.cloud.iam.operator,
    },
  );
  expect(body.errors).toBeUndefined();
}

/** The events that a subscription had until now: a last one, sent to mark the end, comes after all others. */
async function eventsOf(socket: Socket, id: string): Promise<unknown[]> {
  await socket.start('end', 'subscription { onMessage(roomId: "end") { text } }');
  await post({ roomId: 'end' });
  await socket.next((frame) => frame.id === 'end' && frame.type === 'data');
  socket.send({ type: 'stop', id: 'end' });
  await socket.next((frame) => frame.id === 'end' && frame.type === 'complete');
  return socket.frames
    .filter((frame) => frame.id === id && frame.type === 'data')
    .map(({ payload }) => payload);
}

const refusal = (errorType: string, text: string, more: object = {}) => ({
  type: 'error',
  payload: { errors: [{ errorType, message: text, ...more }] },
});

describe('connecting', () => {
  test.each(['protocol', 'query', 'headers'] as const)('the credentials may come by %s', async (by) => {
    const socket = await connect(api, { by });
    sockets.push(socket);
    socket.send({ type: 'connection_init' });
    const { payload } = await socket.next(({ type }) => type === 'connection_ack');
    expect(payload).toEqual({ connectionTimeoutMs: 300_000 });
  });

  test.each([
    [
      'an unknown key',
      { 'x-api-key': 'da2-no' },
      401,
      'UnauthorizedException',
      'You are not authorized to make this call.',
    ],
    ['nothing', { host: 'x' }, 401, 'UnauthorizedException', 'Valid authorization header not provided.'],
    [
      'a refused token',
      { Authorization: 'nobody' },
      401,
      'UnauthorizedException',
      'You are not authorized to make this call.',
    ],
  ])(
    '%s is refused in answer to connection_init, and the connection ends',
    async (_what, authorization, errorCode, errorType, text) => {
      const socket = await connect(api, { authorization });
      socket.send({ type: 'connection_init' });
      const { payload } = await socket.next(({ type }) => type === 'connection_error');
      expect(payload).toEqual({ errors: [{ errorType, errorCode, message: text }] });
      await socket.closed;
    },
  );

  test('credentials that are no JSON are refused', async () => {
    const socket = new WebSocket(`${api.url.replace('http', 'ws')}/realtime?header=%%%`, 'graphql-ws');
    const first = new Promise((resolve) => socket.on('message', (data) => resolve(JSON.parse(String(data)))));
    socket.on('open', () => socket.send('{"type":"connection_init"}'));
    expect(await first).toMatchObject({
      type: 'connection_error',
      payload: { errors: [{ errorCode: 400 }] },
    });
  });

  test.each([
    ['another path', '/graphql', 'graphql-ws', 404],
    ['another protocol', '/graphql/realtime', 'graphql-transport-ws', 400],
  ])('%s is no WebSocket of this API', async (_what, path, protocol, status) => {
    const socket = new WebSocket(`${api.cloud.endpoints.appsync.replace('http', 'ws')}${path}`, protocol);
    const answered = new Promise((resolve) =>
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode)),
    );
    expect(await answered).toBe(status);
  });

  test('a client that does not initialise may subscribe all the same, with good credentials', async () => {
    const socket = await connect(api);
    sockets.push(socket);
    expect(await socket.start('1', 'subscription { onMessage { id } }')).toEqual({
      type: 'start_ack',
      id: '1',
    });
    const stranger = await connect(api, { authorization: { 'x-api-key': 'da2-no' } });
    sockets.push(stranger);
    expect(await stranger.start('1', 'subscription { onMessage { id } }')).toMatchObject({
      type: 'error',
      id: '1',
    });
  });
});

test('a start says in the record what IAM decided', async () => {
  const data = JSON.stringify({ query: 'subscription { onMessage(roomId: "a") { text } }', variables: {} });
  const socket = await open(api);
  const start = async (id: string, role: Credentials) => {
    const authorization = await signed(api.cloud, role, '/graphql', data);
    socket.send({ type: 'start', id, payload: { data, extensions: { authorization } } });
    await socket.next((frame) => frame.id === id);
    return api.records.at(-1);
  };
  const { iam, stack } = api.cloud;
  expect(await start('o', iam.operator)).toMatchObject({ outcome: '200', decision: 'operator' });
  expect(await start('r', iam.credentialsFor(stack.attribute('EchoRole', 'Arn')))).toMatchObject({
    outcome: 'Unauthorized',
    decision: expect.stringContaining('is not authorized to perform: appsync:GraphQL'),
  });
  socket.close();
});

test('who connects is recorded, and who is not let in', async () => {
  api.records.length = 0;
  await opened();
  const stranger = await connect(api, { authorization: { 'x-api-key': 'da2-no' } });
  stranger.send({ type: 'connection_init' });
  await stranger.closed;
  expect(api.records).toMatchObject([
    { operation: 'connect', caller: 'API_KEY', outcome: '200' },
    {
      operation: 'connect',
      caller: 'unknown',
      outcome: '401 UnauthorizedException',
      decision: 'the API key is unknown or has expired',
    },
  ]);
});

describe('delivery', () => {
  test('a subscriber gets what it selects of what the mutation selected', async () => {
    const socket = await opened();
    await socket.start(
      '1',
      'subscription { event: onMessage { text urgency sender __typename place { level: floor } } }',
    );
    await post(
      { text: 'hello', urgency: 2, sender: 'anna', floor: 3 },
      'id text: text n: urgency place { floor }',
    );
    expect(await eventsOf(socket, '1')).toContainEqual({
      data: {
        event: { text: 'hello', urgency: 2, sender: null, __typename: 'Message', place: { level: 3 } },
      },
    });
  });

  test('a field of the event that is not null and was not selected is an error in the payload', async () => {
    const socket = await opened();
    await socket.start('1', 'subscription { onMessage(roomId: "r1") { id } }');
    await post({ roomId: 'r1' }, 'roomId');
    expect(await eventsOf(socket, '1')).toEqual([
      {
        data: { onMessage: null },
        errors: [
          expect.objectContaining({
            message: expect.stringMatching(/^Cannot return null for non-nullable type: 'ID'/),
          }),
        ],
      },
    ]);
  });

  test('resolvers run in the mutation, not for each subscriber', async () => {
    const socket = await opened();
    await socket.start('1', 'subscription { onMessage(roomId: "r2") { loud(times: 9) } }');
    await post({ roomId: 'r2', text: 'hey' }, 'roomId text shout: loud(times: 3)');
    await post({ roomId: 'r2', text: 'hey' }, 'roomId text');
    expect(await eventsOf(socket, '1')).toEqual([
      { data: { onMessage: { loud: 'HEY3' } } },
      { data: { onMessage: { loud: null } } },
    ]);
  });

  test('every subscription that a mutation feeds hears of it, others do not', async () => {
    const socket = await opened();
    await socket.start('1', 'subscription { onMessage(roomId: "r3") { text } }');
    await socket.start('2', 'subscription { onFailure { text } }');
    await post({ roomId: 'r3', text: 'again' }, everything, 'repost');
    await api.graphql('mutation { fail { id } }');
    expect(await eventsOf(socket, '1')).toEqual([{ data: { onMessage: { text: 'again' } } }]);
    expect(await eventsOf(socket, '2')).toEqual([]);
  });

  test('events arrive in the order of the mutations', async () => {
    const socket = await opened();
    await socket.start('1', 'subscription { onMessage(roomId: "r4") { urgency } }');
    const mutation = Array.from(
      { length: 50 },
      (_, n) => `m${n}: post(input: { roomId: "r4", urgency: ${n} }) { roomId urgency }`,
    );
    await api.graphql(`mutation { ${mutation.join(' ')} }`);
    const urgencies = (await eventsOf(socket, '1')).map((payload) => Object(payload).data.onMessage.urgency);
    expect(urgencies).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  test('fields are as closed to a subscriber as to anybody in its mode', async () => {
    const byKey = await opened();
    await byKey.start('1', 'subscription { onMessage(roomId: "r5") { secret } }');
    const data = JSON.stringify({
      query: 'subscription { onMessage(roomId: "r5") { secret } }',
      variables: {},
    });
    const authorization = await signed(api.cloud, api.cloud.iam.operator, '/graphql', data);
    expect(
      await byKey.start('2', 'subscription { onMessage(roomId: "r5") { secret } }', { authorization }),
    ).toMatchObject({
      type: 'start_ack',
    });
    await post({ roomId: 'r5', secret: 'under the stairs' });
    expect(await eventsOf(byKey, '1')).toEqual([
      {
        data: { onMessage: { secret: null } },
        errors: [expect.objectContaining({ errorType: 'Unauthorized' })],
      },
    ]);
    expect(await eventsOf(byKey, '2')).toEqual([{ data: { onMessage: { secret: 'under the stairs' } } }]);
  });

  test('of those who ask the same, each sees what its own credentials and variables let it see', async () => {
    const socket = await opened();
    const query = `subscription Messages($floor: Boolean!, $text: Boolean!) {
      onMessage(roomId: "r8") { text @include(if: $text) place { floor @include(if: $floor) } } }`;
    const start = (id: string, guest: string, variables: object) =>
      socket.start(id, query, { variables, authorization: { Authorization: guest } });
    await start('1', 'anna', { floor: true, text: true });
    await start('2', 'blind', { floor: true, text: true });
    await start('3', 'bo', { floor: true, text: true });
    await start('4', 'bo', { floor: false, text: true });
    await post({ roomId: 'r8', text: 'seen', floor: 3 });
    await post({ roomId: 'r8', text: 'seen again', floor: 4 });
    const texts = async (id: string) =>
      (await eventsOf(socket, id)).map((payload) => Object(payload).data.onMessage);
    expect(await texts('1')).toEqual([
      { text: 'seen', place: { floor: 3 } },
      { text: 'seen again', place: { floor: 4 } },
    ]);
    expect(await texts('2')).toEqual([
      { text: null, place: { floor: 3 } },
      { text: null, place: { floor: 4 } },
    ]);
    expect(await texts('3')).toEqual(await texts('1'));
    expect(await texts('4')).toEqual([
      { text: 'seen', place: {} },
      { text: 'seen again', place: {} },
    ]);
  });

  test('an event over 240 KB is not delivered, and that is recorded', async () => {
    const socket = await opened();
    await socket.start('1', 'subscription { onMessage(roomId: "r6") { text } }');
    await post({ roomId: 'r6', text: 'x'.repeat(240 * 1024) });
    expect(await eventsOf(socket, '1')).toEqual([]);
    expect(api.records.some(({ outcome }) => outcome === 'PayloadTooLarge')).toBe(true);
  });

  test('after stop comes complete, and nothing more', async () => {
    const socket = await opened();
    await socket.start('1', 'subscription { onMessage(roomId: "r7") { text } }');
    socket.send({ type: 'stop', id: '1' });
    expect(await socket.next(({ type }) => type === 'complete')).toEqual({ type: 'complete', id: '1' });
    await post({ roomId: 'r7' });
    expect(await eventsOf(socket, '1')).toEqual([]);
    expect(await socket.start('1', 'subscription { onMessage { text } }')).toEqual({
      type: 'start_ack',
      id: '1',
    });
  });
});

describe('filters', () => {
  test('arguments let through what equals them; null asks for null, and so does a variable without a value', async () => {
    const socket = await opened();
    await socket.start('room', 'subscription { onMessage(roomId: "f1", urgency: 2) { text } }');
    await socket.start('null', 'subscription { onMessage(roomId: "f1", sender: null) { text } }');
    await socket.start(
      'variable',
      'subscription($s: String) { onMessage(roomId: "f1", sender: $s) { text } }',
    );
    await post({ roomId: 'f1', urgency: 2, text: 'a', sender: 'anna' });
    await post({ roomId: 'f1', urgency: 1, text: 'b' });
    await post({ roomId: 'f2', urgency: 2, text: 'c' });
    const texts = async (id: string) =>
      (await eventsOf(socket, id)).map((payload) => Object(payload).data.onMessage.text);
    expect(await texts('room')).toEqual(['a']);
    expect(await texts('null')).toEqual(['b']);
    expect(await texts('variable')).toEqual(['b']);
  });

  test('a filter sees fields by their names, and only those that the mutation selected', async () => {
    const socket = await opened();
    await socket.start('1', 'subscription { onMessage(roomId: "f3") { text } }');
    await post({ roomId: 'f3', text: 'aliased' }, 'hidden: roomId text');
    await post({ roomId: 'f3', text: 'unselected' }, 'text');
    await post({ roomId: 'other', text: 'disguised' }, 'roomId: text text: roomId');
    await post({ roomId: 'f4', text: 'f3' }, 'roomId: text other: roomId');
    expect(await eventsOf(socket, '1')).toEqual([{ data: { onMessage: { text: 'aliased' } } }]);
  });

  test("a resolver's filter takes the place of the arguments", async () => {
    const socket = await opened();
    expect(await socket.start('1', 'subscription { onUrgent(roomId: "f5") { text } }')).toMatchObject({
      type: 'start_ack',
    });
    await post({ roomId: 'f5', urgency: 1, text: 'calm' });
    await post({ roomId: 'f5', urgency: 5, text: 'urgent' });
    await post({ roomId: 'f5', urgency: 1, tags: ['fire'], text: 'fire' });
    await post({ roomId: 'f6', urgency: 9, text: 'elsewhere' });
    expect(await eventsOf(socket, '1')).toEqual([
      { data: { onUrgent: { text: 'urgent' } } },
      { data: { onUrgent: { text: 'fire' } } },
    ]);
  });

  test('a filter may come from who subscribes', async () => {
    const socket = await opened({ authorization: { Authorization: 'anna' } });
    await socket.start('1', 'subscription { onOwn { text } }');
    await post({ sender: 'anna', text: 'mine' });
    await post({ sender: 'bo', text: 'not mine' });
    expect(await eventsOf(socket, '1')).toEqual([{ data: { onOwn: { text: 'mine' } } }]);
  });

  test('invalidation ends the matching subscriptions and their connections, and no others', async () => {
    const [anna, bo] = [
      await opened({ authorization: { Authorization: 'anna' } }),
      await opened({ authorization: { Authorization: 'bo' } }),
    ];
    await anna.start('1', 'subscription { onOwn { text } }');
    await bo.start('1', 'subscription { onOwn { text } }');
    await api.graphql('mutation { ban(sender: "anna") }');
    expect(await anna.next(({ type }) => type === 'complete')).toEqual({ type: 'complete', id: '1' });
    await anna.closed;
    await post({ sender: 'bo', text: 'still here' });
    expect(await eventsOf(bo, '1')).toEqual([{ data: { onOwn: { text: 'still here' } } }]);
  });

  test('a request may invalidate five times', async () => {
    const { body } = await api.graphql('mutation { banOften }');
    expect(body.errors).toEqual([expect.objectContaining({ errorType: 'LimitExceededError' })]);
  });
});

describe('a start that is refused is answered with an error frame of its id', () => {
  const cases: [what: string, query: string, expected: object][] = [
    [
      'the resolver says no',
      'subscription { onUrgent(roomId: "vault") { id } }',
      refusal('Unauthorized', 'Not Authorized to access onUrgent on type Subscription'),
    ],
    [
      'the resolver raises an error',
      'subscription { onUrgent(roomId: "gone") { id } }',
      refusal('NotFound', 'There is no such room', { errorInfo: { room: 'gone' } }),
    ],
    [
      'the field is for another mode',
      'subscription { onIam { id } }',
      refusal('Unauthorized', 'Not Authorized to access onIam on type Subscription'),
    ],
    [
      'the filter is not valid',
      'subscription { onBadFilter { id } }',
      refusal(
        'BadRequestException',
        "The subscription filter is not valid: 'like' on 'a' is not an operator.",
      ),
    ],
    [
      'a query',
      '{ nothing }',
      refusal('UnsupportedOperation', 'query not supported through the realtime channel'),
    ],
    [
      'a mutation',
      'mutation { fail { id } }',
      refusal('UnsupportedOperation', 'mutation not supported through the realtime channel'),
    ],
    [
      'an unknown field',
      'subscription { onMessag { id } }',
      {
        type: 'error',
        payload: {
          errors: [
            {
              message:
                "Validation error of type FieldUndefined: Field 'onMessag' in type 'Subscription' is undefined @ 'onMessag'",
            },
          ],
        },
      },
    ],
    [
      'a missing variable',
      'subscription($r: ID!) { onUrgent(roomId: $r) { id } }',
      {
        type: 'error',
        payload: { errors: [{ message: "Variable 'r' has coerced Null value for NonNull type 'ID!'" }] },
      },
    ],
    ['two root fields', 'subscription { a: onMessage { id } b: onMessage { id } }', { type: 'error' }],
    [
      'a root field that may be skipped',
      'subscription { onUrgent(roomId: "vault") @skip(if: true) { id } }',
      { type: 'error' },
    ],
    [
      'a fragment that may be skipped',
      'subscription { ... @include(if: false) { onUrgent(roomId: "vault") { id } } }',
      { type: 'error' },
    ],
  ];
  test.each(cases)('%s', async (_what, query, expected) => {
    const socket = await opened();
    expect(await socket.start('x', query)).toMatchObject(expected);
    expect(await socket.start('x', 'subscription { onMessage { id } }')).toMatchObject({ type: 'start_ack' });
  });

  test('the same id twice', async () => {
    const socket = await opened();
    const [first, second] = await Promise.all([
      socket.start('1', 'subscription { onMessage { id } }'),
      socket.start('1', 'subscription { onMessage { id } }'),
    ]);
    expect([first.type, second.type].sort()).toEqual(['error', 'start_ack']);
    const frame: Frame | undefined = [first, second].find(({ type }) => type === 'error');
    expect(frame?.payload?.errors).toEqual([
      expect.objectContaining({ errorType: 'DuplicatedOperationError' }),
    ]);
  });

  test('the 101st subscription of a connection', async () => {
    const socket = await opened();
    const ids = Array.from({ length: 101 }, (_, n) => `s${n}`);
    const frames = await Promise.all(ids.map((id) => socket.start(id, 'subscription { onFailure { id } }')));
    expect(frames.slice(0, 100).every(({ type }) => type === 'start_ack')).toBe(true);
    expect(frames[100]).toMatchObject(
      refusal('MaxSubscriptionsReachedError', 'Max number of 100 subscriptions reached'),
    );
  });

  test('a query and variables of more than 32 K characters, which every event would have to carry along', async () => {
    const socket = await opened();
    const start = (length: number) =>
      socket.start(String(length), `subscription { onFailure { id } } #${'x'.repeat(length)}`);
    expect(await start(32_000)).toMatchObject({ type: 'start_ack' });
    expect(await start(33_000)).toMatchObject(
      refusal('LimitExceededError', 'The data of a subscription are larger than 32768 characters'),
    );
  });

  test('each start goes by its own credentials, whatever the connection was opened with', async () => {
    const socket = await opened();
    const query = 'subscription { onMessage { id } }';
    const by = (authorization: object) =>
      socket.start(JSON.stringify(authorization).slice(0, 40), query, { authorization });
    expect(await by({ Authorization: 'anna' })).toMatchObject({ type: 'start_ack' });
    expect(await by({ Authorization: 'nobody' })).toMatchObject(
      refusal('UnauthorizedException', 'You are not authorized to make this call.'),
    );
    expect(await by({ Authorization: 'anna@1' })).toMatchObject({ type: 'error' });
    expect(await by({})).toMatchObject(
      refusal('UnauthorizedException', 'Valid authorization header not provided.'),
    );
    const signature = await signed(api.cloud, api.cloud.iam.operator, '/graphql', '{"query":"another"}');
    expect(await by(signature)).toMatchObject({
      payload: { errors: [{ errorType: 'InvalidSignatureException' }] },
    });
  });
});

describe('a frame that makes no sense is answered with an error frame', () => {
  const unknown = refusal('UnsupportedOperation', 'unknown not supported through the realtime channel');
  const data = '{"query":"subscription { onMessage { id } }"}';
  test.each([
    ['not JSON', 'hello', unknown],
    ['a list', '[]', unknown],
    ['no type', '{}', unknown],
    ['an unknown type', '{"type":"subscribe","id":"1"}', { ...unknown, id: '1' }],
    ['a start without id', JSON.stringify({ type: 'start', payload: { data } }), unknown],
    [
      'a start without data',
      '{"type":"start","id":"2","payload":{"query":"subscription { onMessage { id } }"}}',
      unknown,
    ],
    ['a start whose data is no JSON', '{"type":"start","id":"2","payload":{"data":"subscription"}}', unknown],
    [
      'a start without authorization',
      JSON.stringify({ type: 'start', id: '3', payload: { data } }),
      refusal('UnauthorizedException', 'Valid authorization header not provided.'),
    ],
    [
      'a stop of nothing',
      '{"type":"stop","id":"4"}',
      refusal('UnknownOperationError', "Unknown operation id '4'"),
    ],
  ])('%s', async (_what, frame, expected) => {
    const socket = await opened();
    socket.send(frame);
    expect(await socket.next(({ type }) => type === 'error')).toMatchObject(expected);
    expect(await socket.start('good', 'subscription { onMessage { id } }')).toMatchObject({
      type: 'start_ack',
    });
  });
});

test('a subscription that is stopped while it is being authorised never starts', async () => {
  const socket = await opened();
  void socket.start('1', 'subscription { onMessage(roomId: "s1") { text } }', {
    authorization: { Authorization: 'anna' },
  });
  socket.send({ type: 'stop', id: '1' });
  await socket.next(({ type }) => type === 'complete');
  await post({ roomId: 's1' });
  expect(await eventsOf(socket, '1')).toEqual([]);
  expect(socket.frames.some(({ type, id }) => type === 'start_ack' && id === '1')).toBe(false);
});
