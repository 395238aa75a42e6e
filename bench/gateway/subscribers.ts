import { once } from 'node:events';
import WebSocket from 'ws';
import type { Note } from './notes';
import { quantile } from './quantile';

/** Subscribers on a socket each, and events for all of them. */
export interface FanOutTask {
  url: string;
  /** Of the API; without one the server is the plain socket, which knows no protocol. */
  apiKey?: string;
  subscribers: number;
  events: Note[];
}

export interface FanOutResult {
  /** From the call of the mutation to the arrival of its event at a subscriber. */
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  /** Arrivals that there should have been and were not. */
  lost: number;
}

/** In milliseconds: what has not come by then is lost. */
const patience = 5_000;
/** Sockets that are being opened at once. */
const openedAtOnce = 50;

/** Subscribers are not all alike: each takes the next of these selections. */
const selections = ['id text', 'id author title', 'id title stars tags', 'id author title text stars tags'];
const everything = selections.at(-1) ?? '';

async function subscribe({ url, apiKey }: FanOutTask, index: number, author: string): Promise<WebSocket> {
  if (apiKey === undefined) {
    const plain = new WebSocket(url.replace('http', 'ws'));
    await once(plain, 'open');
    return plain;
  }
  const authorization = { host: new URL(url).host, 'x-api-key': apiKey };
  const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
  const socket = new WebSocket(`${url.replace('http', 'ws')}/realtime`, ['graphql-ws', `header-${header}`]);
  await once(socket, 'open');
  const query = `subscription ($author: String) { onPosted(author: $author) { ${selections[index % selections.length]} } }`;
  const data = JSON.stringify({ query, variables: { author } });
  socket.send(JSON.stringify({ type: 'connection_init' }));
  socket.send(
    JSON.stringify({
      type: 'start',
      id: `subscriber-${index}`,
      payload: { data, extensions: { authorization } },
    }),
  );
  await new Promise<void>((resolve, reject) => {
    socket.on('message', function wait(frame: Buffer) {
      const { type }: { type?: string } = JSON.parse(frame.toString());
      if (type === 'start_ack') resolve();
      else if (type === 'error' || type === 'connection_error') reject(new Error(frame.toString()));
      else return;
      socket.off('message', wait);
    });
  });
  return socket;
}

/** Posts a note and resolves once every subscriber has it, or patience has run out. */
async function post({ url, apiKey }: FanOutTask, note: Note, allThere: Promise<void>): Promise<void> {
  const query = `mutation ($note: NoteInput!) { post(note: $note) { ${everything} } }`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(apiKey === undefined ? {} : { 'x-api-key': apiKey }) },
    body: JSON.stringify(
      apiKey === undefined
        ? { id: 'subscriber-0', type: 'data', payload: { data: { onPosted: note } } }
        : { query, variables: { note } },
    ),
  });
  const answer = await response.text();
  if (response.status !== 200 || answer.includes('"errors"'))
    throw new Error(`The mutation failed: ${answer}`);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, patience)));
  await Promise.race([allThere, late]);
  clearTimeout(timer);
}

async function fanOut(task: FanOutTask): Promise<FanOutResult> {
  const [first, ...measured] = task.events;
  const sockets: WebSocket[] = [];
  while (sockets.length < task.subscribers)
    sockets.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(openedAtOnce, task.subscribers - sockets.length) }, (_, index) =>
          subscribe(task, sockets.length + index, first?.author ?? ''),
        ),
      )),
    );

  let begun = 0;
  let arrivals = new Map<WebSocket, number>();
  let allThere = () => {};
  let awaited = '';
  for (const socket of sockets)
    socket.on('message', (frame: Buffer) => {
      const arrived = performance.now();
      // Keep-alives carry no note.
      if (!frame.includes(awaited) || arrivals.has(socket)) return;
      arrivals.set(socket, arrived - begun);
      if (arrivals.size === sockets.length) allThere();
    });

  const all: number[] = [];
  let lost = 0;
  // The first event warms up.
  for (const note of first === undefined ? [] : [first, ...measured]) {
    arrivals = new Map();
    awaited = note.id;
    const complete = new Promise<void>((resolve) => (allThere = resolve));
    begun = performance.now();
    await post(task, { ...note, author: first?.author ?? '' }, complete);
    if (note === first) continue;
    all.push(...arrivals.values());
    lost += sockets.length - arrivals.size;
  }
  for (const socket of sockets) socket.terminate();
  return { p50Ms: quantile(all, 0.5), p99Ms: quantile(all, 0.99), maxMs: quantile(all, 1), lost };
}

process.on('message', (task: FanOutTask) => {
  void fanOut(task).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
process.send?.({});
