import { BedrockAgentRuntimeClient, InvokeAgentCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import { Fault, summarize } from '../fault';
import type { Agent } from './agent';

/** The agent failed. Carries the service's error name, no words. */
export class AgentFault extends Fault {
  override name = 'AgentFault';
}

const asFault = (error: unknown): AgentFault => {
  const { error: name, detail } = summarize(error);
  return new AgentFault(detail ?? name);
};

/** Amazon Bedrock Agents (InvokeAgent): its answer is streamed as it is written. */
export const createBedrockAgent = (
  client: Pick<BedrockAgentRuntimeClient, 'send'>,
  { agentId, agentAliasId }: { agentId: string; agentAliasId: string },
): Agent => ({
  async *speak({ sessionId, words, attributes, prompt }, signal) {
    const decoder = new TextDecoder();
    try {
      const { completion } = await client.send(
        new InvokeAgentCommand({
          agentId,
          agentAliasId,
          sessionId,
          inputText: words,
          enableTrace: false,
          sessionState: { sessionAttributes: attributes, promptSessionAttributes: prompt },
          streamingConfigurations: { streamFinalResponse: true },
        }),
        { abortSignal: signal },
      );
      if (!completion) throw new AgentFault('no stream');
      for await (const part of completion) {
        if (part.chunk?.bytes) yield decoder.decode(part.chunk.bytes, { stream: true });
      }
      yield decoder.decode();
    } catch (error) {
      throw asFault(error);
    }
  },
});

/** Two attempts to open the stream; how long it may go on is the caller's signal. */
export const createBedrockClient = (): BedrockAgentRuntimeClient =>
  new BedrockAgentRuntimeClient({ maxAttempts: 2 });
