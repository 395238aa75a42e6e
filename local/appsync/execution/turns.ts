/** How long one request may compute before everybody else has a turn, in milliseconds. */
const turnMs = 100;

/**
 * The turns of one request. A few thousand aliases of one field are a few thousand handlers, each of which is given all the
 * variables: computed in one go, they would keep every other request and socket waiting.
 */
export class Turns {
  #since = performance.now();
  #next: Promise<void> | undefined;

  /** Whether the request has to wait for its next turn before it goes on computing. */
  isOver(): boolean {
    return performance.now() - this.#since > turnMs;
  }

  /** Resolves when everybody else has had a turn. It may be over again by the time that all who waited have gone on. */
  next(): Promise<void> {
    this.#next ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#next = undefined;
        this.#since = performance.now();
        resolve();
      });
    });
    return this.#next;
  }
}
