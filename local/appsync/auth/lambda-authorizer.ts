import type { Cloud, LambdaService, ServiceCaller } from '../../cloud';
import type { ApiModel, LambdaAuthorizerModel } from '../api';
import { RequestRefusal } from '../errors';
import { isObject } from '../json';
import type { AuthorizedCaller, RequestHeaders } from './caller';

/** Developer guide, "AWS_LAMBDA authorization". */
const authorizerLimitMs = 10_000;
const longestToken = 2_048;
const largestContextBytes = 5 * 1024 * 1024;
/** API reference, `LambdaAuthorizerConfig`. */
const longestTtlSeconds = 3_600;
/** Tokens whose answer is remembered; the oldest go first. */
const rememberedTokens = 10_000;

/** What the authorizer is told of the request beside the token. */
export interface AuthorizedOperation {
  requestId: string;
  traceId: string;
  queryString: string;
  operationName: string | undefined;
  variables: Record<string, unknown>;
  headers: RequestHeaders;
}

interface Remembered {
  answer: Answer;
  until: number;
}

type Answer = { authorized: true; caller: AuthorizedCaller } | { authorized: false; decision: string };

interface LambdaAuthorizerOptions {
  cloud: Pick<Cloud, 'now' | 'accountId'>;
  api: Pick<ApiModel, 'id' | 'arn'>;
  model: LambdaAuthorizerModel;
  lambda: Pick<LambdaService, 'invoke'>;
  /** AppSync itself, acting for the API. */
  service: ServiceCaller;
}

/** The mode AWS_LAMBDA: asks the API's authorizer function about tokens, and remembers its answers as long as it says. */
export class LambdaAuthorizer {
  readonly #remembered = new Map<string, Remembered>();

  constructor(private readonly options: LambdaAuthorizerOptions) {}

  /** Throws RequestRefusal when the token is not let in, or the authorizer cannot be asked. */
  async authorize(token: string, operation: AuthorizedOperation): Promise<AuthorizedCaller> {
    const { cloud, model } = this.options;
    if (token.length > longestToken) throw refused(`the token is longer than ${longestToken} characters`);
    if (model.tokenPattern !== undefined && !model.tokenPattern.test(token))
      throw refused('the token does not match IdentityValidationExpression');
    const now = cloud.now().getTime();
    const known = this.#remembered.get(token);
    if (known !== undefined && known.until > now) return admitted(known.answer);
    this.#remembered.delete(token);

    const { answer, ttlSeconds } = await this.#ask(token, operation);
    if (ttlSeconds > 0) {
      const [oldest] = this.#remembered.keys();
      if (this.#remembered.size >= rememberedTokens && oldest !== undefined) this.#remembered.delete(oldest);
      this.#remembered.set(token, { answer, until: now + ttlSeconds * 1000 });
    }
    return admitted(answer);
  }

  async #ask(token: string, operation: AuthorizedOperation): Promise<{ answer: Answer; ttlSeconds: number }> {
    const { cloud, api, model, lambda, service } = this.options;
    const { requestId, traceId, queryString, operationName, variables, headers } = operation;
    const event = {
      authorizationToken: token,
      requestContext: {
        apiId: api.id,
        accountId: cloud.accountId,
        requestId,
        queryString,
        ...(operationName === undefined ? {} : { operationName }),
        variables,
      },
      requestHeaders: headers,
    };
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_resolve, reject) => {
      const late = () => reject(refused(`the authorizer did not answer within ${authorizerLimitMs} ms`));
      timer = setTimeout(late, authorizerLimitMs);
    });
    try {
      const invoked = lambda.invoke(service, {
        functionName: model.functionArn,
        invocationType: 'RequestResponse',
        payload: Buffer.from(JSON.stringify(event)),
        traceId,
      });
      const result = await Promise.race([invoked, tooLate]);
      if (result.functionError !== undefined) throw refused('the authorizer function failed');
      return readAnswer(result.payload, api, model);
    } catch (error) {
      if (error instanceof RequestRefusal) throw error;
      throw refused(
        `the authorizer cannot be invoked: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      clearTimeout(timer);
    }
  }
}

function refused(decision: string): RequestRefusal {
  return new RequestRefusal(
    'UnauthorizedException',
    'You are not authorized to make this call.',
    401,
    decision,
  );
}

function admitted(answer: Answer): AuthorizedCaller {
  if (answer.authorized) return answer.caller;
  throw refused(answer.decision);
}

function readAnswer(
  payload: Buffer,
  api: Pick<ApiModel, 'arn'>,
  model: LambdaAuthorizerModel,
): { answer: Answer; ttlSeconds: number } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload.toString('utf8'));
  } catch {
    parsed = undefined;
  }
  if (!isObject(parsed) || typeof parsed['isAuthorized'] !== 'boolean')
    throw refused("the authorizer's answer has no isAuthorized");
  const { isAuthorized, resolverContext, deniedFields, ttlOverride } = parsed;
  const ttlSeconds = Math.min(
    typeof ttlOverride === 'number' ? ttlOverride : model.ttlSeconds,
    longestTtlSeconds,
  );
  if (!isAuthorized)
    return { answer: { authorized: false, decision: 'the authorizer refused the token' }, ttlSeconds };
  const caller: AuthorizedCaller = {
    mode: 'AWS_LAMBDA',
    name: 'AWS_LAMBDA',
    identity: { resolverContext: readContext(resolverContext) },
    deniedFields: readDeniedFields(deniedFields, api),
  };
  return { answer: { authorized: true, caller }, ttlSeconds };
}

/** Flat, and every value a string: nested values are not supported by AppSync. */
function readContext(context: unknown): Record<string, string> {
  if (context === undefined || context === null) return {};
  if (!isObject(context)) throw refused('the resolverContext is not an object');
  const entries = Object.entries(context).map(([name, value]): [string, string] => {
    if (typeof value === 'object' && value !== null)
      throw refused(`resolverContext.${name} is not a plain value`);
    return [name, String(value)];
  });
  const flat = Object.fromEntries(entries);
  if (Buffer.byteLength(JSON.stringify(flat)) > largestContextBytes)
    throw refused('the resolverContext is over 5 MB');
  return flat;
}

/** `Type.field`, or the field's ARN; ARNs of other APIs mean nothing here. What is no list would deny nothing. */
function readDeniedFields(denied: unknown, api: Pick<ApiModel, 'arn'>): ReadonlySet<string> {
  if (denied === undefined || denied === null) return new Set();
  if (!Array.isArray(denied)) throw refused('deniedFields is not a list');
  const fields = new Set<string>();
  for (const field of denied.map(String)) {
    const [, arn, typeName, fieldName] = /^(arn:.*)\/types\/(\w+)\/fields\/(\w+)$/.exec(field) ?? [];
    if (arn === undefined) fields.add(field);
    else if (arn === api.arn) fields.add(`${typeName}.${fieldName}`);
  }
  return fields;
}
