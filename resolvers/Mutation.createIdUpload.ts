import type { Context } from '@aws-appsync/utils';
import { limits } from '../generated/contract';
import type { IdUpload, MutationCreateIdUploadArgs } from '../generated/types';
import { requireWithinLimits } from './input';
import { refuse } from './session';

/** Checks the announced picture; `openUpload` and `presignUpload` do the rest. */
export function request(ctx: Context<MutationCreateIdUploadArgs>) {
  const { input } = ctx.args;
  if (input.contentLength === 0) refuse('PICTURE_EMPTY');
  if (input.contentLength > limits.CreateIdUploadInput.contentLength.max) refuse('PICTURE_TOO_LARGE');
  if (input.contentType !== 'image/jpeg' && input.contentType !== 'image/png')
    refuse('PICTURE_TYPE_UNSUPPORTED');
  requireWithinLimits(input, limits.CreateIdUploadInput);
  return {};
}

export function response(ctx: Context): IdUpload {
  return ctx.prev.result;
}
