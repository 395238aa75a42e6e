import type { Context } from '@aws-appsync/utils';
import { limits } from '../generated/contract';
import type { MutationStartOnboardingArgs, Onboarding } from '../generated/types';
import { requireWithinLimits } from './input';
import { requireOwnSession, toOnboarding } from './session';

/** Checks the caller and the input; `beginRun` and `startAgent` do the rest. */
export function request(ctx: Context<MutationStartOnboardingArgs>) {
  requireOwnSession(ctx, ctx.args.input.sessionId);
  requireWithinLimits(ctx.args.input, limits.StartOnboardingInput);
  ctx.stash.start = true;
  ctx.stash.message = ctx.args.input.message;
  return {};
}

export function response(ctx: Context): Onboarding {
  return toOnboarding(ctx.stash.session);
}
