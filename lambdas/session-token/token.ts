import { errors, jwtVerify, SignJWT } from 'jose';

/** What a session token says. */
export interface SessionClaim {
  sessionId: string;
  /** When the token ends: epoch seconds. */
  expiresAt: number;
}

const AUDIENCE = 'onboarding';
const ALGORITHM = 'HS256';
const SESSION_ID = /^[0-9a-f-]{36}$/;
/** Ours have about 200 characters; nothing longer is worth a look. */
const MAX_LENGTH = 1_000;

/** Signs a token that speaks for one session until `expiresAt` (epoch seconds): a JWT (RFC 7519), HS256. */
export const issueSessionToken = (
  secret: Uint8Array,
  { sessionId, expiresAt }: SessionClaim,
): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
    .setSubject(sessionId)
    .setAudience(AUDIENCE)
    .setExpirationTime(expiresAt)
    .sign(secret);

/** What a token says, or undefined if it is not one of ours, was changed, or has ended by `now`. */
export const readSessionToken = async (
  secret: Uint8Array,
  token: string,
  now = new Date(),
): Promise<SessionClaim | undefined> => {
  if (token.length > MAX_LENGTH) return undefined;
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: [ALGORITHM],
      audience: AUDIENCE,
      requiredClaims: ['sub', 'exp'],
      currentDate: now,
    });
    const { sub: sessionId, exp: expiresAt } = payload;
    if (sessionId === undefined || expiresAt === undefined || !SESSION_ID.test(sessionId)) return undefined;
    return { sessionId, expiresAt };
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};
