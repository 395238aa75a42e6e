import { util, type Context, type DynamoDBGetItemRequest } from '@aws-appsync/utils';
import type { Onboarding, QueryOnboardingArgs } from '../generated/types';
import { refuse, requireOwnSession, toOnboarding, type SessionItem } from './session';

/** Reads one session. A person needs its token; the Lambdas come by IAM, which is checked before this runs. */
export function request(ctx: Context<QueryOnboardingArgs>): DynamoDBGetItemRequest {
  const byIam = util.authType() === 'IAM Authorization';
  if (!byIam) requireOwnSession(ctx, ctx.args.sessionId);
  return {
    operation: 'GetItem',
    key: util.dynamodb.toMapValues({ sessionId: ctx.args.sessionId }),
    consistentRead: true,
  };
}

export function response(ctx: Context): Onboarding {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const item: SessionItem | null = ctx.result;
  return item ? toOnboarding(item) : refuse('SESSION_NOT_FOUND');
}
