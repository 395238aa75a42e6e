import { randomBytes } from 'node:crypto';

/**
 * X-Ray's trace header, `X-Amzn-Trace-Id: Root=1-<8 hex: seconds>-<24 hex>;Parent=…;Sampled=…`. SDK clients inside a function
 * pass on the one of their invocation, so one root runs through all that a request sets off.
 */
export const traceHeader = 'x-amzn-trace-id';

/** The root that a request brings; undefined when it brings none. */
export function traceRoot(header: string | string[] | undefined): string | undefined {
  return /(?:^|;)\s*Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/.exec(String(header ?? ''))?.[1];
}

/** The root of a trace that begins here. */
export function newTraceRoot(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  return `1-${seconds.toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`;
}
