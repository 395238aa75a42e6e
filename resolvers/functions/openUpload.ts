import {
  util,
  type Context,
  type DynamoDBPutItemRequest,
  type DynamoDBUpdateItemRequest,
} from '@aws-appsync/utils';
import type { MutationCreateIdUploadArgs } from '../../generated/types';
import {
  MAX_ATTEMPTS,
  MAX_UPLOADS,
  SESSION_DAYS,
  callersSession,
  conditionFailed,
  type JournalEntry,
  type SessionItem,
} from '../session';

/**
 * The session item for one more upload: a new session for a caller without a token, else the token's own session, as
 * long as it waits for a picture. Stashes `session`, or `refused` for `explainRefusal`.
 */
export function request(
  ctx: Context<MutationCreateIdUploadArgs>,
): DynamoDBPutItemRequest | DynamoDBUpdateItemRequest {
  const now = util.time.nowISO8601();
  const { country } = ctx.args.input;
  const sessionId = callersSession(ctx);
  const entry: JournalEntry = {
    eventId: util.autoId(),
    at: now,
    kind: 'UPLOAD_OPENED',
    status: 'AWAITING_PICTURE',
    nextStep: 'UPLOAD_PICTURE',
  };
  if (!sessionId) {
    const item: Omit<SessionItem, 'sessionId' | 'eventIds'> = {
      country,
      status: 'AWAITING_PICTURE',
      attemptsLeft: MAX_ATTEMPTS,
      uploads: 1,
      messages: 0,
      letters: 0,
      run: 0,
      runStartedAt: 0,
      journal: [entry],
      createdAt: now,
      updatedAt: now,
      expiresAt: util.time.nowEpochSeconds() + SESSION_DAYS * 24 * 60 * 60,
    };
    return {
      operation: 'PutItem',
      key: util.dynamodb.toMapValues({ sessionId: util.autoId() }),
      attributeValues: {
        ...util.dynamodb.toMapValues(item),
        eventIds: util.dynamodb.toStringSet([entry.eventId]),
      },
      condition: { expression: 'attribute_not_exists(sessionId)' },
    };
  }
  return {
    operation: 'UpdateItem',
    key: util.dynamodb.toMapValues({ sessionId }),
    update: {
      expression:
        'SET #status = :awaiting, country = :country, uploads = uploads + :one, updatedAt = :now, ' +
        'journal = list_append(journal, :entry) ADD eventIds :eventIds',
      expressionNames: { '#status': 'status' },
      expressionValues: {
        ...util.dynamodb.toMapValues({ ':country': country, ':one': 1, ':now': now, ':entry': [entry] }),
        ':awaiting': util.dynamodb.toDynamoDB('AWAITING_PICTURE'),
        ':eventIds': util.dynamodb.toStringSet([entry.eventId]),
      },
    },
    condition: {
      expression: '#status IN (:awaiting, :required) AND uploads < :maxUploads',
      expressionNames: { '#status': 'status' },
      expressionValues: util.dynamodb.toMapValues({
        ':awaiting': 'AWAITING_PICTURE',
        ':required': 'NEW_PICTURE_REQUIRED',
        ':maxUploads': MAX_UPLOADS,
      }),
    },
  };
}

export function response(ctx: Context) {
  if (conditionFailed(ctx)) {
    ctx.stash.refused = callersSession(ctx);
    return null;
  }
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  ctx.stash.session = ctx.result;
  return ctx.result;
}
