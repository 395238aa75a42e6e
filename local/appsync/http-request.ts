import type { IncomingMessage } from 'node:http';
import { readBody } from '../http';
import type { RequestHeaders } from './auth/caller';
import { RequestRefusal } from './errors';
import { isObject, parseObject } from './json';
import type { JsonObject } from './json';

/** Bytes; AppSync's quota. */
const largestBody = 1024 * 1024;

export interface HttpGraphQlRequest {
  query: string;
  operationName: string | undefined;
  variables: JsonObject;
  /** As it came, for its signature. */
  body: Buffer;
}

/**
 * A GraphQL request over HTTP: a JSON object in the body, whatever its type is said to be, or the parameters of a GET, as
 * AppSync takes them (its team's account: graphql/graphql-over-http#81). Throws RequestRefusal, or AwsError for a body
 * that is too large or does not end.
 */
export async function readHttpRequest(request: IncomingMessage): Promise<HttpGraphQlRequest> {
  const body = await readBody(request, largestBody);
  const { method = '', url = '/' } = request;
  switch (method) {
    case 'GET': {
      const { searchParams } = new URL(url, 'http://localhost');
      const { query, operationName, variables } = Object.fromEntries(searchParams);
      const given = variables === undefined ? undefined : (parseObject(variables) ?? variables);
      return { ...readOperation({ query, operationName, variables: given }), body };
    }
    case 'POST':
      if (body.length === 0) throw malformed('Request body is empty.');
      return { ...readOperation(parseObject(body.toString('utf8')) ?? {}), body };
    default:
      throw malformed('This endpoint takes GET and POST requests only.', 405);
  }
}

function readOperation({ query, operationName, variables }: JsonObject): Omit<HttpGraphQlRequest, 'body'> {
  if (typeof query !== 'string') throw malformed('Unable to parse GraphQL query.');
  if (variables !== undefined && variables !== null && !isObject(variables))
    throw malformed('Unable to parse GraphQL query: the variables are not an object.');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw malformed('Unable to parse GraphQL query: the operationName is not a string.');
  return { query, operationName: operationName ?? undefined, variables: variables ?? {} };
}

function malformed(message: string, statusCode = 400): RequestRefusal {
  return new RequestRefusal('MalformedHttpRequestException', message, statusCode);
}

/** `ctx.request.headers`: all but cookies; a header that came several times is a list. */
export function requestHeaders(request: IncomingMessage): RequestHeaders {
  const headers: RequestHeaders = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    const [first] = values;
    if (name !== 'cookie' && first !== undefined) headers[name] = values.length > 1 ? values : first;
  }
  return headers;
}
