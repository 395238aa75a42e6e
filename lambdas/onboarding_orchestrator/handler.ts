import type { ActionGroupAnswer } from '../action-group/answer';
import { environment } from '../environment';
import { createInvoke, createLambdaClient } from '../invocation/invoke';
import { createGraphqlClient } from '../journal/graphql';
import { createJournal } from '../journal/journal';
import { createLog } from '../log';
import { orchestrate } from './orchestrate';
import { createSteps } from './steps';

const { GRAPHQL_URL, AWS_REGION, ...names } = environment([
  'GRAPHQL_URL',
  'AWS_REGION',
  'FN_EXTRACT_ID',
  'FN_VERIFY_ID',
  'FN_CREATE_CUSTOMER',
]);
const orchestrator = {
  journal: createJournal(createGraphqlClient({ url: GRAPHQL_URL, region: AWS_REGION })),
  steps: createSteps(createInvoke(createLambdaClient()), names),
  log: createLog('onboarding_orchestrator'),
};

/** The agent's tools: a Bedrock action group (function details). */
export const handler = (event: unknown): Promise<ActionGroupAnswer> => orchestrate(event, orchestrator);
