import { AwsError } from '../cloud';
import type { InvokeRequest } from '../cloud';
import type { SignedCall } from '../signed-server';
import { eventLimitBytes, requestLimitBytes } from './limits';

export interface QualifiedInvoke extends InvokeRequest {
  /** The `Qualifier` parameter; a name may bring a qualifier of its own. */
  qualifier?: string;
  /** Asks for the end of the log; a synchronous invocation has it. */
  logType?: 'Tail';
}

/** An Invoke request of the Lambda API. Throws AwsError for another operation, and for what is not implemented. */
export function readInvoke({ method, path, query, headers, body }: SignedCall['request']): QualifiedInvoke {
  const [, functionName] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(path) ?? [];
  if (method !== 'POST' || functionName === undefined)
    throw new AwsError(
      'NotImplemented',
      `${method} ${path} is not implemented on this machine: of the Lambda API it has Invoke.`,
      501,
    );
  const invocationType = headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (invocationType !== 'RequestResponse' && invocationType !== 'Event' && invocationType !== 'DryRun')
    throw new AwsError(
      'InvalidParameterValueException',
      'X-Amz-Invocation-Type must be RequestResponse, Event or DryRun.',
    );
  const { 'x-amz-log-type': logType, 'x-amzn-trace-id': traceId } = headers;
  if (logType !== undefined && logType !== 'None' && logType !== 'Tail')
    throw new AwsError('InvalidParameterValueException', 'X-Amz-Log-Type must be None or Tail.');
  const qualifier = new URLSearchParams(query).get('Qualifier');
  return {
    functionName: decoded(functionName),
    payload: body,
    invocationType,
    ...(qualifier === null ? {} : { qualifier }),
    ...(logType === 'Tail' ? { logType } : {}),
    ...(typeof traceId === 'string' ? { traceId } : {}),
  };
}

/** What is not percent-encoded text stays as it is, and is then no name of a function. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Size and JSON, as Invoke checks them before a function sees anything. */
export function assertPayload(payload: Buffer, invocationType: InvokeRequest['invocationType']): void {
  const limit = invocationType === 'Event' ? eventLimitBytes : requestLimitBytes;
  if (payload.length > limit)
    throw new AwsError(
      'RequestEntityTooLargeException',
      `Request must be smaller than ${limit} bytes for the InvokeFunction operation`,
      413,
      { Type: 'User' },
    );
  try {
    JSON.parse(payload.toString('utf8'));
  } catch {
    // The parser's own words quote the payload, which may be anybody's data.
    throw new AwsError(
      'InvalidRequestContentException',
      'Could not parse request body into json: it is not valid JSON.',
      400,
      { Type: 'User' },
    );
  }
}
