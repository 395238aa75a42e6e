import type { Context } from '@aws-appsync/utils';
import { limits } from '../generated/contract';
import type { MutationSendMessageArgs, Onboarding } from '../generated/types';
import { requireWithinLimits } from './input';
import { requireOwnSession, toOnboarding } from './session';

/** Checks the caller and the input; `beginRun` and `startAgent` do the rest. */
export function request(ctx: Context<MutationSendMessageArgs>) {
  requireOwnSession(ctx, ctx.args.input.sessionId);
  requireWithinLimits(ctx.args.input, limits.SendMessageInput);
  ctx.stash.start = false;
  ctx.stash.message = ctx.args.input.text;
  return {};
}

export function response(ctx: Context): Onboarding {
  return toOnboarding(ctx.stash.session);
}
