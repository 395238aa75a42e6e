import { once } from 'node:events';
import { createConnection } from 'node:net';
import WebSocket from 'ws';
import { returning, startApi } from './api-fixture';
import type { RunningApi } from './api-fixture';
import { connect, open } from './socket';
import type { Frame, OpenOptions, Socket } from './socket';

/** Whatever one socket does, it gets an answer or loses its connection, and the others get their events. */

const schema = /* GraphQL */ `
  type Message @aws_api_key @aws_lambda {
    roomId: ID
    text: String
    author: String
  }
  type Crowd {
    members: [Message!]
  }
  type Query {
    nothing: String
  }
  type Mutation {
    gather: Crowd
    post(roomId: ID, text: String, author: String): Message
    shout(roomId: ID): Message
  }
  type Subscription {
    onMessage(roomId: ID): Message @aws_subscribe(mutations: ["post", "shout"]) @aws_api_key @aws_lambda
    onCrowd: Crowd @aws_subscribe(mutations: ["gather"])
    onCrowdAfterAnother: Crowd @aws_subscribe(mutations: ["gather"])
  }
`;

const crowd = `const members = []; for (const n of 'x'.repeat(100).split('')) members.push({ roomId: n }); return { members }`;

let api: RunningApi;
const sockets: Socket[] = [];
beforeAll(async () => {
  // The keep-alive of the channel is the clock that these tests move; everything else keeps its own.
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setTimeout',
      'clearTimeout',
    ],
  });
  api = await startApi({
    schema,
    resolvers: {
      'Mutation.post': returning('return ctx.args'),
      'Mutation.gather': returning(crowd),
      'Subscription.onCrowdAfterAnother': returning(crowd),
      'Mutation.shout': returning(`return { ...ctx.args, text: 'x'.repeat(200 * 1024) }`),
    },
    authorizer: `export const handler = async ({ authorizationToken }) => ({
      isAuthorized: authorizationToken !== 'nobody',
      deniedFields: authorizationToken === 'censored' ? ['Message.author'] : [],
    });`,
  });
});
afterAll(async () => {
  jest.useRealTimers();
  await api.close();
});
afterEach(() => {
  api.setNow(undefined);
  sockets.splice(0).forEach((socket) => socket.close());
});

const keep = (socket: Socket) => {
  sockets.push(socket);
  return socket;
};
const opened = async (options?: OpenOptions) => keep(await open(api, options));
const connected = async (options?: OpenOptions) => keep(await connect(api, options));

const onMessage = 'subscription($roomId: ID) { onMessage(roomId: $roomId) { text } }';
const isData = ({ type }: { type: string }) => type === 'data';
async function post(roomId: string, text: string): Promise<void> {
  const query = 'mutation($roomId: ID, $text: String) { post(roomId: $roomId, text: $text) { roomId text } }';
  const { body } = await api.graphql(query, { variables: { roomId, text } });
  expect(body.errors).toBeUndefined();
}

/** Subscribes one more socket, does `harm`, and sees that it hears what is posted then. */
async function besides(roomId: string, harm: () => unknown): Promise<void> {
  const bystander = await opened();
  await bystander.start('bystander', onMessage, { variables: { roomId } });
  await harm();
  await post(roomId, 'heard');
  expect((await bystander.next(isData)).payload).toEqual({ data: { onMessage: { text: 'heard' } } });
}

/** A socket without a reader of JSON, for what is no frame. */
async function bare(): Promise<WebSocket> {
  const credentials = Buffer.from(JSON.stringify({ 'x-api-key': api.apiKey })).toString('base64url');
  const socket = new WebSocket(`${api.url.replace('http', 'ws')}/realtime`, [
    'graphql-ws',
    `header-${credentials}`,
  ]);
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('open', resolve));
  return socket;
}
const closeOf = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));

describe('frames', () => {
  const unknown = {
    type: 'error',
    payload: {
      errors: [
        { errorType: 'UnsupportedOperation', message: 'unknown not supported through the realtime channel' },
      ],
    },
  };
  const payload = { data: JSON.stringify({ query: onMessage }), extensions: { authorization: {} } };
  const nested = `{"type":"start","id":"1","payload":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;

  test.each<[what: string, frame: string]>([
    ['an id that is a number', JSON.stringify({ type: 'start', id: 7, payload })],
    ['an id that is an object', JSON.stringify({ type: 'start', id: { toString: 'x' }, payload })],
    ['an id of 100 000 letters', JSON.stringify({ type: 'start', id: 'x'.repeat(100_000), payload })],
    ['JSON that nests 100 000 deep', nested],
    ['a type that is a list', '{"type":["start"]}'],
    ['a type of the prototype', '{"type":"__proto__","__proto__":{"type":"start"}}'],
    ['NUL', '\u0000'],
  ])('%s makes no sense, and the connection goes on', async (_what, frame) => {
    const socket = await opened();
    socket.send(frame);
    expect(await socket.next(({ type }) => type === 'error')).toMatchObject(unknown);
    expect(await socket.start('1', onMessage)).toEqual({ type: 'start_ack', id: '1' });
  });

  test('bytes are no frame, and a frame over 1 MB ends the connection', async () => {
    await besides('bytes', async () => {
      const socket = await bare();
      const answer = new Promise((resolve) =>
        socket.once('message', (data) => resolve(JSON.parse(String(data)))),
      );
      socket.send(Buffer.from('{"type":"connection_init"}'), { binary: true });
      expect(await answer).toMatchObject(unknown);
      const closed = closeOf(socket);
      socket.send(`{"type":"start","id":"${'x'.repeat(1024 * 1024)}"}`);
      expect(await closed).toBe(1009);
    });
  });

  test('what is no WebSocket frame ends the connection', async () => {
    await besides('garbage', async () => {
      const socket = await bare();
      const closed = closeOf(socket);
      // Reserved bits, and no mask.
      Object(socket)._socket.write(Buffer.from([0xff, 0x05, 1, 2, 3, 4, 5]));
      await closed;
    });
  });

  test('initialising twice is acknowledged twice, and changes nothing', async () => {
    const socket = await opened();
    await socket.start('1', onMessage, { variables: { roomId: 'twice' } });
    socket.send({ type: 'connection_init' });
    await socket.next(({ type }) => type === 'connection_ack');
    await post('twice', 'once');
    await socket.next(isData);
    expect(socket.frames.filter(isData)).toHaveLength(1);
  });

  test('a flood of starts and stops is answered one by one, with 100 subscriptions at most', async () => {
    await besides('flood', async () => {
      const socket = await bare();
      const counted = new Map<string, number>();
      const answered = new Promise<void>((resolve) => {
        let left = 2000;
        socket.on('message', (text) => {
          const { type, payload: told }: Frame = JSON.parse(String(text));
          const kind = String(told?.errors?.[0]?.['errorType'] ?? type);
          counted.set(kind, (counted.get(kind) ?? 0) + 1);
          if (--left === 0) resolve();
        });
      });
      const authorization = { 'x-api-key': api.apiKey };
      const start = { ...payload, extensions: { authorization } };
      const ids = Array.from({ length: 1000 }, (_, n) => `s${n}`);
      for (const id of ids) socket.send(JSON.stringify({ type: 'start', id, payload: start }));
      while ((counted.get('start_ack') ?? 0) < 100) await new Promise((resolve) => setImmediate(resolve));
      for (const id of ids) socket.send(JSON.stringify({ type: 'stop', id }));
      await answered;
      socket.terminate();
      expect(Object.fromEntries(counted)).toEqual({
        start_ack: 100,
        MaxSubscriptionsReachedError: 900,
        complete: 100,
        UnknownOperationError: 900,
      });
    });
  });
});

describe('time', () => {
  const minutes = (count: number) => {
    api.setNow(new Date(Date.now() + count * 60_000));
    jest.advanceTimersByTime(60_000);
  };
  const keepAlives = (socket: WebSocket) => {
    const heard: string[] = [];
    socket.on('message', (data) => heard.push(JSON.parse(String(data)).type));
    return heard;
  };

  test('who is acknowledged hears a keep-alive each minute', async () => {
    const socket = await bare();
    const heard = keepAlives(socket);
    socket.send('{"type":"connection_init"}');
    while (heard.length < 2) await new Promise((resolve) => setImmediate(resolve));
    for (const minute of [1, 2]) minutes(minute);
    while (heard.length < 4) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual(['connection_ack', 'ka', 'ka', 'ka']);
    socket.terminate();
  });

  test.each<[who: string, authorization: object | undefined]>([
    ['with good credentials', undefined],
    ['with bad ones', { 'x-api-key': 'da2-no' }],
  ])('who says nothing loses the connection, %s', async (_who, authorization) => {
    const silent = await connected(authorization === undefined ? {} : { authorization });
    minutes(1);
    expect(await silent.closed).toBe(1008);
  });

  test('who subscribes without initialising stays', async () => {
    const socket = await connected();
    await socket.start('1', onMessage, { variables: { roomId: 'stays' } });
    minutes(1);
    await post('stays', 'still here');
    expect((await socket.next(isData)).payload).toEqual({ data: { onMessage: { text: 'still here' } } });
  });

  test('a connection ends after a day', async () => {
    const socket = await opened();
    minutes(24 * 60);
    expect(await socket.closed).toBe(1001);
  });
});

test('what a subscriber selects is bounded, of a document and of the lists of an event', async () => {
  const socket = await opened();
  const aliases = (count: number) => Array.from({ length: count }, (_, n) => `a${n}: roomId`).join(' ');
  expect(await socket.start('1', `subscription { onMessage { ${aliases(2000)} } }`)).toMatchObject({
    payload: { errors: [{ message: 'A subscription selects 2000 fields at most.' }] },
  });
  await socket.start('2', `subscription { onCrowd { members { ${aliases(1000)} } } }`);
  await socket.start('3', `subscription { onCrowd { members { ${aliases(10)} } } }`);
  await api.graphql('mutation { gather { members { roomId } } }');
  const [much, little] = [await socket.next(isData), await socket.next(isData)];
  expect(much).toMatchObject({
    id: '2',
    payload: { data: { onCrowd: { members: null } }, errors: [{ errorType: 'PayloadTooLarge' }] },
  });
  expect(Object(little.payload?.data).onCrowd.members).toHaveLength(100);
});

test('what a resolver answers when a subscription starts takes nothing of the room of its events', async () => {
  const socket = keep(await connect(api));
  const aliases = Array.from({ length: 80 }, (_, n) => `a${n}: roomId`).join(' ');
  await socket.start('1', `subscription { onCrowdAfterAnother { members { ${aliases} } } }`);
  await api.graphql('mutation { gather { members { roomId } } }');
  const { payload } = await socket.next(isData);
  expect(payload?.errors).toBeUndefined();
  expect(Object(payload?.data).onCrowdAfterAnother.members).toHaveLength(100);
});

test('an upgrade that is refused, and whose client is gone by then, harms nobody', async () => {
  await besides('reset', async () => {
    const { hostname, port } = new URL(api.url);
    const head = 'GET /nowhere HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n';
    const reset = () =>
      new Promise<void>((resolve) => {
        const socket = createConnection(Number(port), hostname, () => {
          socket.write(head, () => {
            socket.resetAndDestroy();
            resolve();
          });
        });
      });
    await Promise.all(Array.from({ length: 50 }, reset));
    const staying = createConnection(Number(port), hostname, () => staying.write(head));
    staying.resume();
    await once(staying, 'close');
  });
});

test('1000 sockets hear of one event, each by its own id, and what one may not see is left out for it alone', async () => {
  const query = 'subscription($roomId: ID) { onMessage(roomId: $roomId) { text author } }';
  const join = async (n: number) => {
    const host = 'x';
    const authorization =
      n % 500 === 1
        ? { host, Authorization: 'censored' }
        : n % 500 === 2
          ? { host, Authorization: 'reader' }
          : { host, 'x-api-key': api.apiKey };
    const socket = await connected({ authorization });
    await socket.start(`id-${n}`, query, { variables: { roomId: 'hall' } });
    return socket;
  };
  const crowd = await Promise.all(Array.from({ length: 1000 }, (_, n) => join(n)));
  await api.graphql(
    'mutation { post(roomId: "hall", text: "hear, hear", author: "anna") { roomId text author } }',
  );
  const frames = await Promise.all(crowd.map((socket) => socket.next(isData)));
  frames.forEach(({ id, payload }, n) => {
    const author = n % 500 === 1 ? null : 'anna';
    expect({ id, data: payload?.data }).toEqual({
      id: `id-${n}`,
      data: { onMessage: { text: 'hear, hear', author } },
    });
  });
});

test('who does not read loses the connection, and the others hear everything', async () => {
  const slow = await bare();
  const extensions = { authorization: { 'x-api-key': api.apiKey } };
  const data = JSON.stringify({ query: onMessage, variables: { roomId: 'slow' } });
  slow.send(JSON.stringify({ type: 'start', id: '1', payload: { data, extensions } }));
  await new Promise((resolve) => slow.once('message', resolve));
  const closed = closeOf(slow);
  slow.pause();
  const reader = await opened();
  await reader.start('1', onMessage, { variables: { roomId: 'slow' } });
  const names = Array.from({ length: 10 }, (_, n) => `m${n}`);
  const mutation = names.map((name) => `${name}: shout(roomId: "slow") { roomId text }`).join(' ');
  // More than the connection's buffers on both sides hold.
  for (let round = 0; round < 10; round++) {
    await api.graphql(`mutation { ${mutation} }`);
    for (let event = 0; event < names.length; event++) await reader.next(isData);
  }
  slow.resume();
  expect(await closed).toBe(1006);
});

test('an event does not reach who has gone', async () => {
  await besides('gone', async () => {
    const leaving = await Promise.all(Array.from({ length: 20 }, () => opened()));
    await Promise.all(
      leaving.map((socket) => socket.start('1', onMessage, { variables: { roomId: 'gone' } })),
    );
    for (const socket of leaving) socket.close();
  });
});
