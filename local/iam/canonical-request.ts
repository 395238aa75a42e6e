import { createHmac } from 'node:crypto';
import type { SignedRequest } from '../cloud';
import { sha256Hex } from '../http';

/** What a signature covers besides the request itself. */
export interface SigningScope {
  /** `YYYYMMDD` of the credential scope. */
  date: string;
  region: string;
  service: string;
}

/**
 * The string that AWS Signature Version 4 signs for a request as it came in (IAM user guide, "Create a signed AWS API
 * request"). S3 takes the path as it was sent; the others normalise and encode it once more. Undefined when the query
 * is not percent-encoded text.
 */
export function stringToSign(
  request: SignedRequest,
  scope: SigningScope,
  timestamp: string,
  signedHeaders: readonly string[],
  payloadHash: string,
): string | undefined {
  const query = canonicalQuery(request.query);
  if (query === undefined) return undefined;
  const canonicalRequest = [
    request.method,
    scope.service === 's3' ? request.path : canonicalPath(request.path),
    query,
    ...signedHeaders.map((name) => `${name}:${canonicalHeader(request.headers[name])}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const credentialScope = `${scope.date}/${scope.region}/${scope.service}/aws4_request`;
  return ['AWS4-HMAC-SHA256', timestamp, credentialScope, sha256Hex(canonicalRequest)].join('\n');
}

/** The key of a secret for one day, region and service. */
export function signingKey(secretAccessKey: string, { date, region, service }: SigningScope): Buffer {
  const start = Buffer.from(`AWS4${secretAccessKey}`, 'utf8');
  return [date, region, service, 'aws4_request'].reduce<Buffer>(hmac, start);
}

export function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encode(segment));
  }
  const trailing = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${trailing}`;
}

/** Every parameter but the signature itself, encoded by RFC 3986 and sorted. */
function canonicalQuery(query: string): string | undefined {
  if (query === '') return '';
  const parameters: [string, string][] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    const value = decode(equals < 0 ? '' : part.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    if (name !== 'X-Amz-Signature') parameters.push([encode(name), encode(value)]);
  }
  return parameters
    .sort(([leftName, leftValue], [rightName, rightValue]) =>
      leftName === rightName ? compare(leftValue, rightValue) : compare(leftName, rightName),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function canonicalHeader(value: string | string[] | undefined): string {
  const values = Array.isArray(value) ? value : [value ?? ''];
  return values.map((item) => item.trim().replace(/\s+/g, ' ')).join(',');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, percentEncode);
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
