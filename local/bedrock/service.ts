import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError, type Cloud, type LambdaService, type RequestRecord, type Service } from '../cloud';
import { internalFailure, listen, newRequestId, readBody, sendAwsJsonError, signedRequest } from '../http';
import { callFunction } from './action-group';
import { neutralScript, parseAgentScript, type AgentScript, type AgentScriptInput } from './agent-script';
import { agentsOf, type Agent, type Alias } from './agents';
import { eventFrame, exceptionFrame } from './frames';
import { readInvokeAgent, type InvokeAgent } from './invoke-request';
import { checkCalls } from './script-check';
import { Sessions, type Session } from './sessions';
import { finalTrace, traceOf } from './trace';
import { playTurn, type TurnState } from './turn';
import { traceHeaderName, traceRoot } from '../trace';
import { createTwoProtocolServer, type Request, type Response } from './two-protocol-server';

/** Bytes; the longest input and its state. */
const largestRequest = 32 * 1024 ** 2;

export interface BedrockOptions {
  /** Carries out the functions of the action groups. */
  lambda: LambdaService;
  /** What the agents say and do; without one they say that they were given none. */
  agentScript?: AgentScriptInput | undefined;
}

/**
 * InvokeAgent for the template's agents at `cloud.endpoints['bedrock-agent-runtime']`, over HTTP/2 and HTTP/1.
 * @throws Error when an agent asks for what is not built, or the script cannot be played by any of them.
 */
export async function createBedrock(cloud: Cloud, { lambda, agentScript }: BedrockOptions): Promise<Service> {
  const script = agentScript === undefined ? neutralScript : parseAgentScript(agentScript);
  const bedrock = new Bedrock(cloud, lambda, playable(cloud, script), script);
  const { server, close } = createTwoProtocolServer(
    (request, response) => void bedrock.serve(request, response),
  );
  await listen(server, cloud.endpoints['bedrock-agent-runtime']);
  return {
    name: 'bedrock-agent-runtime',
    prepare: async (next) => {
      const agents = playable(next, script);
      return () => bedrock.take(next, agents);
    },
    close,
  };
}

function playable({ stack, region, accountId }: Cloud, script: AgentScript): Map<string, Agent> {
  const agents = agentsOf(stack, region, accountId);
  checkCalls(script, [...agents.values()]);
  return agents;
}

/** One request for an agent that was found, by a caller who may invoke it. */
interface Invocation extends InvokeAgent {
  traceId: string | undefined;
  agent: Agent;
  alias: Alias;
  aliasArn: string;
}

class Bedrock {
  readonly #sessions: Sessions;

  constructor(
    private cloud: Cloud,
    private readonly lambda: LambdaService,
    private agents: ReadonlyMap<string, Agent>,
    private readonly script: AgentScript,
  ) {
    this.#sessions = new Sessions(cloud.now);
  }

  take(cloud: Cloud, agents: ReadonlyMap<string, Agent>): void {
    this.cloud = cloud;
    this.agents = agents;
  }

  async serve(request: Request, response: Response): Promise<void> {
    const started = performance.now();
    const requestId = newRequestId();
    const entry: RequestRecord = {
      service: 'bedrock-agent-runtime',
      operation: 'InvokeAgent',
      caller: '',
      outcome: '200',
      durationMs: 0,
      requestId,
      traceId: traceRoot(request.headers[traceHeaderName]),
    };
    try {
      const invocation = await this.#admit(request, entry);
      response.writeHead(200, {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amzn-bedrock-agent-content-type': 'application/json',
        'x-amz-bedrock-agent-session-id': invocation.sessionId,
        'x-amzn-requestid': requestId,
      });
      const fault = await this.#stream(invocation, response);
      if (fault) Object.assign(entry, { outcome: `200 ${fault.code}`, decision: fault.message });
    } catch (thrown) {
      const error = asBedrockError(thrown);
      entry.outcome = `${error.statusCode} ${error.code}`;
      entry.decision ??= error.message;
      sendAwsJsonError(response, error, requestId);
    } finally {
      this.cloud.record({ ...entry, durationMs: performance.now() - started });
    }
  }

  /** Everything that is decided before the stream begins. */
  async #admit(request: Request, entry: RequestRecord): Promise<Invocation> {
    const body = await readBody(request, largestRequest);
    const signed = signedRequest(request, body);
    const { iam, region, accountId } = this.cloud;
    const caller = iam.authenticate(signed, 'bedrock');
    entry.caller = caller.kind === 'service' ? caller.principal : caller.arn;
    const asked = readInvokeAgent(signed.method, signed.path, body);
    const aliasArn = `arn:aws:bedrock:${region}:${accountId}:agent-alias/${asked.agentId}/${asked.aliasId}`;
    entry.resource = aliasArn;
    entry.decision = iam.authorize({ caller, action: 'bedrock:InvokeAgent', resource: aliasArn });
    const agent = this.agents.get(asked.agentId);
    if (!agent)
      throw new AwsError('ResourceNotFoundException', `The agent ${asked.agentId} was not found.`, 404);
    const alias = agent.aliases.get(asked.aliasId);
    if (!alias)
      throw new AwsError(
        'ResourceNotFoundException',
        `The alias ${asked.aliasId} of the agent ${agent.id} was not found.`,
        404,
      );
    return { ...asked, agent, alias, aliasArn, traceId: entry.traceId };
  }

  /** Plays the turn into the answer. What ends the turn goes into the stream, and is given back. */
  async #stream(invocation: Invocation, response: Response): Promise<AwsError | undefined> {
    const { agent, aliasArn, sessionId, endSession } = invocation;
    try {
      await this.#sessions.turn(`${aliasArn}/${sessionId}`, agent, async (session) =>
        endSession ? undefined : this.#play(invocation, session, (frame) => send(response, frame)),
      );
      return undefined;
    } catch (thrown) {
      const error = asBedrockError(thrown);
      send(response, exceptionFrame(error));
      return error;
    } finally {
      response.end();
    }
  }

  async #play(
    invocation: Invocation,
    session: Session,
    write: (frame: Uint8Array) => void,
  ): Promise<Session> {
    const { agent, alias, sessionId, stream, enableTrace, traceId } = invocation;
    this.#assertRoleMayThink(invocation);
    const state: TurnState = {
      input: invocation.input,
      turn: session.turns + 1,
      sessionAttributes: invocation.sessionAttributes ?? session.attributes,
      promptSessionAttributes: invocation.promptSessionAttributes,
    };
    const callByName = async (name: string, parameters: Record<string, string>) => {
      const target = agent.functions.get(name);
      if (!target)
        throw new AwsError(
          'InternalServerException',
          `The agent ${agent.name} has no function ${name}.`,
          500,
        );
      const { accountId } = this.cloud;
      const call = { agent, alias, sessionId, target, parameters, state, accountId, traceId };
      return callFunction(this.lambda, call);
    };
    const writeTrace = (trace: object | undefined) => {
      if (enableTrace && trace) write(eventFrame('trace', this.#tracePart(invocation, trace)));
    };
    let said = '';
    for await (const event of playTurn(this.script, state, callByName)) {
      writeTrace(traceOf(event, agent.functions));
      if (event.kind !== 'words') continue;
      const text = said === '' || /\s$/.test(said) ? event.text : ` ${event.text}`;
      said += text;
      if (stream)
        for (const chunk of text.match(/\s*\S+(\s+$)?/g) ?? []) {
          write(chunkFrame(chunk));
          await sleep(this.script.wordDelay);
        }
    }
    writeTrace(finalTrace(said));
    if (!stream) write(chunkFrame(said));
    return { attributes: state.sessionAttributes, turns: state.turn };
  }

  /** An agent calls its model as its own role: what that role lacks must be missed here, not in production. */
  #assertRoleMayThink({ agent, stream }: Invocation): void {
    const { iam, accountId } = this.cloud;
    const principal = {
      kind: 'service',
      principal: 'bedrock.amazonaws.com',
      sourceArn: agent.arn,
      sourceAccount: accountId,
    } as const;
    try {
      const caller = iam.assume(agent.roleArn, agent.id, principal);
      for (const { actions, streamingActions, resource } of agent.needs)
        for (const action of stream ? [...actions, ...streamingActions] : actions)
          iam.authorize({ caller, action, resource });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      throw new AwsError(
        'AccessDeniedException',
        `Access denied when calling Bedrock. Check the permissions of the agent's role. ${error.message}`,
        403,
      );
    }
  }

  #tracePart({ agent, alias, aliasArn, sessionId }: Invocation, trace: object): object {
    return {
      agentId: agent.id,
      agentAliasId: alias.id,
      agentVersion: alias.version,
      sessionId,
      callerChain: [{ agentAliasArn: aliasArn }],
      eventTime: this.cloud.now().toISOString(),
      trace,
    };
  }
}

function chunkFrame(text: string): Uint8Array {
  return eventFrame('chunk', { bytes: Buffer.from(text).toString('base64') });
}

/** A client that has gone away misses the rest; the turn is played to its end all the same. */
function send(response: Writable, frame: Uint8Array): void {
  if (response.writable) response.write(frame);
}

function asBedrockError(error: unknown): AwsError {
  const known = error instanceof AwsError ? error : internalFailure(error);
  return known.code === 'InternalFailure'
    ? new AwsError('InternalServerException', known.message, 500)
    : known;
}
