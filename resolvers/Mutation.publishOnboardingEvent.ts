import type { Context } from '@aws-appsync/utils';
import { limits } from '../generated/contract';
import type { MutationPublishOnboardingEventArgs, OnboardingEvent } from '../generated/types';
import { requireWithinLimits } from './input';

/** Checks the event; `appendEvent` journals it. IAM alone decides who may publish. */
export function request(ctx: Context<MutationPublishOnboardingEventArgs>) {
  const { input } = ctx.args;
  requireWithinLimits(input, limits.PublishOnboardingEventInput);
  // Also the masks: a number in full never gets into a journal.
  if (input.identity) requireWithinLimits(input.identity, limits.MaskedIdentityInput);
  if (input.registration) requireWithinLimits(input.registration, limits.RegistrationInput);
  return {};
}

export function response(ctx: Context): OnboardingEvent {
  return ctx.prev.result;
}
