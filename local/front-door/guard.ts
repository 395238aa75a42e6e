import type { IncomingMessage } from 'node:http';

/**
 * What a request is for: `page` is opened by a person, `data` is read by such a page, `action` does something for it
 * that nobody else may ask for.
 */
export type Purpose = 'page' | 'data' | 'action';

/**
 * The front door shows keys and signs requests: only its own pages, opened on this machine, shall have them. Returns why
 * a request is refused: a page of another name that leads here (DNS rebinding), or another site's page in the same
 * browser (its requests say so: Fetch Metadata Request Headers, and `Origin`).
 */
export function refusalOf({ headers }: IncomingMessage, purpose: Purpose): string | undefined {
  const { host, origin } = headers;
  const site = headers['sec-fetch-site'];
  if (host === undefined || !isThisMachine(host))
    return `This is open at 127.0.0.1 and localhost, not at ${host ?? 'a request without Host'}.`;
  const ownOrigin = origin === `http://${host}`;
  const elsewhere = 'This is for the pages of this front door, and the request came from somewhere else.';
  switch (purpose) {
    case 'page':
      // A link may lead here from anywhere; a frame or a script of another site may not.
      return site === undefined || site === 'same-origin' || site === 'none' || isNavigation(headers)
        ? undefined
        : elsewhere;
    case 'data':
      return (site === undefined || site === 'same-origin' || site === 'none') &&
        (origin === undefined || ownOrigin)
        ? undefined
        : elsewhere;
    case 'action':
      if (!ownOrigin || (site !== undefined && site !== 'same-origin')) return elsewhere;
      // A form of another site cannot send this type.
      return headers['content-type'] === 'application/json'
        ? undefined
        : 'The request has to be of the type application/json.';
  }
}

/** Names of the loopback interface, at any port: a tunnel may lead here from another one. */
function isThisMachine(host: string): boolean {
  return /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/.test(host);
}

function isNavigation(headers: IncomingMessage['headers']): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}
