import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import { ConsoleLogger } from 'aws-amplify/utils';
import WebSocket from 'ws';
import { returning, startApi } from './api-fixture';
import type { RunningApi } from './api-fixture';

const schema = /* GraphQL */ `
  type Message @aws_api_key @aws_iam @aws_lambda {
    id: ID!
    roomId: ID!
    text: String
  }
  type Query {
    whoAmI: AWSJSON @aws_api_key @aws_iam @aws_lambda
    fails: String @aws_api_key
  }
  type Mutation {
    post(roomId: ID!, text: String): Message @aws_api_key @aws_iam @aws_lambda
  }
  type Subscription {
    onMessage(roomId: ID!): Message @aws_subscribe(mutations: ["post"]) @aws_api_key @aws_iam @aws_lambda
    onVault(roomId: ID!): Message @aws_subscribe(mutations: ["post"]) @aws_api_key @aws_iam @aws_lambda
  }
`;

interface Event {
  data: { onMessage?: { text: string } };
}

let api: RunningApi;
const native = { WebSocket: globalThis.WebSocket, setTimeout: globalThis.setTimeout };
beforeAll(async () => {
  ConsoleLogger.LOG_LEVEL = 'NONE';
  // Node 20 has no WebSocket of its own; browsers and later versions do.
  // And the client leaves a timer of 15 s behind each connection, which must not hold the process.
  const timer = (...given: Parameters<typeof setTimeout>) => native.setTimeout(...given).unref();
  Object.assign(globalThis, { WebSocket, setTimeout: timer });
  api = await startApi({
    schema,
    resolvers: {
      'Query.whoAmI': returning('return { mode: util.authType(), identity: ctx.identity }'),
      'Query.fails': returning(`util.error('Closed for today', 'RoomClosed', null, { opens: 'tomorrow' })`),
      'Mutation.post': returning('return { id: util.autoId(), ...ctx.args }'),
      'Subscription.onVault': returning('util.unauthorized()'),
    },
  });
  const credentials = api.cloud.iam.operator;
  Amplify.configure(
    {
      API: {
        GraphQL: {
          // An upper-case scheme keeps the client from turning plain HTTP into wss.
          endpoint: api.url.replace('http:', 'HTTP:'),
          region: api.cloud.region,
          defaultAuthMode: 'apiKey',
          apiKey: api.apiKey,
        },
      },
    },
    {
      Auth: {
        credentialsProvider: {
          getCredentialsAndIdentityId: () => Promise.resolve({ credentials }),
          clearCredentialsAndIdentityId: () => {},
        },
      },
    },
  );
});
afterAll(async () => {
  await api.close();
  Object.assign(globalThis, native);
});

const client = generateClient();
type Mode = { authMode: 'apiKey' | 'iam' } | { authMode: 'lambda'; authToken: string };
const modes: [name: string, mode: Mode, identity: unknown][] = [
  ['apiKey', { authMode: 'apiKey' }, { mode: 'API Key Authorization', identity: null }],
  ['iam', { authMode: 'iam' }, expect.objectContaining({ mode: 'IAM Authorization' })],
  [
    'lambda',
    { authMode: 'lambda', authToken: 'guest-anna' },
    { mode: 'Lambda Authorization', identity: { resolverContext: { guest: 'anna' } } },
  ],
];

describe.each(modes)('the unmodified Amplify client, by %s', (_name, mode, identity) => {
  test('queries', async () => {
    const result: unknown = await client.graphql({ query: '{ whoAmI }', ...mode });
    expect(JSON.parse(Object(result).data.whoAmI)).toEqual(identity);
  });

  test('subscribes, and hears of the mutations in its room', async () => {
    const heard: string[] = [];
    const query = 'subscription($roomId: ID!) { onMessage(roomId: $roomId) { text } }';
    const events = client.graphql({ query, variables: { roomId: 'attic' }, ...mode });
    if (!('subscribe' in events)) throw new Error('This is no subscription.');
    let firstHeard: () => void = () => {};
    const first = new Promise<void>((resolve) => (firstHeard = resolve));
    const subscription = events.subscribe({
      next: (event) => {
        const { data }: Event = Object(event);
        heard.push(data.onMessage?.text ?? '');
        firstHeard();
      },
      error: (error: unknown) => heard.push(JSON.stringify(error)),
    });
    const post = (roomId: string, text: string) =>
      client.graphql({
        query:
          'mutation($roomId: ID!, $text: String) { post(roomId: $roomId, text: $text) { id roomId text } }',
        variables: { roomId, text },
        ...mode,
      });
    // The client does not say when it is ready: the first messages may come too early.
    const knocking = setInterval(() => void post('attic', 'knock'), 50);
    await first;
    clearInterval(knocking);
    await post('cellar', 'not for us');
    await post('attic', 'last');
    while (!heard.includes('last')) await new Promise((resolve) => setTimeout(resolve, 5));
    subscription.unsubscribe();
    expect(new Set(heard)).toEqual(new Set(['knock', 'last']));
  });
});

test('errors reach the client with their type and info', async () => {
  const failure: unknown = await Promise.resolve(client.graphql({ query: '{ fails }' })).catch(
    (error: unknown) => error,
  );
  expect(failure).toMatchObject({
    data: { fails: null },
    errors: [
      {
        message: 'Closed for today',
        errorType: 'RoomClosed',
        errorInfo: { opens: 'tomorrow' },
        path: ['fails'],
      },
    ],
  });
});

test('a refused token is an UnauthorizedException to the client', async () => {
  const attempt = client.graphql({ query: '{ whoAmI }', authMode: 'lambda', authToken: 'stranger' });
  const failure: unknown = await Promise.resolve(attempt).catch((error: unknown) => error);
  expect(JSON.stringify(failure)).toContain('Unauthorized');
});

// Last: the client then closes its connection, and waits for seconds before it opens another.
test('the client is told when a subscription is refused', async () => {
  const events = client.graphql({ query: 'subscription { onVault(roomId: "vault") { text } }' });
  if (!('subscribe' in events)) throw new Error('This is no subscription.');
  const refused = await new Promise((resolve) => events.subscribe({ next: () => {}, error: resolve }));
  expect(JSON.stringify(refused)).toContain('Not Authorized to access onVault on type Subscription');
});
