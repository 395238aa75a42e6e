import { runtime, util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type {
  MutationPublishOnboardingEventArgs,
  OnboardingEvent,
  PublishOnboardingEventInput,
  ReasonCode,
} from '../../generated/types';
import { MAX_EVENTS, isWords, reasonOf, refuse, toEvents, toOnboarding, type SessionItem } from '../session';

/** Whether the event comes from the run that the session is in now. */
const isPresent = (item: SessionItem, { run }: PublishOnboardingEventInput): boolean =>
  item.run === run && item.status === 'IN_PROGRESS';

const refusal = (item: SessionItem, event: PublishOnboardingEventInput): ReasonCode => {
  if (isWords(event.kind) || item.journal.length >= MAX_EVENTS) return 'TOO_MANY_MESSAGES';
  const another = event.status === 'NEW_PICTURE_REQUIRED' && item.attemptsLeft <= 1;
  return another && isPresent(item, event) ? 'TOO_MANY_ATTEMPTS' : reasonOf(item);
};

/**
 * Runs only when `appendEvent` was refused. An event that is in the journal already is answered as it stands there,
 * so that a publisher may repeat itself; but the start of a step in a run that has settled is refused, so that a run is
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
  const { input } = ctx.args;
  const journalled = toEvents(item).find((event) => event.eventId === input.eventId);
  if (journalled && (input.kind !== 'STEP_STARTED' || isPresent(item, input))) return journalled;
  const { status, reason, message, nextStep } = toOnboarding(item);
  return refuse(refusal(item, input), { status, reason, message, nextStep });
}
