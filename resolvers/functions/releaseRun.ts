import { runtime, util, type Context, type DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { conditionFailed, refuse, type JournalEntry, type SessionItem } from '../session';

/** Runs only when the agent could not be started: gives the session back, so that the person can try again. */
export function request(ctx: Context): DynamoDBUpdateItemRequest {
  if (!ctx.stash.notStarted) runtime.earlyReturn(ctx.prev.result);
  const session: SessionItem = ctx.stash.session;
  const now = util.time.nowISO8601();
  const status = ctx.stash.start ? 'AWAITING_PICTURE' : session.status;
  const entry: JournalEntry = {
    eventId: `run-${session.run}:not-started`,
    at: now,
    kind: 'FAILED',
    status,
    reason: 'SERVICE_UNAVAILABLE',
    nextStep: 'TRY_AGAIN',
  };
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ sessionId: session.sessionId }),
    update: {
      expression:
        'SET #status = :status, updatedAt = :now, journal = list_append(journal, :entry) ADD eventIds :eventIds',
      expressionNames: { '#status': 'status' },
      expressionValues: {
        ...util.dynamodb.toMapValues({ ':status': status, ':now': now, ':entry': [entry] }),
        ':eventIds': util.dynamodb.toStringSet([entry.eventId]),
      },
    },
    condition: {
      expression: '#run = :run',
      expressionNames: { '#run': 'run' },
      expressionValues: util.dynamodb.toMapValues({ ':run': session.run }),
    },
  };
}

export function response(ctx: Context) {
  if (ctx.error && !conditionFailed(ctx)) util.error(ctx.error.message, ctx.error.type);
  return refuse('SERVICE_UNAVAILABLE');
}
