import { runtime, util, type Context, type DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { conditionFailed, refuse, type JournalEntry, type SessionItem } from '../session';

/**
 * Runs only when the agent could not be started: gives the session and the request back, so that the person can try again,
 * also by the same request. A session that has moved on all the same is left alone; a message moved nothing.
 */
export function request(ctx: Context): DynamoDBUpdateItemRequest {
  if (!ctx.stash.notStarted) runtime.earlyReturn(ctx.prev.result);
  const session: SessionItem = ctx.stash.session;
  const now = util.time.nowISO8601();
  const failed: JournalEntry = {
    eventId: `run-${session.run}:not-started`,
    at: now,
    kind: 'FAILED',
    reason: 'SERVICE_UNAVAILABLE',
  };
  const entry: JournalEntry = ctx.stash.start
    ? { ...failed, status: 'AWAITING_PICTURE', nextStep: 'TRY_AGAIN' }
    : failed;
  const values = { ':now': now, ':entry': [entry] };
  const base = 'SET updatedAt = :now, journal = list_append(journal, :entry)';
  const sets = 'ADD eventIds :eventIds DELETE requests :requests';
  const status = { '#status': 'status' };
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ sessionId: session.sessionId }),
    update: {
      expression: ctx.stash.start ? `${base}, #status = :awaiting ${sets}` : `${base} ${sets}`,
      ...(ctx.stash.start ? { expressionNames: status } : {}),
      expressionValues: {
        ...util.dynamodb.toMapValues(
          ctx.stash.start ? { ...values, ':awaiting': 'AWAITING_PICTURE' } : values,
        ),
        ':eventIds': util.dynamodb.toStringSet([entry.eventId]),
        ':requests': util.dynamodb.toStringSet([ctx.args.input.clientRequestId]),
      },
    },
    condition: ctx.stash.start
      ? {
          expression: '#run = :run AND #status = :progress',
          expressionNames: { ...status, '#run': 'run' },
          expressionValues: util.dynamodb.toMapValues({ ':run': session.run, ':progress': 'IN_PROGRESS' }),
        }
      : { expression: 'attribute_exists(sessionId)' },
  };
}

export function response(ctx: Context) {
  if (ctx.error && !conditionFailed(ctx)) util.error(ctx.error.message, ctx.error.type);
  return refuse('SERVICE_UNAVAILABLE');
}
