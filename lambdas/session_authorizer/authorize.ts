import { readSessionToken } from '../session-token/token';
import type { SessionSecret } from '../session-token/secret';

/** The answer of an AppSync Lambda authorizer. */
export type Authorization =
  | { isAuthorized: false }
  | {
      isAuthorized: true;
      /** What resolvers see as `ctx.identity.resolverContext`. */
      resolverContext: { sessionId: string };
      /** Seconds for which AppSync may keep this answer: never longer than the token lives. */
      ttlOverride: number;
    };

const MAX_TTL_SECONDS = 300;

/** Whom a token speaks for. A token that is not ours or has ended is refused; a failing secret store throws. */
export const authorize = async (
  token: string,
  secret: SessionSecret,
  now = new Date(),
): Promise<Authorization> => {
  const claim = await readSessionToken(await secret(), token, now);
  if (!claim) return { isAuthorized: false };
  const secondsLeft = Math.floor(claim.expiresAt - now.getTime() / 1000);
  return {
    isAuthorized: true,
    resolverContext: { sessionId: claim.sessionId },
    ttlOverride: Math.min(MAX_TTL_SECONDS, Math.max(0, secondsLeft)),
  };
};
