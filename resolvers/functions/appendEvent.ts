import { util, type Context, type DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import type { MutationPublishOnboardingEventArgs } from '../../generated/types';
import {
  MAX_EVENTS,
  MAX_LETTERS,
  MAX_WORDS,
  conditionFailed,
  isWords,
  toEvents,
  type JournalEntry,
} from '../session';

/**
 * The journal's one write: appends the event, moves the session and says its place, or does nothing at all. Words never
 * move a session; anything else must come from the session's present run, while it runs (or is about to). A new picture
 * is asked for only while there is an attempt left to judge it.
 */
export function request(ctx: Context<MutationPublishOnboardingEventArgs>): DynamoDBUpdateItemRequest {
  const { sessionId, run, ...event } = ctx.args.input;
  const now = util.time.nowISO8601();
  const words = isWords(event.kind);
  const first = event.kind === 'STEP_STARTED' && event.step === 'EXTRACT_ID';
  const status = words ? null : first ? 'IN_PROGRESS' : event.status;
  const entry: JournalEntry = words
    ? { eventId: event.eventId, at: now, kind: event.kind, message: event.message }
    : { ...event, at: now, status };

  const sets = ['updatedAt = :now', '#journal = list_append(#journal, :entry)'];
  let names: Record<string, string> = { '#journal': 'journal' };
  let values: Record<string, unknown> = { ':now': now, ':entry': [entry] };
  if (status) {
    sets.push('#status = :status');
    names = { ...names, '#status': 'status' };
    values = { ...values, ':status': status };
  }
  const exhausted = entry.reason === 'TOO_MANY_ATTEMPTS';
  const another = status === 'NEW_PICTURE_REQUIRED' && !exhausted;
  if (exhausted) {
    sets.push('attemptsLeft = :none');
    values = { ...values, ':none': 0 };
  } else if (another) {
    sets.push('attemptsLeft = attemptsLeft - :one');
    values = { ...values, ':one': 1 };
  } else if (words) {
    sets.push('letters = letters + :letters');
    values = { ...values, ':letters': event.message ? event.message.length : 0 };
  }

  const once =
    'attribute_exists(sessionId) AND NOT contains(eventIds, :eventId) AND size(journal) < :maxEvents';
  const onceValues = { ':eventId': event.eventId, ':maxEvents': words ? MAX_WORDS : MAX_EVENTS };
  const ofRun = another ? `${once} AND #run = :run AND attemptsLeft > :one` : `${once} AND #run = :run`;
  const runValues = {
    ...onceValues,
    ':run': run,
    ':progress': 'IN_PROGRESS',
    ...(another ? { ':one': 1 } : {}),
  };
  const runNames = { '#run': 'run', '#current': 'status' };
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ sessionId }),
    update: {
      expression: `SET ${sets.join(', ')} ADD eventIds :eventIds`,
      expressionNames: names,
      expressionValues: {
        ...util.dynamodb.toMapValues(values),
        ':eventIds': util.dynamodb.toStringSet([event.eventId]),
      },
    },
    condition: words
      ? {
          expression: `${once} AND letters < :maxLetters`,
          expressionValues: util.dynamodb.toMapValues({ ...onceValues, ':maxLetters': MAX_LETTERS }),
        }
      : {
          expression: first
            ? `${ofRun} AND #current IN (:progress, :awaiting)`
            : `${ofRun} AND #current = :progress`,
          expressionNames: runNames,
          expressionValues: util.dynamodb.toMapValues(
            first ? { ...runValues, ':awaiting': 'AWAITING_PICTURE' } : runValues,
          ),
        },
  };
}

export function response(ctx: Context) {
  if (conditionFailed(ctx)) {
    ctx.stash.refused = ctx.args.input.sessionId;
    return null;
  }
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const events = toEvents(ctx.result);
  return events[events.length - 1];
}
