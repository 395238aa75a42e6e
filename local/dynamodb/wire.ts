import type { ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { AwsError } from '../cloud';
import { internalFailure } from '../http';

/** The namespaces of DynamoDB's error types; everything else is `com.amazonaws.dynamodb.v20120810`. */
const namespaces: Record<string, string> = {
  SerializationException: 'com.amazon.coral.service',
  UnknownOperationException: 'com.amazon.coral.service',
  AccessDeniedException: 'com.amazon.coral.service',
  MissingAuthenticationTokenException: 'com.amazon.coral.service',
  IncompleteSignatureException: 'com.amazon.coral.service',
  InvalidSignatureException: 'com.amazon.coral.service',
  UnrecognizedClientException: 'com.amazon.coral.service',
  ValidationException: 'com.amazon.coral.validate',
};

/** Any error under DynamoDB's own name. */
export function asDynamoDbError(error: unknown): AwsError {
  const known = error instanceof AwsError ? error : internalFailure(error);
  switch (known.code) {
    // DynamoDB refuses with 400 where other services refuse with 403.
    case 'AccessDeniedException':
      return new AwsError(known.code, known.message, 400, known.details);
    case 'InternalFailure':
      return new AwsError('InternalServerError', known.message, 500, known.details);
    default:
      return known;
  }
}

/** Answers in AWS JSON 1.0, with the CRC-32 by which clients check the body. */
export function send(
  response: ServerResponse,
  statusCode: number,
  content: object,
  headers: Record<string, string>,
): void {
  const body = Buffer.from(JSON.stringify(content));
  response.writeHead(statusCode, {
    ...headers,
    'content-type': 'application/x-amz-json-1.0',
    'content-length': body.length,
    'x-amz-crc32': crc32(body),
  });
  response.end(body);
}

export function sendError(response: ServerResponse, error: AwsError, headers: Record<string, string>): void {
  const type = `${namespaces[error.code] ?? 'com.amazonaws.dynamodb.v20120810'}#${error.code}`;
  send(
    response,
    error.statusCode,
    { __type: type, message: error.message, ...error.details },
    { ...headers, 'x-amzn-errortype': type, ...(error.statusCode === 413 && { connection: 'close' }) },
  );
}
