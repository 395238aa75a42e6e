import type { IncomingHttpHeaders } from 'node:http';
import type { SignedRequest } from '../cloud';
import { header } from './announcement';
import { queryPairs } from './operation';

/** How a request is signed, as far as the policies of a bucket may ask; `iam/` verifies the signature itself. */
export interface Signature {
  authType: 'REST-HEADER' | 'REST-QUERY-STRING';
  /** Milliseconds since the request was signed. */
  age: number;
}

/** Reads the signature of a request that has been authenticated. */
export function signatureOf(
  { headers, query }: Pick<SignedRequest, 'headers' | 'query'>,
  now: Date,
): Signature {
  const presigned = headers['authorization'] === undefined;
  const date = presigned ? new Map(queryPairs(query)).get('X-Amz-Date') : header(headers, 'x-amz-date');
  const iso = date?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z') ?? '';
  return { authType: presigned ? 'REST-QUERY-STRING' : 'REST-HEADER', age: now.getTime() - Date.parse(iso) };
}

/** The condition keys of a request, for the policies of roles and buckets. */
export function requestContext(
  { authType, age }: Signature,
  headers: IncomingHttpHeaders,
  parameters: ReadonlyMap<string, string>,
): Record<string, string> {
  const fromHeaders = [
    'if-match',
    'if-none-match',
    'x-amz-content-sha256',
    'x-amz-server-side-encryption',
    'x-amz-server-side-encryption-aws-kms-key-id',
  ].map((name) => [`s3:${name}`, header(headers, name)] as const);
  const fromParameters = ['prefix', 'delimiter', 'max-keys'].map(
    (name) => [`s3:${name}`, parameters.get(name)] as const,
  );
  return {
    // As `iam/` answers aws:SecureTransport: the loopback interface stands for TLS, since nothing on it crosses a
    // wire, and a bucket that refuses plain HTTP in AWS has to be reachable by the same clients on a laptop.
    's3:TlsVersion': '1.3',
    's3:authType': authType,
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:signatureAge': String(age),
    ...Object.fromEntries(
      [...fromHeaders, ...fromParameters].flatMap(([key, value]) =>
        value === undefined ? [] : [[key, value]],
      ),
    ),
  };
}
