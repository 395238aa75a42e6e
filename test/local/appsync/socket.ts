import WebSocket from 'ws';
import type { RunningApi } from './api-fixture';

/** Where the API is, and the key that a connection shows unless said otherwise. */
export type Address = Pick<RunningApi, 'url' | 'apiKey'>;

export interface Frame {
  type: string;
  id?: string;
  payload?: { data?: unknown; errors?: Record<string, unknown>[]; connectionTimeoutMs?: number };
}

/** A client that speaks the real-time protocol by hand. */
export interface Socket {
  /** Every frame that came, keep-alives aside. */
  readonly frames: Frame[];
  send(frame: object | string): void;
  /** The next frame that fits and was not given before. */
  next(fits: (frame: Frame) => boolean): Promise<Frame>;
  /** Subscribes, and waits until it is told how that went. */
  start(id: string, query: string, options?: StartOptions): Promise<Frame>;
  readonly closed: Promise<number>;
  close(): void;
}

export interface StartOptions {
  variables?: object;
  authorization?: object;
}

export interface OpenOptions {
  /** Credentials of the connection; the API key unless said otherwise. */
  authorization?: object;
  /** How they are sent. */
  by?: 'protocol' | 'query' | 'headers';
}

const base64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Connects without saying anything yet. */
export async function connect(
  api: Address,
  { authorization, by = 'protocol' }: OpenOptions = {},
): Promise<Socket> {
  const { host } = new URL(api.url);
  const credentials = authorization ?? { host, 'x-api-key': api.apiKey };
  const url = `${api.url.replace('http', 'ws')}/realtime`;
  const socket =
    by === 'protocol'
      ? new WebSocket(url, ['graphql-ws', `header-${base64Url(credentials)}`])
      : by === 'query'
        ? new WebSocket(
            `${url}?header=${Buffer.from(JSON.stringify(credentials)).toString('base64')}&payload=e30=`,
            'graphql-ws',
          )
        : new WebSocket(url, 'graphql-ws', { headers: { ...credentials } });

  const frames: Frame[] = [];
  const taken = new Set<Frame>();
  const waiting = new Set<() => void>();
  socket.on('message', (data) => {
    const frame: Frame = JSON.parse(String(data));
    if (frame.type !== 'ka') frames.push(frame);
    for (const look of waiting) look();
  });
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  expect(socket.protocol).toBe('graphql-ws');

  const next: Socket['next'] = (fits) =>
    new Promise((resolve) => {
      const look = () => {
        const found = frames.find((frame) => !taken.has(frame) && fits(frame));
        if (found === undefined) return;
        taken.add(found);
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  const send: Socket['send'] = (frame) =>
    socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  return {
    frames,
    send,
    next,
    closed,
    close: () => socket.terminate(),
    start(id, query, { variables = {}, authorization: own } = {}) {
      const data = JSON.stringify({ query, variables });
      send({ type: 'start', id, payload: { data, extensions: { authorization: own ?? credentials } } });
      return next((frame) => frame.id === id && (frame.type === 'start_ack' || frame.type === 'error'));
    },
  };
}

/** Connects and is acknowledged. */
export async function open(api: Address, options?: OpenOptions): Promise<Socket> {
  const socket = await connect(api, options);
  socket.send({ type: 'connection_init' });
  await socket.next(({ type }) => type === 'connection_ack');
  return socket;
}
