import { AwsError } from '../cloud';
import type { SignedRequest } from '../cloud';
import type { SigningScope } from './canonical-request';
import { signatureError } from './signature-errors';

/** The parts of a signature, from the Authorization header or from the query of a presigned URL. */
export interface Signature {
  accessKeyId: string;
  scope: SigningScope;
  timestamp: string;
  signedHeaders: string[];
  signature: string;
  token: string | undefined;
  /** Set for a presigned URL: how long it holds. */
  expiresSeconds: number | undefined;
}

const maxPresignSeconds = 7 * 24 * 3600;

/** Reads the signature of a request. Throws AwsError when there is none, two, or a malformed one. */
export function parseSignature(request: SignedRequest, service: string): Signature {
  const query = new URLSearchParams(request.query);
  const authorization = headerOf(request, 'authorization');
  const presigned = query.has('X-Amz-Signature') || query.has('X-Amz-Algorithm');
  if (authorization !== undefined && presigned)
    throw new AwsError(
      'InvalidArgument',
      'Only one auth mechanism allowed: a header or the query, not both.',
    );
  if (authorization !== undefined) return fromHeader(request, authorization, service);
  if (presigned) return fromQuery(query, service);
  throw signatureError(
    service,
    'missing',
    service === 's3' ? 'Access Denied' : 'Missing Authentication Token',
  );
}

function fromHeader(request: SignedRequest, authorization: string, service: string): Signature {
  const fault = (what: string) =>
    signatureError(service, 'malformed', `The authorization header is malformed: ${what}.`);
  const [, algorithm, rest = ''] = /^(\S+)\s+(.*)$/.exec(authorization) ?? [];
  if (algorithm !== 'AWS4-HMAC-SHA256') throw fault('it must begin with AWS4-HMAC-SHA256');
  const parts = new Map(
    rest.split(',').map((part): [string, string] => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    }),
  );
  const need = (name: string) => {
    const value = parts.get(name);
    if (value === undefined || value === '') throw fault(`it needs ${name}`);
    return value;
  };
  const timestamp = headerOf(request, 'x-amz-date');
  if (timestamp === undefined) throw fault('the header X-Amz-Date is needed beside it');
  return {
    ...parseCredential(need('Credential'), fault),
    timestamp,
    signedHeaders: need('SignedHeaders').split(';'),
    signature: need('Signature'),
    token: headerOf(request, 'x-amz-security-token'),
    expiresSeconds: undefined,
  };
}

function fromQuery(query: URLSearchParams, service: string): Signature {
  const fault = (what: string) =>
    service === 's3'
      ? new AwsError('AuthorizationQueryParametersError', `The presigned URL is malformed: ${what}.`)
      : signatureError(service, 'malformed', `The presigned URL is malformed: ${what}.`);
  const need = (name: string) => {
    const [value, second] = query.getAll(name);
    if (value === undefined || value === '' || second !== undefined) throw fault(`it needs one ${name}`);
    return value;
  };
  if (need('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') throw fault('X-Amz-Algorithm must be AWS4-HMAC-SHA256');
  const expires = need('X-Amz-Expires');
  if (!/^\d{1,6}$/.test(expires) || Number(expires) < 1 || Number(expires) > maxPresignSeconds)
    throw fault(`X-Amz-Expires must be a number from 1 to ${maxPresignSeconds} seconds`);
  return {
    ...parseCredential(need('X-Amz-Credential'), fault),
    timestamp: need('X-Amz-Date'),
    signedHeaders: need('X-Amz-SignedHeaders').split(';'),
    signature: need('X-Amz-Signature'),
    token: query.get('X-Amz-Security-Token') ?? undefined,
    expiresSeconds: Number(expires),
  };
}

function parseCredential(
  credential: string,
  fault: (what: string) => AwsError,
): Pick<Signature, 'accessKeyId' | 'scope'> {
  const [accessKeyId, date, region, service, terminator, extra] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || extra !== undefined)
    throw fault('the credential must be <key>/<date>/<region>/<service>/aws4_request');
  return { accessKeyId, scope: { date, region, service } };
}

/** A header's value; several of one name are joined as HTTP joins them. */
export function headerOf(request: SignedRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
