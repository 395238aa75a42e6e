import { strict } from './refusal';
import { session } from './session';
import { assertWritable } from './value-size';

/** Headers that `copyHeaders` leaves out (developer guide, "HTTP helpers in util.http"). */
const ofConnection =
  'transfer-encoding connection host expect keep-alive upgrade proxy-authenticate proxy-authorization te content-length'.split(
    ' ',
  );

/** Those that a resolver may not set, beside all that begins with `x-amz-` or `x-amzn-`; Node.js refuses `trailer`. */
const ofAppSync = [
  'access-control-allow-credentials access-control-allow-headers access-control-allow-methods',
  'access-control-allow-origin access-control-expose-headers access-control-max-age content-type trailer vary',
]
  .join(' ')
  .split(' ');

const notCopied = new Set(ofConnection);
const notSet = new Set([...ofConnection, ...ofAppSync]);

function isForResolvers(name: string): boolean {
  return /^[A-Za-z0-9-]+$/.test(name) && !/^x-amzn?-/i.test(name) && !notSet.has(name.toLowerCase());
}

/** `util.http`. */
export const http = strict('util.http', {
  copyHeaders(headers: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !notCopied.has(name.toLowerCase())));
  },
  /** A header that may not be set, or has no value, is left out, and the answer has an error more. */
  addResponseHeader(name: string, value: unknown): void {
    const { effects, appendedErrors } = session();
    if (!isForResolvers(name) || value === null || value === undefined) {
      const message = `The response header '${name}' is restricted, or has no value.`;
      appendedErrors.push({ message, errorType: 'ResponseHeaderError', data: null, errorInfo: null });
      return;
    }
    assertWritable(value);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    effects.push({ kind: 'responseHeader', name, value: text.replace(/[^\t\x20-\x7e]/g, ' ') });
  },
  addResponseHeaders(headers: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(headers)) http.addResponseHeader(name, value);
  },
});
