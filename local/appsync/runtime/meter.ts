/** Loops and calls of one handler; AppSync's own handlers make a few dozen. */
const mostSteps = 1_000_000;
/** AppSync evaluates 5 MB: nothing that a handler can use is longer. */
const longestText = 10_000_000;
const longestList = 1_000_000;
/** List items that one handler may make, tens of characters counting as one. */
const mostMade = 50_000_000;

let stepsLeft = mostSteps;
let madeLeft = mostMade;

function assertLength(value: string | unknown[]): void {
  if (typeof value === 'string') {
    if (value.length > longestText)
      throw new Error(`The code makes a text of more than ${longestText} characters.`);
  } else if (value.length > longestList)
    throw new Error(`The code makes a list of more than ${longestList} items.`);
}

/** What the metered code of resolvers calls (see `resolution/metering.ts`). */
export const meter = {
  reset(): void {
    stepsLeft = mostSteps;
    madeLeft = mostMade;
  },
  /** A function begins, or a loop goes round. */
  step(): void {
    if (--stepsLeft < 0) throw new Error(`The code runs more than ${mostSteps} steps.`);
  },
  /** `value` has just been made, and is given back. */
  made<T>(value: T): T {
    if (typeof value === 'string' || Array.isArray(value)) {
      assertLength(value);
      madeLeft -= typeof value === 'string' ? value.length / 10 : value.length;
      if (madeLeft < 0) throw new Error(`The code makes more than ${mostMade} list items.`);
    }
    return value;
  },
  /** `value` was assigned to a member of `owner`, which may have become a longer list by it. */
  kept<T>(value: T, owner: unknown): T {
    if (Array.isArray(owner)) assertLength(owner);
    return value;
  },
};
