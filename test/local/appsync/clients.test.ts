import WebSocket from 'ws';
import { amplifyClient } from './clients/amplify';
import { apolloClient } from './clients/apollo';
import type { Client, Identity, Listening } from './clients/client';
import { bootNoticeboard } from './clients/noticeboard';
import type { Noticeboard } from './clients/noticeboard';

let board: Noticeboard;
const native = { WebSocket: globalThis.WebSocket, setTimeout: globalThis.setTimeout };
const listening: Listening[] = [];
beforeAll(async () => {
  // Node 20 has no WebSocket of its own; browsers and later versions do.
  // And the clients leave timers of 15 s behind each connection, which must not hold the process.
  const timer = (...given: Parameters<typeof setTimeout>) => native.setTimeout(...given).unref();
  Object.assign(globalThis, { WebSocket, setTimeout: timer });
  board = await bootNoticeboard();
});
afterEach(() => listening.splice(0).forEach((subscription) => subscription.stop()));
afterAll(async () => {
  await board.close();
  Object.assign(globalThis, native);
});

const byKey = (apiKey = String(board.outputs['ApiKey'])): Identity => ({ mode: 'API_KEY', apiKey });
const byToken = (token = 'reader-anna'): Identity => ({ mode: 'AWS_LAMBDA', token });
const byRole = (role = 'Librarian'): Identity => ({
  mode: 'AWS_IAM',
  credentials: board.cloud.iam.credentialsFor(board.stack.attribute(role, 'Arn')),
});
const byForgedRole = (): Identity => {
  const { accessKeyId, sessionToken } = board.cloud.iam.operator;
  return { mode: 'AWS_IAM', credentials: { accessKeyId, sessionToken, secretAccessKey: 'guessed' } };
};

const openRoom = 'mutation($input: OpenRoomInput!) { openRoom(input: $input) { id title seats } }';
const pinNotice =
  'mutation($input: PinNoticeInput!) { pinNotice(input: $input) { id roomId text urgency author pinnedAt } }';
const onOwnNotice = 'subscription { onOwnNotice { text } }';
const onNotice = 'subscription($roomId: ID!) { onNotice(roomId: $roomId) { text author } }';

/** What a promise rejects with. */
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error('It succeeded.');
    },
    (error: unknown) => error,
  );

const modes = [
  ['an API key', byKey, { mode: 'API Key Authorization', identity: null }, null],
  [
    'a token',
    byToken,
    { mode: 'Lambda Authorization', identity: { resolverContext: { reader: 'anna' } } },
    'anna',
  ],
  ['a role', byRole, { mode: 'IAM Authorization', identity: expect.anything() }, 'staff'],
] as const;

const refusals = [
  ['an unknown API key', () => byKey('da2-unknown'), 401, 'UnauthorizedException'],
  ['a refused token', () => byToken('stranger'), 401, 'UnauthorizedException'],
  ['a signature with another secret', byForgedRole, 403, 'InvalidSignatureException'],
] as const;

/** How each client tells of an HTTP refusal, and of a handshake that was refused. */
const clients: [
  name: string,
  create: (board: Noticeboard, identity: Identity) => Client,
  refusal: (statusCode: number, errorType: string) => object,
][] = [
  [
    'aws-amplify',
    amplifyClient,
    (statusCode) => ({ errors: [{ message: statusCode === 401 ? 'Unauthorized' : 'Unknown error' }] }),
  ],
  [
    'Apollo Client',
    apolloClient,
    (statusCode, errorType) => ({ statusCode, bodyText: expect.stringContaining(errorType) }),
  ],
];

describe.each(clients)('%s', (name, create, refusal) => {
  const roomId = name.replace(' ', '-');
  const client = (identity: Identity) => create(board, identity);
  const subscribe = async (identity: Identity, document: string, variables: object) => {
    const subscription = await client(identity).subscribe(document, variables);
    listening.push(subscription);
    return subscription;
  };
  const pin = (identity: Identity, input: object) => client(identity).send(pinNotice, { input });

  beforeAll(async () => {
    const opened = await client(byRole()).send(openRoom, { input: { id: roomId, title: 'Attic', seats: 4 } });
    expect(opened).toMatchObject({ openRoom: { id: roomId, title: 'Attic', seats: 4 } });
    await client(byRole()).send(openRoom, { input: { id: `${roomId}-cellar`, title: 'Cellar' } });
  });

  describe.each(modes)('by %s', (_mode, identify, whoAmI, author) => {
    test('queries', async () => {
      const answer = await client(identify()).send('query { whoAmI }');
      expect(JSON.parse(String(Object(answer).whoAmI))).toEqual(whoAmI);
    });

    test('mutates, and is told what a resolver raises', async () => {
      expect(await pin(identify(), { roomId, text: 'Silence, please' })).toMatchObject({
        pinNotice: { roomId, text: 'Silence, please', urgency: 1, author },
      });
      expect(await failureOf(pin(identify(), { roomId: 'nowhere', text: 'Hello?' }))).toMatchObject({
        data: { pinNotice: null },
        errors: [
          {
            message: 'There is no such room.',
            errorType: 'RoomNotFound',
            errorInfo: { roomId: 'nowhere' },
            path: ['pinNotice'],
          },
        ],
      });
    });

    test('hears what is pinned in its room, and nothing else', async () => {
      const subscription = await subscribe(identify(), onNotice, { roomId });
      await pin(identify(), { roomId: `${roomId}-cellar`, text: 'not for this room' });
      await pin(identify(), { roomId, text: 'for this room' });
      expect(await subscription.next()).toMatchObject({ onNotice: { text: 'for this room', author } });
    });
  });

  test('hears what the filter of a resolver lets through', async () => {
    const urgent = 'subscription($atLeast: Int!) { onUrgentNotice(atLeast: $atLeast) { text } }';
    const subscription = await subscribe(byKey(), urgent, { atLeast: 3 });
    await pin(byKey(), { roomId, text: 'calm', urgency: 2 });
    await pin(byKey(), { roomId, text: 'fire', urgency: 5 });
    expect(await subscription.next()).toMatchObject({ onUrgentNotice: { text: 'fire' } });
  });

  test.each(refusals)('with %s is refused, over HTTP and at the socket', async (_what, identify, ...told) => {
    expect(await failureOf(client(identify()).send('query { whoAmI }'))).toMatchObject(refusal(...told));
    const [, errorType] = told;
    expect(await failureOf(client(identify()).subscribe(onNotice, { roomId }))).toMatchObject({
      errors: [{ message: expect.stringMatching(`^Connection failed: .*${errorType}`) }],
    });
  });

  // Last: Amplify closes its connection after it, and waits for seconds before it opens another.
  test('may not do what its role or its token does not allow', async () => {
    const room = await client(byRole('Cleaner')).send('query($id: ID!) { room(id: $id) { title } }', {
      id: roomId,
    });
    expect(room).toMatchObject({ room: { title: 'Attic' } });
    const notAuthorized = (field: string, type: string) => ({
      errors: [{ message: `Not Authorized to access ${field} on type ${type}`, errorType: 'Unauthorized' }],
    });
    for (const identity of [byRole('Cleaner'), byToken('reader-critic')])
      expect(await failureOf(pin(identity, { roomId, text: 'x' }))).toMatchObject(
        notAuthorized('pinNotice', 'Mutation'),
      );
    expect(await failureOf(client(byRole('Cleaner')).subscribe(onNotice, { roomId }))).toMatchObject({
      errors: [
        { message: expect.stringContaining('Not Authorized to access onNotice on type Subscription') },
      ],
    });
  });
});

// Amplify tells nobody: it connects again, and is refused then if it shall be.
test('Apollo Client hears its own notices until it is banned', async () => {
  const roomId = 'Apollo-Client';
  const bo = apolloClient(board, byToken('reader-bo'));
  const subscription = await bo.subscribe(onOwnNotice);
  await apolloClient(board, byToken()).send(pinNotice, { input: { roomId, text: 'by another' } });
  await bo.send(pinNotice, { input: { roomId, text: 'by me' } });
  expect(await subscription.next()).toMatchObject({ onOwnNotice: { text: 'by me' } });
  await apolloClient(board, byRole()).send('mutation { banReader(reader: "bo") }');
  expect(await subscription.ended).toMatchObject({ errors: [{ message: 'Connection closed' }] });
});
