import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import WebSocket, { WebSocketServer } from 'ws';
import { subscribe } from '../../../local/front-door/realtime';
import type { Authorize } from '../../../local/front-door/realtime';
import { signatureFor } from '../../../local/front-door/sign';
import { returning, startApi } from '../appsync/api-fixture';
import type { RunningApi } from '../appsync/api-fixture';
import { role } from '../template-cloud';

const data = (query: string) => JSON.stringify({ query });
const onSaid = data('subscription { onSaid(room: "a") { room text } }');

/** What a subscription told, and how to wait for more. */
function follow(options: Omit<Parameters<typeof subscribe>[0], 'connect'>) {
  const told: unknown[] = [];
  const waiting = new Set<() => void>();
  const tell = (what: unknown) => {
    told.push(what);
    for (const look of waiting) look();
  };
  const end = subscribe(
    { ...options, connect: (url, protocols) => new WebSocket(url, protocols) },
    {
      started: () => tell('started'),
      next: tell,
      error: ({ message }) => tell(message),
      complete: () => tell('complete'),
    },
  );
  const heard = (count: number) =>
    new Promise<unknown[]>((resolve) => {
      const look = () => void (told.length >= count && resolve(told));
      waiting.add(look);
      look();
    });
  return { told, end, heard };
}

describe('the console subscribes', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi({
      schema: `
        type Query { nothing: String }
        type Mutation { say(room: String!, text: String!): Said }
        type Subscription @aws_api_key @aws_iam @aws_lambda {
          onSaid(room: String): Said @aws_subscribe(mutations: ["say"])
        }
        type Said @aws_api_key @aws_iam @aws_lambda { room: String text: String }`,
      resolvers: { 'Mutation.say': returning('return ctx.args') },
      more: {
        Listener: role([{ Effect: 'Allow', Action: 'appsync:GraphQL', Resource: '*' }]),
        Stranger: role([
          { Effect: 'Allow', Action: 'appsync:GraphQL', Resource: 'arn:aws:appsync:*:*:apis/other/*' },
        ]),
      },
    });
  });
  afterAll(() => api.close());

  const host = () => new URL(api.url).host;
  const signedAs =
    (as: () => string): Authorize =>
    (path, body) =>
      signatureFor(api.cloud, host(), { as: as(), path, body });
  const byKey: Authorize = async () => ({ host: host(), 'x-api-key': api.apiKey });
  const roleArn = (logicalId: string) => api.cloud.stack.attribute(logicalId, 'Arn');
  const following = (authorize: Authorize, operation = onSaid) =>
    follow({ url: `${api.url.replace('http', 'ws')}/realtime`, authorize, data: operation });
  const say = (text: string) => api.graphql(`mutation { say(room: "a", text: "${text}") { room text } }`);

  test.each<[string, Authorize]>([
    ['by API key', byKey],
    ['with a token', async () => ({ host: host(), authorization: 'guest-a' })],
    ['as the operator', signedAs(() => 'operator')],
    ['as a role that may', signedAs(() => roleArn('Listener'))],
  ])('%s, and receives what is said until it stops', async (_name, authorize) => {
    const { told, end, heard } = following(authorize);
    await heard(1);
    await say('hej');
    await heard(2);
    end();
    await say('unheard');

    expect(told).toEqual(['started', { data: { onSaid: { room: 'a', text: 'hej' } } }]);
  });

  test.each<[string, Authorize, string, object]>([
    ['as a role that may not', signedAs(() => roleArn('Stranger')), onSaid, { errorType: 'Unauthorized' }],
    [
      'with an unknown key',
      async () => ({ host: host(), 'x-api-key': 'da2-unknown' }),
      onSaid,
      { errorType: 'UnauthorizedException', errorCode: 401 },
    ],
    [
      'to what is not there',
      byKey,
      data('subscription { onNothing }'),
      { message: expect.stringContaining('onNothing') },
    ],
  ])('%s, and is shown the refusal', async (_name, authorize, operation, error) => {
    const { heard } = following(authorize, operation);

    expect(await heard(2)).toEqual([{ errors: [expect.objectContaining(error)] }, 'complete']);
  });

  test('and says so when its request cannot be signed', async () => {
    const { heard } = following(signedAs(() => 'arn:aws:iam::111122223333:role/none'));

    expect(await heard(1)).toEqual([expect.stringContaining('The template has no role')]);
  });
});

describe('a service', () => {
  /** Sends the frames in answer to connection_init, and then does what it is told. */
  async function service(frames: string[], then: (socket: WebSocket) => void = () => {}) {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    const received: string[] = [];
    const left = new Promise<void>((resolve) =>
      sockets.on('connection', (socket) => {
        socket.once('message', () => {
          for (const frame of frames) socket.send(frame);
          then(socket);
        });
        socket.on('message', (frame) => received.push(JSON.parse(String(frame)).type));
        socket.on('close', resolve);
      }),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      received,
      left,
      following: follow({ url: `ws://127.0.0.1:${port}`, authorize: async () => ({}), data: onSaid }),
      close: () => {
        for (const client of sockets.clients) client.terminate();
        server.close();
      },
    };
  }

  test.each<[string, string[], ((socket: WebSocket) => void) | undefined, string]>([
    ['closes', [], (socket) => socket.close(), 'The service closed the connection.'],
    [
      'is silent for longer than it promised',
      ['{"type":"connection_ack","payload":{"connectionTimeoutMs":20}}'],
      undefined,
      'The service was silent for 20 ms.',
    ],
    ['sends what is not JSON', ['{'], undefined, 'JSON'],
  ])('that %s is given up, once', async (_name, frames, then, message) => {
    const { following, close } = await service(frames, then);
    const told = await following.heard(1);
    close();
    await new Promise((resolve) => setImmediate(resolve));

    expect(told).toEqual([expect.stringContaining(message)]);
  });

  test('is told when nobody listens any more', async () => {
    const frames = [
      '{"type":"connection_ack","payload":{"connectionTimeoutMs":60000}}',
      '{"type":"start_ack"}',
    ];
    const { following, close, received, left } = await service(frames);
    await following.heard(1);
    following.end();
    await left;
    close();

    expect(received).toEqual(['connection_init', 'start', 'stop']);
    expect(following.told).toEqual(['started']);
  });
});
