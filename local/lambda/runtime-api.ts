import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AwsError } from '../cloud';
import { listen, loopback, readBody } from '../http';
import { responseLimitBytes } from './limits';

/** What the Runtime API tells an execution environment that its process did. */
export interface RuntimeClient {
  /** The process waits for work; the answer to give is written to `response` when there is some. */
  next(response: ServerResponse): void;
  /** False when that invocation is not under way. */
  respond(requestId: string, payload: Buffer): boolean;
  fail(requestId: string, payload: Buffer): boolean;
  initFailed(payload: Buffer): void;
  responseTooLarge(requestId: string): boolean;
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
        return client.next(response);
      case 'POST invocation/{id}/response': {
        const payload = await readBody(request, responseLimitBytes).catch((error: unknown) => {
          if (error instanceof AwsError && error.statusCode === 413) return undefined;
          throw error;
        });
        const known =
          payload === undefined ? client.responseTooLarge(requestId) : client.respond(requestId, payload);
        // Read to the end, so that the process hears the answer and not a reset.
        request.resume();
        return accepted(response, known);
      }
      case 'POST invocation/{id}/error':
        return accepted(response, client.fail(requestId, await readBody(request, responseLimitBytes)));
      case 'POST init/error':
        client.initFailed(await readBody(request, responseLimitBytes));
        return accepted(response, true);
      default:
        return answer(response, 404, { errorType: 'NotFound', errorMessage: `${route} is not in the API.` });
    }
  }
}

function accepted(response: ServerResponse, known: boolean): void {
  if (known) answer(response, 202, { status: 'OK' });
  else
    answer(response, 400, {
      errorType: 'InvalidRequestID',
      errorMessage: 'No such invocation is under way.',
    });
}

function answer(response: ServerResponse, statusCode: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body));
  response.writeHead(statusCode, { 'content-type': 'application/json', 'content-length': text.length });
  response.end(text);
}
