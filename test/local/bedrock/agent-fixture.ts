import {
  BedrockAgentRuntimeClient,
  InvokeAgentCommand,
  type BedrockAgentRuntimeClientConfig,
  type InvokeAgentCommandInput,
  type TracePart,
} from '@aws-sdk/client-bedrock-agent-runtime';
import type { AgentScriptInput } from '../../../local/bedrock/agent-script';
import { createBedrock } from '../../../local/bedrock/service';
import { createLambda } from '../../../local/lambda/service';
import { role, templateCloud } from '../template-cloud';

/** The tool behind the action group: it answers as its event asks, rightly or wrongly. */
const toolSource = `
exports.handler = async (event) => {
  const given = Object.fromEntries(event.parameters.map(({ name, value }) => [name, value]));
  const answer = (body, more = {}, top = {}) => ({
    messageVersion: '1.0',
    response: {
      actionGroup: event.actionGroup,
      function: event.function,
      functionResponse: { responseBody: { TEXT: { body } }, ...more },
    },
    ...top,
  });
  if (event.function === 'book_table')
    return answer(JSON.stringify({ status: 'BOOKED', table: 7, guests: Number(given.guests) }), {}, {
      sessionAttributes: { ...event.sessionAttributes, table: '7' },
    });
  switch (given.how) {
    case 'echo': return answer(JSON.stringify(event));
    case 'text': return answer('plain words');
    case 'reprompt': return answer('How many guests?', { responseState: 'REPROMPT' });
    case 'failure': return answer('no', { responseState: 'FAILURE' });
    case 'large': return answer('x'.repeat(25 * 1024));
    case 'throw': throw new Error('a secret of the function');
    case 'other-function': return { ...answer('x'), response: { ...answer('x').response, function: 'other' } };
    case 'no-version': return { ...answer('x'), messageVersion: '2.0' };
    case 'body-object': return answer({ not: 'a string' });
    case 'attributes': return answer('x', {}, { sessionAttributes: { n: 1 } });
    default: return 'nothing of the sort';
  }
};`;

const attribute = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });
const modelArn = {
  'Fn::Join': ['', ['arn:aws:bedrock:', { Ref: 'AWS::Region' }, '::foundation-model/amazon.nova-lite-v1:0']],
};
const think = (...Action: string[]) => ({ Effect: 'Allow', Action, Resource: modelArn });

function agent(name: string, roleId: string, more: object = {}): object {
  return {
    Type: 'AWS::Bedrock::Agent',
    Properties: {
      AgentName: name,
      AgentResourceRoleArn: attribute(roleId, 'Arn'),
      FoundationModel: 'amazon.nova-lite-v1:0',
      AutoPrepare: true,
      IdleSessionTTLInSeconds: 120,
      ActionGroups: [
        {
          ActionGroupName: 'restaurant',
          ActionGroupExecutor: { Lambda: attribute('Tool', 'Arn') },
          FunctionSchema: {
            Functions: [
              {
                Name: 'book_table',
                Parameters: { guests: { Type: 'number', Required: true }, wishes: { Type: 'string' } },
              },
              { Name: 'answer', Parameters: { how: { Type: 'string', Required: true } } },
            ],
          },
        },
        { ActionGroupName: 'ask', ParentActionGroupSignature: 'AMAZON.UserInput' },
      ],
      ...more,
    },
  };
}

export const agentResources: Record<string, object> = {
  Tool: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'tool',
      Handler: 'index.handler',
      Runtime: 'nodejs20.x',
      Role: attribute('ToolRole', 'Arn'),
      Code: { ZipFile: toolSource },
    },
  },
  ToolRole: role([{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }]),
  ToolPermission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: attribute('Tool', 'Arn'),
      Principal: 'bedrock.amazonaws.com',
      SourceArn: attribute('Agent', 'AgentArn'),
      SourceAccount: { Ref: 'AWS::AccountId' },
    },
  },
  Agent: agent('waiter', 'AgentRole'),
  AgentRole: role(
    [think('bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream')],
    'bedrock.amazonaws.com',
  ),
  Alias: {
    Type: 'AWS::Bedrock::AgentAlias',
    Properties: { AgentAliasName: 'live', AgentId: attribute('Agent', 'AgentId') },
  },
  /** May think, but not stream; and the tool does not know it. */
  Stranger: agent('stranger', 'StrangerRole'),
  StrangerRole: role([think('bedrock:InvokeModel')], 'bedrock.amazonaws.com'),
  /** Has a role that may nothing. */
  Thoughtless: agent('thoughtless', 'ThoughtlessRole'),
  ThoughtlessRole: role([think('bedrock:ListFoundationModels')], 'bedrock.amazonaws.com'),
  Guest: role([
    { Effect: 'Allow', Action: 'bedrock:InvokeAgent', Resource: attribute('Alias', 'AgentAliasArn') },
  ]),
};

/** A bedrock with a real Lambda behind it, and a way to talk to it. */
export async function startAgents(agentScript?: AgentScriptInput) {
  const cloud = await templateCloud(agentResources);
  const lambda = await createLambda(cloud);
  const bedrock = await createBedrock(cloud, { lambda, agentScript });
  const clients: BedrockAgentRuntimeClient[] = [];
  let conversations = 0;

  const client = (options: BedrockAgentRuntimeClientConfig = {}, guest = true) => {
    const { region, endpoints, iam, stack } = cloud;
    const made = new BedrockAgentRuntimeClient({
      region,
      endpoint: endpoints['bedrock-agent-runtime'],
      credentials: guest ? iam.credentialsFor(stack.attribute('Guest', 'Arn')) : iam.operator,
      maxAttempts: 1,
      ...options,
    });
    clients.push(made);
    return made;
  };
  const shared = client();

  /** Sends one message and collects the answer; a stream that ends in an exception throws it. */
  const say = async (
    inputText: string | undefined,
    input: Partial<InvokeAgentCommandInput> = {},
    by: BedrockAgentRuntimeClient = shared,
  ) => {
    const answer = await by.send(
      new InvokeAgentCommand({
        agentId: cloud.stack.attribute('Agent', 'AgentId'),
        agentAliasId: cloud.stack.attribute('Alias', 'AgentAliasId'),
        sessionId: `conversation-${conversations++}`,
        inputText,
        ...input,
      }),
    );
    const chunks: string[] = [];
    const traces: TracePart[] = [];
    for await (const { chunk, trace } of answer.completion ?? []) {
      if (chunk?.bytes) chunks.push(Buffer.from(chunk.bytes).toString('utf8'));
      if (trace) traces.push(trace);
    }
    return { text: chunks.join(''), chunks, traces, answer };
  };

  return {
    cloud,
    client,
    say,
    close: async () => {
      clients.forEach((made) => made.destroy());
      await bedrock.close();
      await lambda.close();
      await cloud.remove();
    },
  };
}

export type Agents = Awaited<ReturnType<typeof startAgents>>;
