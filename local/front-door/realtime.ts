/** One subscription over AppSync's real-time protocol (developer guide, "Building a real-time WebSocket client"). */

/** What of a WebSocket is used; the browser's own has it. */
export interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'close', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

/** The headers, `host` among them, that prove who asks: for the opening of the connection, or for an operation. */
export type Authorize = (
  path: '/graphql' | '/graphql/connect',
  body: string,
) => Promise<Record<string, string>>;

export interface SubscriptionOptions {
  /** `ws://…/graphql/realtime`. */
  url: string;
  connect(url: string, protocols: string[]): Socket;
  authorize: Authorize;
  /** The operation, as JSON `{query, variables}`. */
  data: string;
}

export interface Observer {
  /** The service will send events from now on. */
  started(): void;
  /** An event, or a refusal: `{data}` or `{errors}`. */
  next(payload: unknown): void;
  error(error: Error): void;
  complete(): void;
}

interface Frame {
  type: string;
  payload?: { errors?: unknown; connectionTimeoutMs?: number };
}

/** A connection has this one subscription only. */
const id = 'subscription';

/** Subscribes, and tells the observer how it goes until it ends. The function returned ends it. */
export function subscribe(
  { url, connect, authorize, data }: SubscriptionOptions,
  observer: Observer,
): () => void {
  let socket: Socket | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let patienceMs: number | undefined;
  let ended = false;

  /** The first to end it has the last word. */
  const end = (tell?: () => void) => {
    if (ended) return;
    ended = true;
    clearTimeout(silence);
    socket?.close();
    tell?.();
  };
  const fail = (error: unknown) =>
    end(() => observer.error(error instanceof Error ? error : new Error(String(error))));
  const listen = () => {
    clearTimeout(silence);
    const tooLong = () => fail(new Error(`The service was silent for ${patienceMs} ms.`));
    if (patienceMs !== undefined && !ended) silence = setTimeout(tooLong, patienceMs);
  };
  const send = (frame: object) => {
    if (!ended) socket?.send(JSON.stringify(frame));
  };
  const start = async () => {
    const authorization = await authorize('/graphql', data);
    send({ type: 'start', id, payload: { data, extensions: { authorization } } });
  };

  const receive = ({ type, payload }: Frame) => {
    if (ended) return;
    listen();
    switch (type) {
      case 'connection_ack':
        patienceMs = payload?.connectionTimeoutMs;
        listen();
        return void start().catch(fail);
      case 'start_ack':
        return observer.started();
      case 'data':
        return observer.next(payload);
      case 'error':
      case 'connection_error':
        observer.next({ errors: payload?.errors });
        return end(() => observer.complete());
      case 'complete':
        return end(() => observer.complete());
    }
  };

  const open = async () => {
    const header = JSON.stringify(await authorize('/graphql/connect', '{}'));
    if (ended) return;
    socket = connect(url, ['graphql-ws', `header-${base64Url(header)}`]);
    socket.addEventListener('open', () => send({ type: 'connection_init' }));
    socket.addEventListener('message', (event) => {
      try {
        receive(JSON.parse(String(event.data)));
      } catch (error) {
        fail(error);
      }
    });
    socket.addEventListener('close', () => fail(new Error('The service closed the connection.')));
  };
  void open().catch(fail);
  return () => {
    send({ type: 'stop', id });
    end();
  };
}

/** Without padding, which a sub-protocol's name may not have. */
function base64Url(text: string): string {
  const bytes = String.fromCharCode(...new TextEncoder().encode(text));
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
