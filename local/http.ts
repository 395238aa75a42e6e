import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerOptions, ServerResponse } from 'node:http';
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2';
import type { Server } from 'node:net';
import { AwsError } from './cloud';
import type { SignedRequest } from './cloud';

/** Everything in `local/` listens here and nowhere else. */
export const loopback = '127.0.0.1';

/** Connections that may come in one moment; those beyond it try again after a second. */
const backlog = 4_096;

/**
 * How long a client may be silent, and how long it may take to send a request: its headers, and all of it. A client that
 * sends a byte now and then is answered 408 and disconnected. Milliseconds; options of `http.createServer`.
 */
export const requestTimeouts = {
  keepAliveTimeout: 60_000,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
} satisfies ServerOptions;

/**
 * Starts `server` on the port of `endpointUrl`, on the loopback interface only. A taken port is an Error with code
 * `EADDRINUSE` whose message names the port.
 */
export function listen(server: Server, endpointUrl: string): Promise<void> {
  const port = Number(new URL(endpointUrl).port || 80);
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => {
      const error: NodeJS.ErrnoException = new Error(
        cause.code === 'EADDRINUSE' ? `Port ${port} is taken by another program.` : cause.message,
        { cause },
      );
      if (cause.code !== undefined) error.code = cause.code;
      reject(error);
    };
    server.once('error', onError);
    server.listen({ port, host: loopback, backlog }, () => {
      server.off('error', onError);
      resolve();
    });
  });
}

/**
 * The whole body. Over `limitBytes` it throws AwsError `RequestEntityTooLarge` (413) without keeping what follows; a
 * client that goes away in the middle is `IncompleteBody` (400).
 */
export async function readBody(
  request: IncomingMessage | Http2ServerRequest,
  limitBytes: number,
): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limitBytes) throw tooLarge(limitBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limitBytes) return void chunks.push(chunk);
      chunks.length = 0;
      reject(tooLarge(limitBytes));
    });
    const onLost = () =>
      reject(new AwsError('IncompleteBody', 'The connection closed before the body ended.'));
    request.on('end', () => {
      // Every request closes in the end, and an error is dear to make.
      request.off('close', onLost);
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    request.on('error', onLost);
    request.on('close', onLost);
  });
}

function tooLarge(limitBytes: number): AwsError {
  return new AwsError('RequestEntityTooLarge', `The request body is larger than ${limitBytes} bytes.`, 413);
}

/** A request id in the form that AWS services use. */
export function newRequestId(): string {
  return randomUUID();
}

/**
 * Answers in the error form of AWS's JSON protocols: `{__type, message}` and `x-amzn-errortype`. What is not an AwsError
 * is a fault of ours: it answers 500 `InternalFailure` with its message, so that it is seen and can be mended.
 */
export function sendAwsJsonError(
  response: ServerResponse | Http2ServerResponse,
  error: unknown,
  requestId: string,
): void {
  const known = error instanceof AwsError ? error : internalFailure(error);
  const body = Buffer.from(
    JSON.stringify({ __type: known.code, message: known.message, ...known.details }),
    'utf8',
  );
  const headers: Record<string, string | number> = {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': body.length,
    'x-amzn-errortype': known.code,
    'x-amzn-requestid': requestId,
  };
  // The rest of a body that is too large is not worth reading. (HTTP/2 knows no such header.)
  if (known.statusCode === 413 && !('stream' in response)) headers['connection'] = 'close';
  response.writeHead(known.statusCode, headers);
  response.end(body);
}

/** Wraps what no service expected, so that every answer has a code and a sentence. */
export function internalFailure(error: unknown): AwsError {
  const message = error instanceof Error ? error.message : String(error);
  const wrapped = new AwsError('InternalFailure', message, 500);
  wrapped.cause = error;
  return wrapped;
}

/** The request as SigV4 sees it; over HTTP/2 clients sign `:authority` in the place of `host`, or beside it. */
export function signedRequest(request: IncomingMessage | Http2ServerRequest, body: Buffer): SignedRequest {
  const url = request.url ?? '/';
  const question = url.indexOf('?');
  const headers: SignedRequest['headers'] = {};
  for (const [name, value] of Object.entries(request.headers))
    if (!name.startsWith(':') || name === ':authority') headers[name] = value;
  headers['host'] ??= request.headers[':authority'];
  return {
    method: request.method ?? 'GET',
    path: question < 0 ? url : url.slice(0, question),
    query: question < 0 ? '' : url.slice(question + 1),
    headers,
    body,
  };
}

/** Lower-case hex SHA-256. */
export function sha256Hex(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}
