import { createHash } from 'node:crypto';

const lowerCaseAlphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** `length` characters that look as random as AWS's, and are the same on every start for the same `seed`. */
export function stableId(seed: string, length: number): string {
  const digest = createHash('sha512').update(seed).digest();
  let id = '';
  for (let index = 0; index < length; index++) id += lowerCaseAlphabet[digest[index % digest.length]! % 32];
  return id;
}

/** A UUID that is the same on every start for the same `seed`. */
export function stableUuid(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

/**
 * The name that CloudFormation would make for a resource without one: stack, logical id and a suffix, cut to
 * `maxLength` so that the suffix stays whole.
 */
export function generatedName(stackName: string, logicalId: string, maxLength: number): string {
  const suffix = stableId(`${stackName}/${logicalId}`, 12);
  const half = Math.floor((maxLength - suffix.length - 2) / 2);
  const stack = stackName.slice(0, Math.max(half, maxLength - suffix.length - 2 - logicalId.length));
  const id = logicalId.slice(0, maxLength - suffix.length - 2 - stack.length);
  return `${stack}-${id}-${suffix}`;
}
