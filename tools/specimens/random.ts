// Taken once: every look at a global costs where code runs in a sandbox, and pictures have millions of pixels.
const { cos, floor, imul, log, PI, sqrt } = Math;

/** Numbers that a seed fixes: the same seed draws the same picture, on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A number in [low, high). */
  between(low: number, high: number): number;
  /** A whole number in [low, high], both included. */
  integer(low: number, high: number): number;
  /** One of the list. Throws on an empty one. */
  pick<Item>(list: readonly Item[]): Item;
  /** A normally distributed number with mean 0 and deviation 1. */
  normal(): number;
  /** An independent stream, so that a change in one part of a picture leaves the others as they were. */
  fork(name: string): Random;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value >>> 0;
}

/** A stream of numbers from a text (mulberry32 over the text's hash). */
export function seeded(seed: string): Random {
  let state = hash(seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number): number => low + (high - low) * next();
  const integer = (low: number, high: number): number => floor(between(low, high + 1));
  return {
    next,
    between,
    integer,
    pick: (list) => {
      const item = list[integer(0, list.length - 1)];
      if (item === undefined) throw new RangeError('Nothing to pick from: the list is empty.');
      return item;
    },
    normal: () => sqrt(-2 * log(1 - next())) * cos(2 * PI * next()),
    fork: (name) => seeded(`${seed}/${name}`),
  };
}
