import type { IncomingMessage, ServerResponse } from 'node:http';
import { newTraceRoot, traceHeaderName, traceRoot } from '../trace';
import { newRequestId, signedRequest } from '../http';
import type { Engine, RequestNote } from './engine';
import { refusalOf, RequestRefusal } from './errors';
import type { ErrorEntry } from './errors';
import { chooseOperation } from './execution/documents';
import { Deadline } from './execution/deadline';
import { executeOperation } from './execution/operation';
import type { GraphQlAnswer } from './execution/operation';
import { newRequest } from './execution/request';
import type { GraphQlRequest } from './execution/request';
import { readHttpRequest, requestHeaders } from './http-request';
import { publishMutation } from './realtime/publish';

export const graphQlPath = '/graphql';

/** Bytes of the headers that resolvers add, names and values (developer guide, "HTTP helpers in util.http"). */
const largestHeaders = 4 * 1024;

const allowedMethods = 'GET, POST, OPTIONS';
const exposedHeaders =
  'x-amzn-RequestId,x-amzn-ErrorType,x-amz-user-agent,x-amzn-ErrorMessage,Date,x-amz-schema-version';

/** `POST` and `GET /graphql`, and the preflight before them. */
export async function serveGraphQl(
  engine: Engine,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-expose-headers', exposedHeaders);
  if (request.method === 'OPTIONS') return answerPreflight(request, response);

  const started = performance.now();
  const requestId = newRequestId();
  response.setHeader('x-amzn-requestid', requestId);
  const note: RequestNote = {
    operation: `${request.method} ${graphQlPath}`,
    caller: 'unknown',
    outcome: '200',
    traceId: traceRoot(request.headers[traceHeaderName]) ?? newTraceRoot(engine.cloud.now()),
  };
  try {
    const answer = await perform(engine, request, response, requestId, note);
    send(response, 200, answer);
  } catch (error) {
    const { errorType, message, statusCode, decision } = refusalOf(error);
    note.outcome = `${statusCode} ${errorType}`;
    note.decision = decision ?? message;
    response.setHeader('x-amzn-errortype', errorType);
    if (statusCode === 405) response.setHeader('allow', allowedMethods);
    // The rest of a body that is too large is not worth reading.
    if (statusCode === 413) response.setHeader('connection', 'close');
    send(response, statusCode, { errors: [{ errorType, message }] });
  }
  engine.cloud.record({
    service: 'appsync',
    resource: engine.api.arn,
    durationMs: performance.now() - started,
    requestId,
    ...note,
  });
}

function answerPreflight(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    'access-control-allow-methods': allowedMethods,
    'access-control-allow-headers': request.headers['access-control-request-headers'] ?? '*',
    'access-control-max-age': '172800',
    'content-length': '0',
  });
  response.end();
}

function send(response: ServerResponse, statusCode: number, body: object): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(statusCode, {
    'content-type': 'application/json;charset=UTF-8',
    'content-length': bytes.length,
  });
  response.end(bytes);
}

async function perform(
  engine: Engine,
  httpRequest: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  note: RequestNote,
): Promise<GraphQlAnswer> {
  const { query, operationName, variables, body } = await readHttpRequest(httpRequest);
  const headers = requestHeaders(httpRequest);
  const { traceId } = note;
  const caller = await engine.authenticate({
    requestId,
    traceId,
    headers,
    peer: { ip: httpRequest.socket.remoteAddress ?? '', origin: httpRequest.headers.origin },
    queryString: query,
    operationName,
    variables,
    signed: () => signedRequest(httpRequest, body),
  });
  note.caller = caller.name;

  const parsed = engine.documents.prepare(query);
  if ('errors' in parsed) return invalid(parsed.errors, note);
  const chosen = chooseOperation(parsed.prepared, operationName);
  if ('errors' in chosen) return invalid(chosen.errors, note);
  const { operation } = chosen;
  const fields = operation.selectionSet.selections.map((node) => ('name' in node ? node.name.value : '…'));
  note.operation = `${operation.operation} ${[...new Set(fields)].join(',')}`;
  if (operation.operation === 'subscription')
    throw new RequestRefusal(
      'UnsupportedOperation',
      `Subscriptions are served at ${graphQlPath}/realtime, over a WebSocket.`,
      400,
    );

  const request = newRequest({
    id: requestId,
    traceId,
    caller,
    headers,
    document: parsed.prepared,
    variables,
    deadline: new Deadline(),
  });
  const answer = await executeOperation(engine.schema, operation, request).finally(() =>
    request.deadline.clear(),
  );
  if (operation.operation === 'mutation') publishMutation(engine, operation, request, answer);
  applyEffects(engine, request, response, answer);
  note.outcome = answer.errors === undefined ? '200' : outcomeOf(answer.errors);
  if (request.decisions.size > 0) note.decision = [...request.decisions].join('; ');
  return answer;
}

function invalid(errors: ErrorEntry[], note: RequestNote): GraphQlAnswer {
  note.outcome = 'ValidationError';
  return { data: null, errors };
}

function outcomeOf(errors: ErrorEntry[]): string {
  return errors.find(({ errorType }) => typeof errorType === 'string')?.errorType ?? 'GraphQLError';
}

/** What resolvers asked for beside their results. */
function applyEffects(
  engine: Engine,
  request: GraphQlRequest,
  response: ServerResponse,
  answer: GraphQlAnswer,
): void {
  const invalidations = new Map<string, { fieldName: string; payload: unknown }>();
  let headerBytes = 0;
  for (const effect of request.effects) {
    if (effect.kind === 'responseHeader') {
      headerBytes += effect.name.length + effect.value.length;
      if (headerBytes <= largestHeaders) response.setHeader(effect.name, effect.value);
    }
    if (effect.kind === 'invalidateSubscriptions') {
      const { subscriptionField, payload } = effect;
      const invalidation = { fieldName: String(subscriptionField), payload };
      invalidations.set(JSON.stringify(invalidation), invalidation);
    }
  }
  const refuse = (errorType: string, message: string) => {
    answer.errors = [...(answer.errors ?? []), { path: null, errorType, locations: null, message }];
  };
  if (headerBytes > largestHeaders)
    refuse(
      'ResponseHeaderError',
      `The headers that resolvers add have ${headerBytes} bytes; AppSync takes ${largestHeaders}.`,
    );
  if (invalidations.size > 5)
    return refuse('LimitExceededError', 'A request may invalidate subscriptions 5 times.');
  for (const { fieldName, payload } of invalidations.values()) engine.registry.invalidate(fieldName, payload);
}
