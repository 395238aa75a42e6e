import { runtime, type Context, type LambdaRequest } from '@aws-appsync/utils';
import type { AgentTurnInput } from '../../generated/types';
import type { SessionItem } from '../session';

/** Hands the turn to `onboarding_agent` and does not wait: an agent takes longer than AppSync's 30 seconds. */
export function request(ctx: Context): LambdaRequest {
  if (ctx.stash.replayed) runtime.earlyReturn(ctx.prev.result);
  const session: SessionItem = ctx.stash.session;
  const payload: AgentTurnInput = {
    sessionId: session.sessionId,
    run: session.run,
    start: ctx.stash.start,
    country: session.country,
    language: session.language ?? 'en',
    attemptsLeft: session.attemptsLeft,
    message: ctx.stash.message,
  };
  return { operation: 'Invoke', invocationType: 'Event', payload };
}

export function response(ctx: Context) {
  ctx.stash.notStarted = !!ctx.error;
  return null;
}
