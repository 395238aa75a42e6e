import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Markup } from './markup';

/** What goes out: a page, a script, a style sheet, or JSON. */
export type ContentType = 'text/html' | 'text/javascript' | 'text/css' | 'application/json';

/** Nothing comes from elsewhere, goes elsewhere, or runs that is not a file of this front door. */
function contentSecurityPolicy(host: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    'img-src data:',
    'font-src data:',
    `connect-src 'self' ws://${host}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** `request` is one whose host was checked. */
export function sendPage(request: IncomingMessage, response: ServerResponse, page: Markup): void {
  response.setHeader('content-security-policy', contentSecurityPolicy(request.headers.host ?? ''));
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  send(response, 200, 'text/html', page.text);
}

export function sendJson(response: ServerResponse, statusCode: number, body: object): void {
  send(response, statusCode, 'application/json', JSON.stringify(body));
}

/** A file that a browser may keep, and asks for again. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  contentType: ContentType,
  text: string,
): void {
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  response.setHeader('etag', etag);
  response.setHeader('cache-control', 'no-cache');
  if (request.headers['if-none-match'] === etag) {
    response.writeHead(304);
    return void response.end();
  }
  send(response, 200, contentType, text);
}

function send(response: ServerResponse, statusCode: number, contentType: ContentType, text: string): void {
  const bytes = Buffer.from(text);
  if (!response.hasHeader('cache-control')) response.setHeader('cache-control', 'no-store');
  response.writeHead(statusCode, {
    'content-type': `${contentType}; charset=utf-8`,
    'content-length': bytes.length,
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  response.end(bytes);
}
