import type { IncomingMessage } from 'node:http';
import type { RequestHeaders } from '../auth/caller';
import { RequestRefusal } from '../errors';
import { parseObject } from '../json';

export const realtimePath = '/graphql/realtime';
export const subprotocol = 'graphql-ws';

/** The sub-protocols that a client offers. */
export function offeredProtocols(request: IncomingMessage): string[] {
  return (request.headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
}

/**
 * The credentials of a connection, names in lower case: from the sub-protocol `header-<base64url>`, from the query's
 * `header=<base64>`, or from the request's own headers. Throws RequestRefusal when they cannot be read.
 */
export function connectionHeaders(request: IncomingMessage): RequestHeaders {
  const encoded =
    offeredProtocols(request)
      .find((protocol) => protocol.startsWith('header-'))
      ?.slice('header-'.length) ?? new URL(request.url ?? '/', 'http://localhost').searchParams.get('header');
  if (encoded === null) return plainHeaders(request.headers);
  // Both alphabets of base64 are read alike. A space is a plus sign that was not escaped in the query.
  const parsed = parseObject(Buffer.from(encoded.replace(/ /g, '+'), 'base64').toString('utf8'));
  if (parsed === undefined)
    throw new RequestRefusal('BadRequestException', 'The header is not a JSON object in base64.', 400);
  return plainHeaders(parsed);
}

/** What of an object can be headers: texts, under lower-case names. */
export function plainHeaders(given: object): RequestHeaders {
  const headers: RequestHeaders = {};
  for (const [name, value] of Object.entries(given))
    if (typeof value === 'string') headers[name.toLowerCase()] = value;
  return headers;
}
