import { extensions, util, type Context, type NONERequest } from '@aws-appsync/utils';
import type { SubscriptionOnOnboardingEventArgs } from '../generated/types';
import { requireOwnSession } from './session';

/** Runs once, at subscribe time: only the session's own token may listen, and only to that session. */
export function request(ctx: Context<SubscriptionOnOnboardingEventArgs>): NONERequest {
  requireOwnSession(ctx, ctx.args.sessionId);
  return { payload: null };
}

export function response(ctx: Context<SubscriptionOnOnboardingEventArgs>) {
  extensions.setSubscriptionFilter(
    util.transform.toSubscriptionFilter({ sessionId: { eq: ctx.args.sessionId } }),
  );
  return null;
}
