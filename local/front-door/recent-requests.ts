import { randomUUID } from 'node:crypto';
import type { RecordedRequest } from '../cloud';
import type { Entry, Feed } from './requests';

/** Numbers what the cloud has recorded, so that a reader can ask for what came after the last that it saw. */
export class RecentRequests {
  /** A cursor of an earlier process means nothing to this one. */
  readonly #run = randomUUID();
  readonly #numbers = new WeakMap<RecordedRequest, number>();
  #last = 0;

  /** What of `records` (newest first) came after the cursor; all of them when this process did not give it. */
  after(records: readonly RecordedRequest[], cursor = ''): Omit<Feed, 'inventory'> {
    const entries = records
      .toReversed()
      .map((record): Entry => ({ ...record, number: this.#numberOf(record) }));
    const [, run, number] = /^(.*)\.(\d+)$/.exec(cursor) ?? [];
    const seen = run === this.#run ? Number(number) : undefined;
    return {
      cursor: `${this.#run}.${this.#last}`,
      entries: seen === undefined ? entries : entries.filter((entry) => entry.number > seen),
      complete: seen === undefined,
    };
  }

  /** Called oldest first. */
  #numberOf(record: RecordedRequest): number {
    const known = this.#numbers.get(record) ?? ++this.#last;
    this.#numbers.set(record, known);
    return known;
  }
}
