import * as v from 'valibot';
import { AwsError } from '../cloud';

/** An InvokeAgent request, validated. */
export interface InvokeAgent {
  agentId: string;
  aliasId: string;
  sessionId: string;
  input: string;
  endSession: boolean;
  enableTrace: boolean;
  /** Words as they come, instead of all of them in one chunk at the end. */
  stream: boolean;
  /** Undefined leaves the session's as they are. */
  sessionAttributes?: Record<string, string>;
  promptSessionAttributes: Record<string, string>;
}

/** Characters. */
const longestInput = 25_000_000;

const attributes = v.optional(v.record(v.string(), v.string()));
const body = v.object({
  inputText: v.optional(v.pipe(v.string(), v.maxLength(longestInput)), ''),
  endSession: v.optional(v.boolean(), false),
  enableTrace: v.optional(v.boolean(), false),
  sessionState: v.optional(
    v.object({ sessionAttributes: attributes, promptSessionAttributes: attributes }),
    {},
  ),
  streamingConfigurations: v.optional(v.object({ streamFinalResponse: v.optional(v.boolean(), false) }), {
    streamFinalResponse: false,
  }),
});

/** Members that Bedrock knows and this one does not, by the member that holds them. */
const notBuilt = {
  '': ['memoryId', 'bedrockModelConfigurations', 'promptCreationConfigurations'],
  sessionState: [
    'conversationHistory',
    'files',
    'invocationId',
    'knowledgeBaseConfigurations',
    'returnControlInvocationResults',
  ],
  streamingConfigurations: ['applyGuardrailInterval'],
};

/**
 * Reads an InvokeAgent request.
 * @param path raw, as it came
 * @throws AwsError 400 ValidationException, 501 NotImplemented for another operation or a member that is not built.
 */
export function readInvokeAgent(method: string, path: string, content: Buffer): InvokeAgent {
  const match = /^\/agents\/([^/]*)\/agentAliases\/([^/]*)\/sessions\/([^/]*)\/text$/.exec(path);
  if (method !== 'POST' || !match)
    throw new AwsError(
      'NotImplemented',
      `The local Bedrock has InvokeAgent only; ${method} ${path.split('/').slice(0, 2).join('/')} … is not implemented.`,
      501,
    );
  const [agentId = '', aliasId = '', sessionId = ''] = match.slice(1).map(decode);
  constrain('agentId', agentId, /^[0-9a-zA-Z]{1,10}$/);
  constrain('agentAliasId', aliasId, /^[0-9a-zA-Z]{1,10}$/);
  constrain('sessionId', sessionId, /^[0-9a-zA-Z._:-]{2,100}$/);

  const json = parse(content);
  refuseNotBuilt(json);
  const parsed = v.safeParse(body, json);
  if (!parsed.success) {
    // Paths of the faults, never what was sent.
    const faults = parsed.issues.map(
      (issue) => `'${v.getDotPath(issue) ?? 'body'}' must be ${issue.expected ?? 'valid'}`,
    );
    throw invalid(`${faults.length} validation error detected: ${faults.join('; ')}`);
  }
  const { inputText, endSession, enableTrace, sessionState, streamingConfigurations } = parsed.output;
  if (inputText === '' && !endSession)
    throw invalid('1 validation error detected: inputText must not be empty');
  return {
    agentId,
    aliasId,
    sessionId,
    input: inputText,
    endSession,
    enableTrace,
    stream: streamingConfigurations.streamFinalResponse,
    promptSessionAttributes: sessionState.promptSessionAttributes ?? {},
    ...(sessionState.sessionAttributes && { sessionAttributes: sessionState.sessionAttributes }),
  };
}

function constrain(name: string, value: string, pattern: RegExp): void {
  if (!pattern.test(value))
    throw invalid(
      `1 validation error detected: Value at '${name}' failed to satisfy constraint: ` +
        `Member must satisfy regular expression pattern: ${pattern.source}`,
    );
}

function refuseNotBuilt(json: Record<string, unknown>): void {
  for (const [holder, members] of Object.entries(notBuilt)) {
    const held = holder === '' ? json : json[holder];
    if (typeof held !== 'object' || held === null) continue;
    const asked = members.filter((member) => Object.hasOwn(held, member));
    if (asked.length > 0)
      throw new AwsError('NotImplemented', `The local Bedrock does not implement ${asked.join(', ')}.`, 501);
  }
}

function parse(content: Buffer): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(content.length === 0 ? '{}' : content.toString('utf8'));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  } catch {
    // Said below, like any other body that is no object.
  }
  throw invalid('The body is not a JSON object.');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw invalid('The path is not percent-encoded text.');
  }
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message, 400);
}
