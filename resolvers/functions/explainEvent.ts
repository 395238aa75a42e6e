import { runtime, util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { MutationPublishOnboardingEventArgs, OnboardingEvent, ReasonCode } from '../../generated/types';
import { MAX_WORDS, reasonOf, refuse, toEvents, toOnboarding, type SessionItem } from '../session';

const refusal = (item: SessionItem): ReasonCode =>
  item.journal.length >= MAX_WORDS ? 'TOO_MANY_MESSAGES' : reasonOf(item);

/**
 * Runs only when `appendEvent` was refused. An event that is in the journal already is answered as it stands there,
 * so that a publisher may repeat itself; but the first step of a run that has settled is refused, so that a run is
 * worked through once. A refusal carries the session's present state.
 */
export function request(ctx: Context): DynamoDBGetItemRequest {
  if (!ctx.stash.refused) runtime.earlyReturn(ctx.prev.result);
  return {
    operation: 'GetItem',
    key: util.dynamodb.toMapValues({ sessionId: ctx.stash.refused }),
    consistentRead: true,
  };
}

export function response(ctx: Context<MutationPublishOnboardingEventArgs>): OnboardingEvent {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const item: SessionItem | null = ctx.result;
  if (!item) return refuse('SESSION_NOT_FOUND');
  const { eventId, kind } = ctx.args.input;
  const journalled = toEvents(item).find((event) => event.eventId === eventId);
  if (journalled && (kind !== 'STEP_STARTED' || item.status === 'IN_PROGRESS')) return journalled;
  const { status, reason, message, nextStep } = toOnboarding(item);
  return refuse(refusal(item), { status, reason, message, nextStep });
}
