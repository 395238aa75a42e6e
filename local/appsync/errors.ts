import { AwsError } from '../cloud';
import { internalFailure } from '../http';

/** `errors[]` of an answer, with AppSync's members at the top level. */
export interface ErrorEntry {
  path: (string | number)[] | null;
  data?: unknown;
  errorType?: string | null;
  errorInfo?: unknown;
  locations: { line: number; column: number; sourceName: null }[] | null;
  message: string;
}

/** A field's error, with the members that AppSync adds to a GraphQL error. */
export class AppSyncError extends Error {
  constructor(
    message: string,
    readonly errorType: string | null,
    readonly data: unknown = null,
    readonly errorInfo: unknown = null,
  ) {
    super(message);
    this.name = 'AppSyncError';
  }
}

/** What the caller may not see: `Not Authorized to access title on type Room`. */
export function notAuthorized(typeName: string, fieldName: string): AppSyncError {
  return new AppSyncError(`Not Authorized to access ${fieldName} on type ${typeName}`, 'Unauthorized');
}

/** A part of AppSync that the template uses and that is not built here. */
export function notRunHere(what: string): AppSyncError {
  return new AppSyncError(`${what} is not run on this machine.`, 'NotImplemented');
}

/** A whole request is refused: HTTP `statusCode`, or an error frame. */
export class RequestRefusal extends Error {
  constructor(
    readonly errorType: string,
    message: string,
    readonly statusCode: number,
    /** Why, for the front page and the log; the caller is told less. */
    readonly decision?: string,
  ) {
    super(message);
    this.name = 'RequestRefusal';
  }
}

/** Whatever went wrong, as the refusal of a request; what nobody foresaw is an `InternalFailure`. */
export function refusalOf(error: unknown): RequestRefusal {
  if (error instanceof RequestRefusal) return error;
  const { code, message, statusCode } = error instanceof AwsError ? error : internalFailure(error);
  return new RequestRefusal(code, message, statusCode);
}
