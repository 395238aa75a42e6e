import { util, type Context, type LambdaRequest } from '@aws-appsync/utils';
import type { IdUploadInput, MutationCreateIdUploadArgs } from '../../generated/types';
import { refuse, type SessionItem } from '../session';

/** Has `id_upload` presign the URL and sign the session's token. */
export function request(ctx: Context<MutationCreateIdUploadArgs>): LambdaRequest {
  const session: SessionItem = ctx.stash.session;
  const payload: IdUploadInput = {
    sessionId: session.sessionId,
    upload: session.uploads,
    sessionExpiresAt: util.time.epochMilliSecondsToISO8601(session.expiresAt * 1000),
    picture: ctx.args.input,
  };
  return { operation: 'Invoke', payload };
}

export function response(ctx: Context) {
  if (ctx.error) refuse('SERVICE_UNAVAILABLE');
  return ctx.result;
}
