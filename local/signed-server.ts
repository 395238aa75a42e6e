import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller, Cloud, EndpointName, RequestRecord, Service, SignedRequest } from './cloud';
import {
  internalFailure,
  listen,
  newRequestId,
  readBody,
  requestTimeouts,
  sendAwsJsonError,
  signedRequest,
} from './http';
import { AwsError } from './cloud';
import { traceHeaderName, traceRoot } from './trace';

/** A request whose signature was verified. */
export interface SignedCall {
  caller: Caller;
  request: SignedRequest & { body: Buffer };
  requestId: string;
  /** What the record of this request should say; the handler fills it in as it learns it. */
  note: Partial<RequestRecord> & { operation: string };
}

export interface Answer {
  statusCode: number;
  headers?: Record<string, string>;
  body: Buffer;
}

export interface SignedServerOptions {
  /** The cloud as it is now. */
  cloud: () => Cloud;
  name: EndpointName;
  /** The service of the credential scope. */
  signingName: string;
  bodyLimitBytes: number;
  handle: (call: SignedCall) => Promise<Answer>;
}

/**
 * An endpoint of one AWS service: reads the body, verifies the signature, hands over, answers errors in JSON, and
 * records every request once.
 */
export async function startSignedServer(options: SignedServerOptions): Promise<Omit<Service, 'prepare'>> {
  const server = createServer(requestTimeouts, (request, response) => {
    void serve(options, request, response);
  });
  await listen(server, options.cloud().endpoints[options.name]);
  return {
    name: options.name,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  options: SignedServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const cloud = options.cloud();
  const started = performance.now();
  const requestId = newRequestId();
  const note: SignedCall['note'] = {
    operation: `${request.method} ${(request.url ?? '').split('?')[0]}`,
    traceId: traceRoot(request.headers[traceHeaderName]),
  };
  let who = 'unknown';
  try {
    const body = await readBody(request, options.bodyLimitBytes);
    const signed = { ...signedRequest(request, body), body };
    assertServiceHere(signed, options.signingName);
    const caller = cloud.iam.authenticate(signed, options.signingName);
    who = caller.kind === 'service' ? caller.principal : caller.arn;
    const answer = await options.handle({ caller, request: signed, requestId, note });
    note.outcome ??= String(answer.statusCode);
    response.writeHead(answer.statusCode, {
      'content-length': answer.body.length,
      'x-amzn-requestid': requestId,
      ...answer.headers,
    });
    response.end(answer.body);
  } catch (error) {
    const known = error instanceof AwsError ? error : internalFailure(error);
    note.outcome = `${known.statusCode} ${known.code}`;
    note.decision ??= known.message;
    sendAwsJsonError(response, known, requestId);
  }
  cloud.record({
    service: options.name,
    caller: who,
    outcome: '',
    durationMs: performance.now() - started,
    requestId,
    ...note,
  });
}

/**
 * SDK clients of services that do not run on this machine end up at one that does (see `AWS_ENDPOINT_URL`), and learn
 * there that they are wrong, instead of reaching AWS itself.
 */
function assertServiceHere({ headers }: SignedRequest, signingName: string): void {
  const [, service] =
    /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/.exec(String(headers['authorization'])) ?? [];
  if (service === undefined || service === signingName) return;
  throw new AwsError('NotImplemented', `The service ${service} is not run on this machine.`, 501);
}
