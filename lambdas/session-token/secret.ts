import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Fault } from '../fault';

/** HS256 wants a key at least as long as its hash: 32 bytes (RFC 7518 § 3.2). */
const MIN_BYTES = 32;

/** The secret that session tokens are signed with. */
export type SessionSecret = () => Promise<Uint8Array>;

/**
 * Reads the secret from Secrets Manager at the first call and keeps it for the environment's life; a failure is not
 * kept. Throws a Fault if it holds no text of at least 32 bytes, or Secrets Manager's own error.
 */
export const createSessionSecret = (
  client: Pick<SecretsManagerClient, 'send'>,
  secretId: string,
): SessionSecret => {
  let kept: Promise<Uint8Array> | undefined;
  const read = async () => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId }), {
      abortSignal: AbortSignal.timeout(4_000),
    });
    const secret = new TextEncoder().encode(SecretString ?? '');
    if (secret.length < MIN_BYTES) throw new Fault(`the session secret has fewer than ${MIN_BYTES} bytes`);
    return secret;
  };
  return () => {
    kept ??= read().catch((error: unknown) => {
      kept = undefined;
      throw error;
    });
    return kept;
  };
};

export const createSecretsClient = (): SecretsManagerClient =>
  new SecretsManagerClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 2_000 } });
