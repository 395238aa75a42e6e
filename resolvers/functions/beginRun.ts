import { util, type Context, type DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import { MAX_WORDS, MAX_MESSAGES, RUN_LEASE_MS, conditionFailed, type JournalEntry } from '../session';

/**
 * Raises the session's run and journals what the person did, in one conditional write. A start takes a session that
 * awaits its picture, or one whose run died without a word; a message takes a started session that is at rest.
 */
export function request(ctx: Context): DynamoDBUpdateItemRequest {
  const { sessionId, clientRequestId, language } = ctx.args.input;
  const { start, message } = ctx.stash;
  const now = util.time.nowISO8601();
  const nowMs = util.time.nowEpochMilliSeconds();
  const entry: JournalEntry = start
    ? {
        eventId: `start:${clientRequestId}`,
        at: now,
        kind: 'STARTED',
        status: 'IN_PROGRESS',
        nextStep: 'WAIT',
        message,
      }
    : { eventId: `message:${clientRequestId}`, at: now, kind: 'PERSON_MESSAGE', message };
  const values = { ':one': 1, ':now': now, ':nowMs': nowMs, ':entry': [entry], ':cid': clientRequestId };
  const base =
    'SET #run = #run + :one, clientRequestId = :cid, updatedAt = :now, runStartedAt = :nowMs, ' +
    'journal = list_append(journal, :entry)';
  const condition = 'clientRequestId <> :cid AND size(journal) < :maxEvents';
  const conditionValues = {
    ':cid': clientRequestId,
    ':maxEvents': MAX_WORDS,
    ':awaiting': 'AWAITING_PICTURE',
  };
  const names = { '#run': 'run' };
  const status = { '#status': 'status' };
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ sessionId }),
    update: {
      expression: start
        ? `${base}, #status = :progress, #language = :language ADD eventIds :eventIds`
        : `${base}, messages = messages + :one ADD eventIds :eventIds`,
      expressionNames: start ? { ...names, ...status, '#language': 'language' } : names,
      expressionValues: {
        ...util.dynamodb.toMapValues(
          start ? { ...values, ':language': language, ':progress': 'IN_PROGRESS' } : values,
        ),
        ':eventIds': util.dynamodb.toStringSet([entry.eventId]),
      },
    },
    condition: start
      ? {
          expression: `${condition} AND (#status = :awaiting OR (#status = :progress AND runStartedAt < :dead))`,
          expressionNames: status,
          expressionValues: util.dynamodb.toMapValues({
            ...conditionValues,
            ':progress': 'IN_PROGRESS',
            ':dead': nowMs - RUN_LEASE_MS,
          }),
        }
      : {
          expression: `${condition} AND #status IN (:awaiting, :required) AND #run > :none AND messages < :maxMessages`,
          expressionNames: { ...status, ...names },
          expressionValues: util.dynamodb.toMapValues({
            ...conditionValues,
            ':required': 'NEW_PICTURE_REQUIRED',
            ':none': 0,
            ':maxMessages': MAX_MESSAGES,
          }),
        },
  };
}

export function response(ctx: Context) {
  if (conditionFailed(ctx)) {
    ctx.stash.refused = ctx.args.input.sessionId;
    return null;
  }
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  ctx.stash.session = ctx.result;
  return ctx.result;
}
