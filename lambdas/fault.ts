/**
 * An error whose message may be logged and handed on: it is put together from names, codes and our own words alone,
 * never from a payload or a person's data.
 */
export class Fault extends Error {
  override name = 'Fault';
}

/** What may be said of an error that somebody else worded: AWS's errors may quote what was sent to them. */
export interface FaultSummary {
  error: string;
  detail?: string;
  httpStatus?: number;
  requestId?: string;
}

const field = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

/** The part of `error` that is free of payloads. A refused permission is told whole: it names roles, actions and ARNs. */
export const summarize = (error: unknown): FaultSummary => {
  if (!(error instanceof Error)) return { error: 'UnknownError' };
  const metadata = field(error, '$metadata');
  const httpStatus = field(metadata, 'httpStatusCode');
  const requestId = field(metadata, 'requestId');
  const sayable = error instanceof Fault || /^AccessDenied/.test(error.name);
  return {
    error: error.name,
    ...(sayable && { detail: error.message }),
    ...(typeof httpStatus === 'number' && { httpStatus }),
    ...(typeof requestId === 'string' && { requestId }),
  };
};
