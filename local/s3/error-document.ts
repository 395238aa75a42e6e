import { AwsError } from '../cloud';
import { internalFailure } from '../http';
import { xmlDocument, type XmlContent } from './xml';

/** What S3 calls the errors that all services share under other names. */
const s3Names: Record<string, string> = {
  AccessDeniedException: 'AccessDenied',
  InternalFailure: 'InternalError',
};

/** Any error under S3's own name. */
export function asS3Error(error: unknown): AwsError {
  const known = error instanceof AwsError ? error : internalFailure(error);
  const name = s3Names[known.code];
  return name ? new AwsError(name, known.message, known.statusCode, known.details) : known;
}

/** The XML that tells of an error. */
export function errorDocument(error: AwsError, resource: string, requestId: string, hostId: string): string {
  const details = Object.entries(error.details).map(([name, value]): [string, XmlContent] => [
    name,
    String(value),
  ]);
  return xmlDocument('Error', {
    Code: error.code,
    Message: error.message,
    ...Object.fromEntries(details),
    Resource: resource,
    RequestId: requestId,
    HostId: hostId,
  });
}
