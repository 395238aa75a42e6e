/**
 * Ids of the events that a run writes: the same thing said again in the same run has the same id, so that nothing a
 * retry repeats is journalled twice.
 */
const startOf = (run: number) => `run-${run}:`;

export const eventIds = {
  started: (run: number, step: 'extract' | 'verify' | 'create') => `${startOf(run)}${step}:started`,
  completed: (run: number, step: 'extract' | 'verify' | 'create') => `${startOf(run)}${step}:completed`,
  stopped: (run: number, step: 'extract' | 'verify' | 'create') => `${startOf(run)}${step}:stopped`,
  failed: (run: number) => `${startOf(run)}failed`,
  /** The agent's `part`-th message of the run, counted from 1; `ending` is what is said when the agent cannot. */
  said: (run: number, part: number | 'ending') => `${startOf(run)}agent:${part}`,
};

/** Whether an event was written by this run. */
export const isOfRun = (eventId: string, run: number): boolean => eventId.startsWith(startOf(run));
