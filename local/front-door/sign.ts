import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsError } from '../cloud';
import type { Cloud } from '../cloud';

/** A request to the API that the console wants signed, and as whom. */
export interface SignRequest {
  /** `operator`, or the ARN of a role of the template. */
  as: string;
  /** What is signed: an operation, or the opening of a real-time connection. */
  path: '/graphql' | '/graphql/connect';
  body: string;
}

/** Reads the body of a request to be signed. Throws AwsError `ValidationException`. */
export function readSignRequest(body: Buffer): SignRequest {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('The body is not JSON.');
  }
  const { as, path, body: signed }: Record<string, unknown> = Object(parsed);
  if (typeof as !== 'string' || typeof signed !== 'string')
    throw invalid('`as` and `body` have to be texts.');
  if (path !== '/graphql' && path !== '/graphql/connect')
    throw invalid(
      'Only requests to the GraphQL API are signed here: `path` is /graphql or /graphql/connect.',
    );
  return { as, path, body: signed };
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, 400);
}

/**
 * The headers, `host` among them, that make this one request a signed one (SigV4). A role's session is one of the
 * console's own, whether its trust policy lets anybody have it or not: what the role may do is what shall be seen.
 * Throws AwsError for a role that the template does not have.
 */
export async function signatureFor(
  { iam, region, now }: Cloud,
  host: string,
  { as, path, body }: SignRequest,
): Promise<Record<string, string>> {
  const credentials = as === 'operator' ? iam.operator : iam.credentialsFor(as, 'console');
  const signer = new SignatureV4({ service: 'appsync', region, credentials, sha256: Sha256 });
  const { hostname, port } = new URL(`http://${host}`);
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname,
      port: Number(port || 80),
      path,
      headers: { host, 'content-type': 'application/json' },
      body,
    },
    { signingDate: now() },
  );
  return headers;
}
