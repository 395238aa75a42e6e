import type { Failure } from './platform-log';

/** Why an execution environment ended. */
export interface Ending {
  /** As the log reports it. */
  failure: Failure;
  /** What whoever waits for an answer is told, for the request that it waits for. */
  payload: (requestId: string) => Buffer;
  /** A sentence for the log, where the function has not said it itself. */
  sentence?: string;
}

export function timedOut(limitMs: number): Ending {
  const sentence = `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
  return { failure: { status: 'timeout' }, sentence, payload: aboutRequest('Sandbox.Timedout', sentence) };
}

/** The kernel of Lambda kills a process that takes more memory than the function has. */
export const outOfMemory: Ending = ofRuntime(
  'Runtime.OutOfMemory',
  'Runtime exited with error: signal: killed',
);

/** The process ended by itself. `reason` is in the words of Lambda's supervisor. */
export function exited(reason: string): Ending {
  return ofRuntime('Runtime.ExitError', reason);
}

/** The code could not be loaded; `payload` is the error that the runtime tells. */
export function initError(payload: Buffer): Ending {
  return { failure: { status: 'error', errorType: errorTypeOf(payload) }, payload: () => payload };
}

function ofRuntime(errorType: string, sentence: string): Ending {
  return { failure: { status: 'error', errorType }, sentence, payload: aboutRequest(errorType, sentence) };
}

function aboutRequest(errorType: string, sentence: string): Ending['payload'] {
  return (requestId) => errorPayload(errorType, `RequestId: ${requestId} Error: ${sentence}`);
}

export function errorPayload(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

function errorTypeOf(payload: Buffer): string {
  try {
    const parsed: unknown = JSON.parse(payload.toString('utf8'));
    const type = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'errorType') : undefined;
    if (typeof type === 'string') return type;
  } catch {
    // A runtime of its own kind may tell anything.
  }
  return 'Runtime.Unknown';
}
