import { runtime, util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import { MAX_MESSAGES, MAX_UPLOADS, reasonOf, refuse, talkedOut, type SessionItem } from '../session';

/**
 * Runs only when a conditional write was refused (`stash.refused` is the session's id): reads why and says so. A repeat
 * of a request that was acted on already (the same clientRequestId) is not refused but answered: `stash.replayed`.
 */
export function request(ctx: Context): DynamoDBGetItemRequest {
  if (!ctx.stash.refused) runtime.earlyReturn(ctx.prev.result);
  return {
    operation: 'GetItem',
    key: util.dynamodb.toMapValues({ sessionId: ctx.stash.refused }),
    consistentRead: true,
  };
}

export function response(ctx: Context) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const item: SessionItem | null = ctx.result;
  const { clientRequestId } = ctx.args.input;
  if (item && clientRequestId && (item.requests ?? []).includes(clientRequestId)) {
    ctx.stash.session = item;
    ctx.stash.replayed = true;
    return item;
  }
  const waiting = item && (item.status === 'AWAITING_PICTURE' || item.status === 'NEW_PICTURE_REQUIRED');
  const upload = ctx.info.fieldName === 'createIdUpload';
  if (waiting && upload && item.uploads >= MAX_UPLOADS) refuse('TOO_MANY_UPLOADS');
  if (waiting && ctx.info.fieldName === 'sendMessage' && item.messages >= MAX_MESSAGES)
    refuse('TOO_MANY_MESSAGES');
  if (waiting && !upload && talkedOut(item)) refuse('TOO_MANY_MESSAGES');
  return refuse(reasonOf(item));
}
