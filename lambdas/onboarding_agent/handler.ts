import { AgentTurnInputSchema } from '../../generated/validators';
import { boundary } from '../boundary';
import { environment } from '../environment';
import { createInvoke, createLambdaClient } from '../invocation/invoke';
import { createGraphqlClient } from '../journal/graphql';
import { createJournal } from '../journal/journal';
import { createLog } from '../log';
import { createBedrockAgent, createBedrockClient } from './bedrock-agent';
import { takeTurn } from './turn';

const { AGENT_ID, AGENT_ALIAS_ID, UPLOAD_BUCKET, FN_ORCHESTRATOR, GRAPHQL_URL, AWS_REGION } = environment([
  'AGENT_ID',
  'AGENT_ALIAS_ID',
  'UPLOAD_BUCKET',
  'FN_ORCHESTRATOR',
  'GRAPHQL_URL',
  'AWS_REGION',
]);
const log = createLog('onboarding_agent');
const turn = {
  journal: createJournal(createGraphqlClient({ url: GRAPHQL_URL, region: AWS_REGION })),
  agent: createBedrockAgent(createBedrockClient(), { agentId: AGENT_ID, agentAliasId: AGENT_ALIAS_ID }),
  invoke: createInvoke(createLambdaClient()),
  orchestrator: FN_ORCHESTRATOR,
  bucket: UPLOAD_BUCKET,
  log,
};

/** One turn of the conversation with the agent, started asynchronously by `startOnboarding` and `sendMessage`. */
export const handler = boundary(
  log,
  AgentTurnInputSchema(),
  (input) => takeTurn(input, turn),
  ({ sessionId, run }) => ({ sessionId, run }),
);
