import { util, type Context, type DynamoDBUpdateItemRequest } from '@aws-appsync/utils';
import {
  MAX_LETTERS,
  MAX_MESSAGES,
  MAX_WORDS,
  RUN_LEASE_MS,
  conditionFailed,
  type JournalEntry,
} from '../session';

/**
 * Raises the session's run and journals what the person did, in one conditional write. A start takes a session that
 * awaits its picture, or one whose run died without a word; a message takes a started session that is at rest. A
 * clientRequestId is acted on once.
 */
export function request(ctx: Context): DynamoDBUpdateItemRequest {
  const { sessionId, clientRequestId, language } = ctx.args.input;
  const { start, message } = ctx.stash;
  const now = util.time.nowISO8601();
  const nowMs = util.time.nowEpochMilliSeconds();
  const entry: JournalEntry = start
    ? {
        eventId: util.autoId(),
        at: now,
        kind: 'STARTED',
        status: 'IN_PROGRESS',
        nextStep: 'WAIT',
        message,
      }
    : { eventId: util.autoId(), at: now, kind: 'PERSON_MESSAGE', message };
  const letters = message ? message.length : 0;
  const values = { ':one': 1, ':now': now, ':nowMs': nowMs, ':entry': [entry], ':letters': letters };
  const base =
    'SET #run = #run + :one, letters = letters + :letters, updatedAt = :now, runStartedAt = :nowMs, ' +
    'journal = list_append(journal, :entry)';
  const sets = 'ADD eventIds :eventIds, requests :requests';
  const condition = 'NOT contains(requests, :cid) AND size(journal) < :maxWords AND letters < :maxLetters';
  const conditionValues = {
    ':cid': clientRequestId,
    ':maxWords': MAX_WORDS,
    ':maxLetters': MAX_LETTERS,
    ':awaiting': 'AWAITING_PICTURE',
  };
  const names = { '#run': 'run' };
  const status = { '#status': 'status' };
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ sessionId }),
    update: {
      expression: start
        ? `${base}, #status = :progress, #language = :language ${sets}`
        : `${base}, messages = messages + :one ${sets}`,
      expressionNames: start ? { ...names, ...status, '#language': 'language' } : names,
      expressionValues: {
        ...util.dynamodb.toMapValues(
          start ? { ...values, ':language': language, ':progress': 'IN_PROGRESS' } : values,
        ),
        ':eventIds': util.dynamodb.toStringSet([entry.eventId]),
        ':requests': util.dynamodb.toStringSet([clientRequestId]),
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
