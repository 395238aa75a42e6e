import * as v from 'valibot';
import { AwsError, type LambdaService } from '../cloud';
import type { Agent, AgentFunction, Alias } from './agents';
import type { FunctionResult, TurnState } from './turn';

/** Bytes; what Bedrock reads of a function's answer. */
const largestAnswer = 25 * 1024;

const attributes = v.record(v.string(), v.string());
const answerShape = v.object({
  messageVersion: v.literal('1.0'),
  response: v.object({
    actionGroup: v.string(),
    function: v.string(),
    functionResponse: v.object({
      responseState: v.optional(v.picklist(['FAILURE', 'REPROMPT'])),
      responseBody: v.strictObject({ TEXT: v.object({ body: v.string() }) }),
    }),
  }),
  sessionAttributes: v.optional(attributes),
  promptSessionAttributes: v.optional(attributes),
});

/** Who calls which function of an action group, and with what. */
export interface FunctionCall {
  agent: Agent;
  alias: Alias;
  sessionId: string;
  target: AgentFunction;
  parameters: Record<string, string>;
  state: TurnState;
  accountId: string;
  traceId: string | undefined;
}

/**
 * Invokes the Lambda of an action group as Bedrock does, with the event of function details, and holds its answer to the
 * form that Bedrock reads.
 * @throws AwsError DependencyFailedException (424) when the function fails, may not be called or answers otherwise.
 */
export async function callFunction(lambda: LambdaService, call: FunctionCall): Promise<FunctionResult> {
  const { agent, target, accountId } = call;
  const caller = {
    kind: 'service',
    principal: 'bedrock.amazonaws.com',
    sourceArn: agent.arn,
    sourceAccount: accountId,
  } as const;
  const answer = await lambda
    .invoke(caller, {
      functionName: target.lambdaArn,
      payload: Buffer.from(JSON.stringify(eventOf(call))),
      invocationType: 'RequestResponse',
      traceId: call.traceId,
    })
    .catch((error: unknown) => {
      throw error instanceof AwsError ? invocationFailed(target, error) : error;
    });
  if (answer.functionError)
    throw failed(
      target,
      "Your request couldn't be completed. The Lambda function encountered a problem while processing the request; its log has the details.",
    );
  return resultOf(answer.payload, target);
}

function eventOf({ agent, alias, sessionId, target, parameters, state }: FunctionCall): object {
  return {
    messageVersion: '1.0',
    agent: { name: agent.name, id: agent.id, alias: alias.id, version: alias.version },
    inputText: state.input,
    sessionId,
    actionGroup: target.actionGroup,
    function: target.name,
    parameters: target.parameters.flatMap(({ name, type }) => {
      const value = parameters[name];
      return value === undefined ? [] : [{ name, type, value }];
    }),
    sessionAttributes: state.sessionAttributes,
    promptSessionAttributes: state.promptSessionAttributes,
  };
}

function resultOf(payload: Buffer, target: AgentFunction): FunctionResult {
  if (payload.length > largestAnswer)
    throw unreadable(target, `the answer has ${payload.length} bytes, and at most ${largestAnswer} are read`);
  const parsed = v.safeParse(answerShape, parseJson(payload));
  if (!parsed.success) {
    // The places of the faults, never the values: those may be a person's.
    const places = parsed.issues.map((issue) => v.getDotPath(issue) ?? 'the answer');
    throw unreadable(target, `not as Bedrock expects it: ${places.join(', ')}`);
  }
  const { response, sessionAttributes, promptSessionAttributes } = parsed.output;
  if (response.actionGroup !== target.actionGroup || response.function !== target.name)
    throw unreadable(target, 'it answers for another action group or function than the one that was called');
  const { responseState, responseBody } = response.functionResponse;
  if (responseState === 'FAILURE') throw failed(target, 'The function answered with the state FAILURE.');
  return {
    text: responseBody.TEXT.body,
    reprompt: responseState === 'REPROMPT',
    ...(sessionAttributes && { sessionAttributes }),
    ...(promptSessionAttributes && { promptSessionAttributes }),
  };
}

function parseJson(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString('utf8'));
  } catch {
    return undefined;
  }
}

function invocationFailed(target: AgentFunction, error: AwsError): AwsError {
  if (error.statusCode === 403)
    return failed(
      target,
      'Access denied while invoking the Lambda function. Check the permissions on the Lambda function and retry the request.',
    );
  return failed(target, `The Lambda function could not be invoked: ${error.code}: ${error.message}`);
}

function unreadable(target: AgentFunction, why: string): AwsError {
  return failed(
    target,
    `The server encountered an error processing the Lambda response. Check the Lambda response and retry the request: ${why}.`,
  );
}

function failed({ lambdaArn }: AgentFunction, message: string): AwsError {
  return new AwsError('DependencyFailedException', message, 424, { resourceName: lambdaArn });
}
