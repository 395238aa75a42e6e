import { timingSafeEqual } from 'node:crypto';
import { AwsError } from '../cloud';
import type { Caller, Credentials, SignedRequest } from '../cloud';
import { sha256Hex } from '../http';
import { hmac, signingKey, stringToSign } from './canonical-request';
import type { SigningScope } from './canonical-request';
import { headerOf, parseSignature } from './parse-signature';
import type { Signature } from './parse-signature';
import { signatureError } from './signature-errors';

/** Who has these credentials. */
export interface Session {
  credentials: Credentials;
  caller: Caller;
  /** Long-lived credentials work without the session token too. */
  tokenOptional: boolean;
}

export interface Verifier {
  region: string;
  now: () => Date;
  session: (accessKeyId: string) => Session | undefined;
}

/** S3 forgives a quarter of an hour, the others five minutes. */
const skewSeconds = (service: string) => (service === 's3' ? 15 * 60 : 5 * 60);

/**
 * Who signed `request` for `service`. Checks scope, date, session token, signed headers, payload hash and the signature
 * itself, compared in constant time. Throws AwsError in the words of the service.
 */
export function verifySignature(request: SignedRequest, service: string, verifier: Verifier): Caller {
  const parsed = parseSignature(request, service);
  checkScope(parsed, service, verifier.region);
  checkTime(parsed, service, verifier.now());
  const session = verifier.session(parsed.accessKeyId);
  if (session === undefined)
    throw signatureError(
      service,
      'unknown-key',
      service === 's3'
        ? 'The AWS Access Key Id you provided does not exist in our records.'
        : 'The security token included in the request is invalid.',
    );
  checkToken(parsed.token, session, service);
  checkSignedHeaders(parsed, request, service);
  const payloadHash = checkedPayloadHash(parsed, request, service);
  const text = stringToSign(request, parsed.scope, parsed.timestamp, parsed.signedHeaders, payloadHash);
  const key = cachedSigningKey(session.credentials, parsed.scope);
  if (text === undefined || !equalSecrets(hmac(key, text).toString('hex'), parsed.signature))
    throw signatureError(
      service,
      'mismatch',
      'The request signature we calculated does not match the signature you provided. ' +
        'Check your AWS Secret Access Key and signing method.',
    );
  return session.caller;
}

function checkScope({ scope, timestamp }: Signature, service: string, region: string): void {
  const fault = (message: string) => signatureError(service, 'wrong-scope', message);
  if (scope.region !== region)
    throw fault(
      `The authorization is malformed; the region '${scope.region}' is wrong; expecting '${region}'.`,
    );
  if (scope.service !== service)
    throw fault(
      `The authorization is malformed; the service '${scope.service}' is wrong; expecting '${service}'.`,
    );
  if (!timestamp.startsWith(scope.date))
    throw fault('The authorization is malformed; the date of the credential is not that of the request.');
}

function checkTime({ timestamp, expiresSeconds }: Signature, service: string, now: Date): void {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp) ?? [];
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(signedAt))
    throw signatureError(service, 'malformed', 'X-Amz-Date must be of the form YYYYMMDDTHHMMSSZ.');
  const ageSeconds = (now.getTime() - signedAt) / 1000;
  const skew = skewSeconds(service);
  if (expiresSeconds !== undefined) {
    if (ageSeconds > expiresSeconds)
      throw expired(service, new Date(signedAt + expiresSeconds * 1000), expiresSeconds, now);
    if (ageSeconds < -skew) throw notYet(service, timestamp, now);
    return;
  }
  if (Math.abs(ageSeconds) <= skew) return;
  if (service === 's3')
    throw signatureError(
      service,
      'skewed',
      'The difference between the request time and the current time is too large.',
      { RequestTime: timestamp, ServerTime: now.toISOString(), MaxAllowedSkewMilliseconds: skew * 1000 },
    );
  if (ageSeconds < 0) throw notYet(service, timestamp, now);
  throw signatureError(
    service,
    'skewed',
    `Signature expired: ${timestamp} is now earlier than ${now.toISOString()} - ${skew / 60} min.`,
  );
}

function expired(service: string, at: Date, expiresSeconds: number, now: Date): AwsError {
  return service === 's3'
    ? new AwsError('AccessDenied', 'Request has expired', 403, {
        'X-Amz-Expires': expiresSeconds,
        Expires: at.toISOString(),
        ServerTime: now.toISOString(),
      })
    : signatureError(service, 'skewed', `Signature expired at ${at.toISOString()}.`);
}

function notYet(service: string, timestamp: string, now: Date): AwsError {
  return service === 's3'
    ? new AwsError('AccessDenied', 'Request is not valid yet', 403, { ServerTime: now.toISOString() })
    : signatureError(
        service,
        'skewed',
        `Signature not yet current: ${timestamp} is still later than ${now.toISOString()}.`,
      );
}

function checkToken(token: string | undefined, session: Session, service: string): void {
  if (token === undefined && session.tokenOptional) return;
  if (token !== undefined && equalSecrets(token, session.credentials.sessionToken)) return;
  throw signatureError(
    service,
    'bad-token',
    service === 's3'
      ? 'The provided token is malformed or otherwise invalid.'
      : 'The security token included in the request is invalid.',
  );
}

/** The host is always signed; S3 wants every `x-amz-` header signed too, so that none can be added to a URL. */
function checkSignedHeaders({ signedHeaders }: Signature, request: SignedRequest, service: string): void {
  const signed = new Set(signedHeaders);
  if (!signed.has('host') && !signed.has(':authority'))
    throw signatureError(service, 'malformed', 'The signature must cover the header host.');
  if (signedHeaders.some((name) => name !== name.toLowerCase()))
    throw signatureError(service, 'malformed', 'The names in SignedHeaders must be in lower case.');
  if (service !== 's3') return;
  const unsigned = Object.keys(request.headers).filter(
    (name) => name.startsWith('x-amz-') && !signed.has(name),
  );
  if (unsigned.length > 0)
    throw new AwsError(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      403,
      {
        HeadersNotSigned: unsigned.join(', '),
      },
    );
}

/** The payload hash that was signed; a hash of the content must be the hash of what came. */
function checkedPayloadHash({ expiresSeconds }: Signature, request: SignedRequest, service: string): string {
  const fromUrl = new URLSearchParams(request.query).get('X-Amz-Content-Sha256');
  const declared = headerOf(request, 'x-amz-content-sha256') ?? fromUrl ?? undefined;
  const computed = sha256Hex(request.body ?? '');
  if (declared === undefined) {
    if (service !== 's3') return computed;
    if (expiresSeconds !== undefined) return 'UNSIGNED-PAYLOAD';
    throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  if (/^[0-9a-f]{64}$/.test(declared)) {
    if (declared === computed || request.body === undefined) return declared;
    if (service === 's3')
      throw new AwsError(
        'XAmzContentSHA256Mismatch',
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        400,
        { ClientComputedContentSHA256: declared, S3ComputedContentSHA256: computed },
      );
    throw signatureError(service, 'mismatch', 'The payload does not match the signed x-amz-content-sha256.');
  }
  if (
    service === 's3' &&
    (declared === 'UNSIGNED-PAYLOAD' || declared === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER')
  )
    return declared;
  if (service === 's3' && declared.startsWith('STREAMING-'))
    throw new AwsError(
      'NotImplemented',
      `Chunk signatures (${declared}) are not verified on this machine: send the payload unsigned, or its hash.`,
      501,
    );
  throw new AwsError(
    'InvalidRequest',
    'x-amz-content-sha256 must be the SHA-256 of the body in lower-case hex, or UNSIGNED-PAYLOAD for S3.',
  );
}

const signingKeys = new Map<string, Buffer>();

function cachedSigningKey(credentials: Credentials, scope: SigningScope): Buffer {
  const name = `${credentials.secretAccessKey}/${scope.date}/${scope.region}/${scope.service}`;
  let key = signingKeys.get(name);
  if (key === undefined) {
    key = signingKey(credentials.secretAccessKey, scope);
    if (signingKeys.size >= 1_000) signingKeys.clear();
    signingKeys.set(name, key);
  }
  return key;
}

function equalSecrets(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left, 'utf8'), Buffer.from(right, 'utf8')];
  return a.length === b.length && timingSafeEqual(a, b);
}
