import type { Database, Store, Write } from 'dynalite/db/index.js';
import { AwsError } from '../cloud';

type Item = Record<string, unknown>;

/**
 * What an operation writes, an item and its entries in the indexes, held back until it is known to succeed: then it
 * reaches the disk in one LevelDB batch, whole or not at all. Locks are held until `release`.
 */
export class WriteSet {
  readonly writes: Write[] = [];
  /** The item as it was read under its lock; undefined for none. */
  old: Item | undefined;
  #isHeldAlready = false;
  readonly #releases: (() => void)[] = [];

  /**
   * @param held places that other operations of the same transaction hold; this one's is added
   */
  constructor(
    private readonly store: Store,
    private readonly held = new Set<string>(),
  ) {}

  /** The store as the operation sees it: it reads from the disk and writes in here. */
  get view(): Store {
    return {
      ...this.store,
      getItemDb: (table) => this.#items(table),
      getIndexDb: (kind, table, index) =>
        this.#heldBack(
          this.store.getIndexDb(kind, table, index),
          `index-${kind.toLowerCase()}~${table}~${index}~`,
        ),
    };
  }

  release(): void {
    for (const release of this.#releases.splice(0)) release();
  }

  #items(table: string): Database<Item> {
    const items = this.store.getItemDb(table);
    const prefix = `item-${table}~`;
    return {
      ...this.#heldBack(items, prefix),
      get: (key, callback) => {
        if (this.#isHeldAlready) return callback(sameItemTwice(), undefined);
        items.get(key, (error, item) => {
          this.old = item;
          callback(error, item);
        });
      },
      lock: (key, run) => {
        this.#isHeldAlready = this.held.has(prefix + key);
        if (this.#isHeldAlready) return run((done) => done);
        this.held.add(prefix + key);
        items.lock(key, (release) => {
          this.#releases.push(() => release(() => undefined)(undefined));
          run((done) => done);
        });
      },
    };
  }

  #heldBack(database: Database<Item>, prefix: string): Database<Item> {
    return {
      ...database,
      put: (key, value, done) => {
        this.writes.push({ type: 'put', key: prefix + key, value });
        setImmediate(done, null);
      },
      del: (key, done) => {
        this.writes.push({ type: 'del', key: prefix + key });
        setImmediate(done, null);
      },
    };
  }
}

function sameItemTwice(): AwsError {
  return new AwsError(
    'ValidationException',
    'Transaction request cannot include multiple operations on one item',
  );
}
