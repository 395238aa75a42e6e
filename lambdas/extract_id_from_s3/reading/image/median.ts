/** The middle one; of an even number of values the upper of the two in the middle. 0 where there is none. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
