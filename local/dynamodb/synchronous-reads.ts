import type { Store } from 'dynalite/db/index.js';

/**
 * Lets every read of the store by key answer at once. What is asked for lies in LevelDB's memory or in the system's page
 * cache: reading it takes microseconds, and sending the question to another thread and waiting for its turn takes ten
 * times as long. Writes and scans stay on LevelDB's threads.
 */
export function readSynchronously({ db }: Store): void {
  db.get = (key, callback) => {
    let value: unknown;
    try {
      value = db.getSync(key);
    } catch (error) {
      return callback(error instanceof Error ? error : new Error(String(error)), undefined);
    }
    callback(null, value);
  };
}
