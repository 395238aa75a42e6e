import { timingSafeEqual } from 'node:crypto';
import type { ApiModel } from '../api';

/** Whether `given` is one of the API's keys and has not expired. */
export function isValidApiKey(keys: ApiModel['apiKeys'], given: string, now: Date): boolean {
  return keys.some(
    ({ value, expires }) =>
      sameText(value, given) && (expires === undefined || expires.getTime() > now.getTime()),
  );
}

function sameText(left: string, right: string): boolean {
  const [first, second] = [Buffer.from(left), Buffer.from(right)];
  return first.length === second.length && timingSafeEqual(first, second);
}
