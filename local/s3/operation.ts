import { validateHeaderName, validateHeaderValue, type IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../cloud';

/** What this S3 implements, with the query parameters that each understands. */
const operations = {
  PutObject: [],
  GetObject: [
    'response-cache-control',
    'response-content-disposition',
    'response-content-encoding',
    'response-content-language',
    'response-content-type',
    'response-expires',
  ],
  HeadObject: [],
  DeleteObject: [],
  HeadBucket: [],
  ListObjectsV2: [
    'list-type',
    'prefix',
    'delimiter',
    'max-keys',
    'continuation-token',
    'start-after',
    'encoding-type',
    'fetch-owner',
  ],
} as const satisfies Record<string, readonly string[]>;

export type OperationName = keyof typeof operations;

/** A path-style request, decoded: `/bucket/key?parameters`. */
export interface Address {
  bucket: string;
  /** Empty for an operation on the bucket itself. */
  key: string;
  /** Query parameters other than the signature's own; names as they came. */
  parameters: Map<string, string>;
}

/** Bytes; the longest key of S3. */
const longestKey = 1024;

/** `x-id` is the SDK's own label; `X-Amz-…` is the signature, or a header hoisted into the query. */
const notParameters = /^(x-id$|x-amz-)/i;

/**
 * Reads bucket, key and parameters from the raw request target.
 * @throws AwsError 400 InvalidURI for what cannot be decoded or climbs out of the bucket, KeyTooLongError.
 */
export function parseAddress(path: string, query: string): Address {
  const slash = path.indexOf('/', 1);
  const bucket = decode(slash < 0 ? path.slice(1) : path.slice(1, slash));
  const key = slash < 0 ? '' : decode(path.slice(slash + 1));
  if (Buffer.byteLength(key) > longestKey) throw new AwsError('KeyTooLongError', 'Your key is too long');
  // S3's own rule: read from left to right, a key may never have gone up more often than down.
  let depth = 0;
  for (const segment of key.split('/')) {
    if (segment === '..') depth -= 1;
    else if (segment !== '.' && segment !== '') depth += 1;
    if (depth < 0) throw invalidUri();
  }
  if (key.includes('\0')) throw invalidUri();
  return {
    bucket,
    key,
    parameters: new Map(queryPairs(query).filter(([name]) => !notParameters.test(name))),
  };
}

/**
 * Names the operation that a method, an address and the headers ask for.
 * @throws AwsError 501 NotImplemented that says what is missing.
 */
export function operationOf(method: string, address: Address, headers: IncomingHttpHeaders): OperationName {
  const name = candidate(method, address, headers);
  const understood: readonly string[] = name ? operations[name] : [];
  const unknown = [...address.parameters.keys()].filter((parameter) => !understood.includes(parameter));
  if (!name || unknown.length > 0) {
    const target = address.key === '' ? 'a bucket' : 'an object';
    const asked = unknown.length > 0 ? ` with ?${unknown.join('&')}` : '';
    throw notImplemented(`${method} on ${target}${asked}`);
  }
  return name;
}

/** The error for everything that real S3 does and this one does not. */
export function notImplemented(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `The local S3 does not implement ${what}. It has ${Object.keys(operations).join(', ')}.`,
    501,
  );
}

/**
 * The request's headers together with those that a presigned URL carries in its query (`x-amz-checksum-sha256`, …);
 * a header that was sent wins.
 * @throws AwsError 400 InvalidArgument
 */
export function withHoistedHeaders(headers: IncomingHttpHeaders, query: string): IncomingHttpHeaders {
  const signature = /^x-amz-(algorithm|credential|date|expires|signature|signedheaders|security-token)$/i;
  const hoisted = queryPairs(query)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-') && !signature.test(name));
  for (const [name, value] of hoisted) assertHeader(name, value);
  return { ...Object.fromEntries(hoisted), ...headers };
}

/**
 * Holds a header that did not come as one to what a header may be: it may come to stand in an answer.
 * @throws AwsError 400 InvalidArgument
 */
export function assertHeader(name: string, value: string): void {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  } catch {
    throw new AwsError('InvalidArgument', `The value of ${name} has characters that a header cannot have.`);
  }
}

function candidate(
  method: string,
  { key, parameters }: Address,
  headers: IncomingHttpHeaders,
): OperationName | undefined {
  if (key === '') {
    if (method === 'HEAD') return 'HeadBucket';
    return method === 'GET' && parameters.get('list-type') === '2' ? 'ListObjectsV2' : undefined;
  }
  switch (method) {
    case 'PUT':
      if (headers['x-amz-copy-source'] !== undefined) throw notImplemented('CopyObject');
      return 'PutObject';
    case 'GET':
      return 'GetObject';
    case 'HEAD':
      return 'HeadObject';
    case 'DELETE':
      return 'DeleteObject';
    default:
      return undefined;
  }
}

/** The pairs of a query string; `+` stays a plus, as SigV4 has it. */
export function queryPairs(query: string): [name: string, value: string][] {
  return query
    .split('&')
    .filter(Boolean)
    .map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0
        ? [decode(pair), '']
        : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalidUri();
  }
}

function invalidUri(): AwsError {
  return new AwsError('InvalidURI', "Couldn't parse the specified URI.");
}
