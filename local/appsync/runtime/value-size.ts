import { isObject } from '../json';

/** Members, items and texts of a value that JSON could still be written of: AppSync's 5 MB have room for fewer. */
const mostParts = 5_000_000;
/** What is smaller is counted without keeping a record of it. */
const fewParts = 2_000;

let left = 0;

/** Whether there are no more than `left` parts. Every handler's outcome passes here: this is written for speed. */
function isSmall(part: unknown): boolean {
  if (--left < 0) return false;
  if (typeof part !== 'object' || part === null) return true;
  if (Array.isArray(part)) {
    for (const item of part) if (!isSmall(item)) return false;
  } else if (isObject(part)) {
    for (const name in part) if (!isSmall(part[name])) return false;
  }
  return true;
}

/** How many parts there are, each object looked at once. */
function partsOf(part: unknown, known: Map<object, number>): number {
  if (typeof part !== 'object' || part === null) return 1;
  const before = known.get(part);
  if (before !== undefined) return before;
  // Whatever leads back to itself is left to JSON.stringify, which says so.
  known.set(part, 1);
  let parts = 1;
  for (const member of Array.isArray(part) ? part : Object.values(part)) parts += partsOf(member, known);
  known.set(part, parts);
  return parts;
}

/**
 * Throws an Error for a value that would be too large if it were written out. A list that holds another one twice, which
 * holds another one twice, takes little memory and no end of time: the language's own functions walk it all, and nothing
 * stops them.
 */
export function assertWritable(value: unknown): void {
  left = fewParts;
  if (!isSmall(value) && partsOf(value, new Map()) > mostParts)
    throw new Error(`The code makes a value of more than ${mostParts} parts.`);
}

/** Puts the check before the two functions of lists that walk all that is within: `flat`, and `join`, by which lists become text. */
export function guardLists(): void {
  for (const name of ['flat', 'join'] as const) {
    const original: CallableFunction = Array.prototype[name];
    Object.defineProperty(Array.prototype, name, {
      value: function (this: unknown[], ...given: unknown[]): unknown {
        assertWritable(this);
        return Reflect.apply(original, this, given);
      },
      writable: true,
      configurable: true,
    });
  }
}
