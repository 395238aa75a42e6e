/** Loops and calls of one handler; AppSync's own handlers make a few dozen. */
const mostSteps = 1_000_000;
/** Characters and list items that one handler may make. */
const mostMade = 50_000_000;

let stepsLeft = mostSteps;
let madeLeft = mostMade;

/** What the metered code of resolvers calls (see `resolution/metering.ts`). */
export const meter = {
  reset(): void {
    stepsLeft = mostSteps;
    madeLeft = mostMade;
  },
  step(): void {
    if (--stepsLeft < 0) throw new Error(`The code runs more than ${mostSteps} steps.`);
  },
  made<T>(value: T): T {
    if (typeof value === 'string' || Array.isArray(value)) {
      madeLeft -= value.length;
      if (madeLeft < 0) throw new Error(`The code makes more than ${mostMade} characters and list items.`);
    }
    return value;
  },
};
