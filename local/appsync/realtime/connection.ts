import type { RawData, WebSocket } from 'ws';
import { newRequestId } from '../../http';
import { newTraceRoot } from '../../trace';
import type { AuthorizedCaller, Peer, RequestHeaders } from '../auth/caller';
import type { Engine, RequestNote } from '../engine';
import { AppSyncError, refusalOf, RequestRefusal } from '../errors';
import { isObject, parseObject } from '../json';
import type { JsonObject } from '../json';
import {
  connectionTimeoutMs,
  largestPayload,
  largestStart,
  longestId,
  longestLifeMs,
  mostSubscriptions,
  silenceMs,
} from './frames';
import type { FrameError, ServerFrame } from './frames';
import { plainHeaders } from './handshake';
import type { Subscription } from './registry';
import { subscribe, unsupported } from './subscribe';
import type { SubscribeResult } from './subscribe';

/** What may wait unread for a client, in bytes; a slower reader loses its connection. */
const largestBacklog = 8 * 1024 * 1024;

export interface ConnectionOptions {
  /** The engine as it is now: a connection outlives templates. */
  engine: () => Engine;
  socket: WebSocket;
  peer: Peer;
  /** Whom the handshake's credentials belong to. */
  admission: Promise<AuthorizedCaller>;
}

/** One WebSocket connection: its frames, and its subscriptions. */
export class RealtimeConnection {
  readonly #engine: () => Engine;
  readonly #socket: WebSocket;
  readonly #peer: Peer;
  readonly #admission: Promise<{ caller: AuthorizedCaller } | { refusal: RequestRefusal }>;
  /** By id; a symbol of its own holds the place of one that is being registered. */
  readonly #subscriptions = new Map<string, Subscription | symbol>();
  readonly #openedAt: number;
  /** Whether the client was acknowledged anything: the connection, or a subscription. */
  #established = false;

  constructor({ engine, socket, peer, admission }: ConnectionOptions) {
    this.#engine = engine;
    this.#socket = socket;
    this.#peer = peer;
    this.#openedAt = engine().cloud.now().getTime();
    this.#admission = admission.then(
      (caller) => ({ caller }),
      (error: unknown) => ({ refusal: refusalOf(error) }),
    );
    socket.on('message', (data: RawData, isBinary: boolean) => void this.#receive(data, isBinary));
    socket.on('close', () => this.#forgetAll());
    // The close event follows.
    socket.on('error', () => {});
  }

  /** The keep-alive, unless it is time for the connection to end. */
  tend(): void {
    const age = this.#engine().cloud.now().getTime() - this.#openedAt;
    if (age >= longestLifeMs) this.#socket.close(1001, 'The connection is a day old.');
    else if (this.#established) this.#send({ type: 'ka' });
    else if (age >= silenceMs) this.#socket.close(1008, 'The connection was not initialised.');
  }

  async #receive(data: RawData, isBinary: boolean): Promise<void> {
    const frame = isBinary ? undefined : parseObject(String(data));
    const id = frame !== undefined && typeof frame['id'] === 'string' ? frame['id'] : '';
    try {
      switch (frame?.['type']) {
        case 'connection_init':
          return await this.#initialise();
        case 'start':
          return await this.#start(id, frame['payload']);
        case 'stop':
          return this.#stop(id);
        default:
          this.#refuse(id, [unsupported('unknown')]);
      }
    } catch (error) {
      const { errorType, message } = refusalOf(error);
      this.#refuse(id, [{ errorType, message }]);
    }
  }

  async #initialise(): Promise<void> {
    const admission = await this.#admission;
    if ('refusal' in admission) {
      const { errorType, statusCode, message } = admission.refusal;
      this.#send({
        type: 'connection_error',
        payload: { errors: [{ errorType, message, errorCode: statusCode }] },
      });
      return this.#socket.close();
    }
    this.#established = true;
    this.#send({ type: 'connection_ack', payload: { connectionTimeoutMs } });
    this.#send({ type: 'ka' });
  }

  async #start(id: string, payload: unknown): Promise<void> {
    const started = performance.now();
    const requestId = newRequestId();
    const traceId = newTraceRoot(this.#engine().cloud.now());
    const note: RequestNote = { operation: 'start', caller: 'unknown', outcome: '200', traceId };
    const refused = await this.#register(id, payload, requestId, note);
    if (refused !== undefined) {
      this.#refuse(id, refused);
      note.outcome = refused[0]?.errorType ?? 'ValidationError';
    }
    const { cloud, api } = this.#engine();
    cloud.record({
      service: 'appsync',
      resource: api.arn,
      durationMs: performance.now() - started,
      requestId,
      ...note,
    });
  }

  /** Resolves to what the client is told when it may not subscribe. */
  async #register(
    id: string,
    payload: unknown,
    requestId: string,
    note: RequestNote,
  ): Promise<FrameError[] | undefined> {
    const request = readStart(payload);
    if (id === '' || id.length > longestId || request === undefined) return [unsupported('unknown')];
    if (this.#subscriptions.has(id))
      return [{ errorType: 'DuplicatedOperationError', message: `Duplicated operation id '${id}'` }];
    if (this.#subscriptions.size >= mostSubscriptions) {
      const message = `Max number of ${mostSubscriptions} subscriptions reached`;
      return [{ errorType: 'MaxSubscriptionsReachedError', message }];
    }
    if (request.data.length > largestStart) {
      const message = `The data of a subscription are larger than ${largestStart} characters`;
      return [{ errorType: 'LimitExceededError', message }];
    }
    const place = Symbol(id);
    this.#subscriptions.set(id, place);
    const result = await this.#subscribe(request, requestId, note);
    // The client may have gone, or have stopped it, in the meantime.
    if (this.#subscriptions.get(id) !== place) return undefined;
    if ('refused' in result) {
      this.#subscriptions.delete(id);
      return result.refused;
    }
    const { view } = result.subscribed;
    const subscription: Subscription = {
      ...result.subscribed,
      deliver: (delivery) => this.#deliver(id, delivery.payload(view)),
      end: () => this.#end(id),
    };
    this.#established = true;
    this.#subscriptions.set(id, subscription);
    this.#engine().registry.add(subscription);
    this.#send({ type: 'start_ack', id });
    return undefined;
  }

  async #subscribe(request: StartRequest, requestId: string, note: RequestNote): Promise<SubscribeResult> {
    const { query, operationName, variables, data, headers } = request;
    const { traceId } = note;
    const engine = this.#engine();
    try {
      const admission = await this.#admission;
      if ('refusal' in admission) throw admission.refusal;
      const caller = await engine.authenticate({
        requestId,
        headers,
        traceId,
        peer: this.#peer,
        queryString: query,
        operationName,
        variables,
        signed: () => ({ method: 'POST', path: '/graphql', query: '', headers, body: Buffer.from(data) }),
      });
      note.caller = caller.name;
      const input = { requestId, traceId, query, operationName, variables, caller, headers };
      const { decisions, ...result } = await subscribe(engine, input);
      if (decisions !== undefined && decisions.size > 0) note.decision = [...decisions].join('; ');
      if ('subscribed' in result) note.operation = `start ${result.subscribed.fieldName}`;
      return result;
    } catch (error) {
      const { errorType, message } = error instanceof AppSyncError ? error : refusalOf(error);
      note.decision = (error instanceof RequestRefusal ? error.decision : undefined) ?? message;
      return { refused: [{ errorType, message }] };
    }
  }

  #stop(id: string): void {
    if (!this.#subscriptions.has(id))
      return this.#refuse(id, [
        { errorType: 'UnknownOperationError', message: `Unknown operation id '${id}'` },
      ]);
    this.#forget(id);
    this.#send({ type: 'complete', id });
  }

  /** Invalidated: AppSync ends the subscription and closes the connection. */
  #end(id: string): void {
    this.#forget(id);
    this.#send({ type: 'complete', id });
    this.#socket.close();
  }

  #deliver(id: string, payload: string): void {
    if (Buffer.byteLength(payload) > largestPayload) {
      const { cloud, api } = this.#engine();
      cloud.record({
        service: 'appsync',
        operation: 'deliver',
        caller: 'subscriber',
        resource: api.arn,
        outcome: 'PayloadTooLarge',
        decision: `the event is over ${largestPayload} bytes and was not delivered`,
        durationMs: 0,
        requestId: newRequestId(),
      });
      return;
    }
    this.#sendText(`{"type":"data","id":${JSON.stringify(id)},"payload":${payload}}`);
  }

  #refuse(id: string, errors: FrameError[]): void {
    this.#send({ type: 'error', id, payload: { errors } });
  }

  #send(frame: ServerFrame): void {
    this.#sendText(JSON.stringify(frame));
  }

  #sendText(text: string): void {
    if (this.#socket.readyState !== this.#socket.OPEN) return;
    if (this.#socket.bufferedAmount > largestBacklog) return this.#socket.terminate();
    this.#socket.send(text);
  }

  #forget(id: string): void {
    const subscription = this.#subscriptions.get(id);
    this.#subscriptions.delete(id);
    if (typeof subscription === 'object') this.#engine().registry.remove(subscription);
  }

  #forgetAll(): void {
    for (const id of [...this.#subscriptions.keys()]) this.#forget(id);
  }
}

interface StartRequest {
  query: string;
  operationName: string | undefined;
  variables: JsonObject;
  /** The text that an IAM signature covers. */
  data: string;
  headers: RequestHeaders;
}

/** The payload of a `start` frame, or undefined when it does not have AppSync's form. */
function readStart(payload: unknown): StartRequest | undefined {
  const { data, extensions } = isObject(payload) ? payload : {};
  const operation = typeof data === 'string' ? parseObject(data) : undefined;
  if (typeof data !== 'string' || operation === undefined) return undefined;
  const { query, variables, operationName } = operation;
  const authorization = isObject(extensions) ? extensions['authorization'] : undefined;
  if (typeof query !== 'string' || (!isObject(variables) && variables !== undefined && variables !== null))
    return undefined;
  return {
    query,
    operationName: typeof operationName === 'string' ? operationName : undefined,
    variables: isObject(variables) ? variables : {},
    data,
    headers: plainHeaders(isObject(authorization) ? authorization : {}),
  };
}
