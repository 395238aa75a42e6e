import { request as httpRequest } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { requestLimitMs } from '../execution/deadline';
import { evaluationLimitBytes } from '../resolution/evaluation-limit';

export interface HttpRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string | undefined;
}

/** `ctx.result` of an HTTP data source. */
export interface HttpResult {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

/** Why there is no answer. */
export class ExchangeError extends Error {
  constructor(
    readonly reason: 'ConnectionFailed' | 'TimedOut' | 'ResponseTooLarge',
    message: string,
  ) {
    super(message);
    this.name = 'ExchangeError';
  }
}

/**
 * One request over a connection of its own, and its answer, whatever the status; redirects are not followed. Throws
 * ExchangeError when there is none by `limitMs`, or it is larger than AppSync holds.
 */
export function exchange(
  { method, url, headers, body }: HttpRequest,
  limitMs: number = requestLimitMs,
): Promise<HttpResult> {
  return new Promise((resolve, reject) => {
    const fail = (reason: ExchangeError['reason'], what: string) => {
      reject(new ExchangeError(reason, `${method} ${url.origin}: ${what}`));
      sent.destroy();
    };
    const content = body === undefined ? undefined : Buffer.from(body, 'utf8');
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const sent = send(url, {
      method,
      agent: false,
      headers: { ...headers, ...(content === undefined ? {} : { 'content-length': content.length }) },
    });
    const timer = setTimeout(() => fail('TimedOut', `no answer within ${limitMs} ms.`), limitMs);
    sent.on('close', () => clearTimeout(timer));
    sent.on('error', (error) => fail('ConnectionFailed', reasonOf(error)));
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length > evaluationLimitBytes)
          fail('ResponseTooLarge', `the answer has more than ${evaluationLimitBytes} bytes.`);
        else chunks.push(chunk);
      });
      response.on('error', (error) => fail('ConnectionFailed', reasonOf(error)));
      response.on('end', () =>
        resolve({
          statusCode: response.statusCode ?? 0,
          headers: headersOf(response),
          body: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    sent.end(content);
  });
}

/** Where both address families were tried, the error has a code alone. */
function reasonOf({ message, code }: NodeJS.ErrnoException): string {
  return `${message === '' ? (code ?? 'no connection') : message}.`;
}

/** Headers under the names that the server gave them; what came more than once is joined. */
function headersOf({ rawHeaders }: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}
