import type { Context } from '@aws-appsync/utils';
import { limits } from '../generated/contract';
import type { MutationPublishOnboardingEventArgs, OnboardingEvent } from '../generated/types';
import { requireWithinLimits } from './input';

/** Checks the event; `appendEvent` journals it. IAM alone decides who may publish. */
export function request(ctx: Context<MutationPublishOnboardingEventArgs>) {
  requireWithinLimits(ctx.args.input, limits.PublishOnboardingEventInput);
  return {};
}

export function response(ctx: Context): OnboardingEvent {
  return ctx.prev.result;
}
