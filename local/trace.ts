import { randomBytes, randomUUID } from 'node:crypto';

/**
 * X-Ray's trace header ("Tracing header", X-Ray developer guide): `Root=1-<8 hex: seconds>-<24 hex>;Parent=…;Sampled=…`.
 * SDK clients inside a function pass on the one of their invocation, so one root runs through all that a request sets off.
 */
export const traceHeaderName = 'x-amzn-trace-id';

const rootField = /(?:^|;)\s*(?:Root=)?(1-[0-9a-f]{8}-[0-9a-f]{24})\s*(?:;|$)/i;
const sampledField = /(?:^|;)\s*Sampled=([01])\s*(?:;|$)/;

/** The root of a trace header, or of a root that stands alone; undefined where there is none. */
export function traceRoot(received: string | string[] | undefined): string | undefined {
  return rootField.exec(String(received ?? ''))?.[1];
}

/** The root of a trace that begins here. */
export function newTraceRoot(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(16);
  // Node keeps random bytes for UUIDs in store, which makes them ten times as quick as asking the system.
  const random = randomUUID().replaceAll('-', '').slice(8);
  return `1-${seconds.padStart(8, '0')}-${random}`;
}

/** The header of a step of its own in the trace that `received` tells of, or in a new one where it tells of none. */
export function traceHeader(received: string | undefined, now: Date): string {
  const root = traceRoot(received) ?? newTraceRoot(now);
  const [, sampled = '0'] = sampledField.exec(received ?? '') ?? [];
  return `Root=${root};Parent=${randomBytes(8).toString('hex')};Sampled=${sampled}`;
}
