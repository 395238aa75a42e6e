import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AwsError } from '../cloud';
import { listen, loopback, readBody } from '../http';
import { responseLimitBytes } from './limits';

/** What the Runtime API tells an execution environment that its process did. */
export interface RuntimeClient {
  /**
   * The process waits for work; the answer to give is written to `response` when there is some. False when it has work
   * already, or waits already.
   */
  next(response: ServerResponse): boolean;
  /** False when that invocation is not under way. */
  respond(requestId: string, payload: Buffer): boolean;
  fail(requestId: string, payload: Buffer): boolean;
  responseTooLarge(requestId: string): boolean;
  /** False when the code was loaded before. */
  initFailed(payload: Buffer): boolean;
}

/**
 * The Lambda Runtime API, 2018-06-01, for every execution environment at once. Each environment reaches it under a path
 * of its own that nobody else knows, so that no other program on the machine can take its work.
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #clients = new Map<string, RuntimeClient>();
  #address = '';

  constructor() {
    this.#server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        const [status, message] =
          error instanceof AwsError ? [error.statusCode, error.message] : [500, String(error)];
        answer(response, status, { errorType: 'InternalFailure', errorMessage: message });
      });
    });
  }

  async start(): Promise<void> {
    await listen(this.#server, `http://${loopback}:0`);
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The Runtime API has no port.');
    this.#address = `${loopback}:${address.port}`;
  }

  /** The value of `AWS_LAMBDA_RUNTIME_API` for a new environment, and how to take it away again. */
  register(client: RuntimeClient): { address: string; unregister: () => void } {
    const token = randomUUID();
    this.#clients.set(token, client);
    return { address: `${this.#address}/${token}`, unregister: () => this.#clients.delete(token) };
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, token = '', version, scope, kind, ...rest] = (request.url ?? '').split('/');
    const client = this.#clients.get(token);
    if (client === undefined || version !== '2018-06-01' || scope !== 'runtime')
      return answer(response, 404, { errorType: 'NotFound', errorMessage: 'No such environment or path.' });
    const route = `${request.method} ${kind}/${rest.length === 2 ? `{id}/${rest[1]}` : rest.join('/')}`;
    const requestId = rest[0] ?? '';
    switch (route) {
      case 'GET invocation/next':
        if (!client.next(response)) refuseTransition(response, 'It has an invocation, or waits for one.');
        return;
      case 'POST invocation/{id}/response':
      case 'POST invocation/{id}/error': {
        const payload = await bodyWithinLimit(request);
        if (payload === undefined) {
          // Read to the end, so that the process hears the answer and not a reset.
          request.resume();
          return client.responseTooLarge(requestId) ? refuseSize(response) : refuseId(response);
        }
        const known =
          rest[1] === 'response' ? client.respond(requestId, payload) : client.fail(requestId, payload);
        return known ? accept(response) : refuseId(response);
      }
      case 'POST init/error': {
        const payload = await readBody(request, responseLimitBytes);
        return client.initFailed(payload)
          ? accept(response)
          : refuseTransition(response, 'Its code was loaded before.');
      }
      default:
        return answer(response, 404, { errorType: 'NotFound', errorMessage: `${route} is not in the API.` });
    }
  }
}

/** Undefined when it is too large. */
function bodyWithinLimit(request: IncomingMessage): Promise<Buffer | undefined> {
  return readBody(request, responseLimitBytes).catch((error: unknown) => {
    if (error instanceof AwsError && error.statusCode === 413) return undefined;
    throw error;
  });
}

function accept(response: ServerResponse): void {
  answer(response, 202, { status: 'OK' });
}

function refuseId(response: ServerResponse): void {
  answer(response, 400, { errorType: 'InvalidRequestID', errorMessage: 'Invalid request ID' });
}

function refuseSize(response: ServerResponse): void {
  const errorMessage = `Exceeded maximum allowed payload size (${responseLimitBytes} bytes).`;
  answer(response, 413, { errorType: 'RequestEntityTooLarge', errorMessage });
}

function refuseTransition(response: ServerResponse, errorMessage: string): void {
  answer(response, 403, { errorType: 'InvalidStateTransition', errorMessage });
}

function answer(response: ServerResponse, statusCode: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(statusCode, { 'content-type': 'application/json', 'content-length': text.length });
  response.end(text);
}
