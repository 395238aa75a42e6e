import { AppSyncError } from '../errors';

/** AppSync's limit for one request, in milliseconds. */
export const requestLimitMs = 30_000;

/** The end of a request: what it waits for is given up then. What was started meanwhile runs on, as it does in AWS. */
export class Deadline {
  readonly #end: Promise<never>;
  readonly #timer: NodeJS.Timeout;

  constructor(limitMs: number = requestLimitMs) {
    let expire: () => void = () => {};
    this.#end = new Promise((_resolve, reject) => {
      expire = () => reject(new AppSyncError('Execution timed out.', 'ExecutionTimeout'));
    });
    // Nobody may be waiting when the time is over.
    this.#end.catch(() => {});
    this.#timer = setTimeout(expire, limitMs);
    this.#timer.unref();
  }

  /** `promise`, or AppSyncError `ExecutionTimeout`. */
  within<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#end]);
  }

  clear(): void {
    clearTimeout(this.#timer);
  }
}
