import * as v from 'valibot';
import { boundary } from '../boundary';
import { environment } from '../environment';
import { createLog } from '../log';
import { createSecretsClient, createSessionSecret } from '../session-token/secret';
import { authorize } from './authorize';

const { SESSION_SECRET_ARN } = environment(['SESSION_SECRET_ARN']);
const secret = createSessionSecret(createSecretsClient(), SESSION_SECRET_ARN);

/** What is read of an AppSync authorizer event; a request without a token has an empty one. */
const EventSchema = v.object({ authorizationToken: v.nullish(v.string(), '') });

/** AppSync's Lambda authorizer: turns a session token into the session that every resolver compares with. */
export const handler = boundary(createLog('session_authorizer'), EventSchema, ({ authorizationToken }) =>
  authorize(authorizationToken, secret),
);
