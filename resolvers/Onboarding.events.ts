import type { Context, NONERequest } from '@aws-appsync/utils';
import type { Onboarding, OnboardingEvent, OnboardingEventsArgs } from '../generated/types';

/** The journal that the parent brought along, from the asked place on. */
export function request(): NONERequest {
  return { payload: null };
}

export function response(ctx: Context<OnboardingEventsArgs, object, object, Onboarding>): OnboardingEvent[] {
  const after = ctx.args.after ?? 0;
  return (ctx.source?.events ?? []).filter((event) => event.sequence > after);
}
