import * as v from 'valibot';
import { AgentTurnInputSchema } from '../../generated/validators';
import { boundary } from '../boundary';
import { environment } from '../environment';
import { createGraphqlClient } from '../journal/graphql';
import { createJournal } from '../journal/journal';
import { createLog } from '../log';
import { giveUp } from './give-up';

const { GRAPHQL_URL, AWS_REGION } = environment(['GRAPHQL_URL', 'AWS_REGION']);
const log = createLog('onboarding_failed');
const journal = createJournal(createGraphqlClient({ url: GRAPHQL_URL, region: AWS_REGION }));

/** What is read of the record that Lambda sends to an on-failure destination. */
const RecordSchema = v.object({ requestPayload: AgentTurnInputSchema() });

/** The on-failure destination of `onboarding_agent`. */
export const handler = boundary(
  log,
  RecordSchema,
  ({ requestPayload }) => giveUp(requestPayload, { journal, log }),
  ({ requestPayload: { sessionId, run } }) => ({ sessionId, run }),
);
