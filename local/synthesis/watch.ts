import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watch as watchFiles } from 'chokidar';
import { KnownContents } from './known-contents';

/**
 * Milliseconds. An editor saves several files, or a file and then its formatted text; and chokidar tells of a file once in
 * 50 ms, so that what it keeps to itself has happened by then.
 */
const settledMs = 60;

export interface Watch {
  /**
   * Calls `onChange` for what has changed since the watch began, and from now on for every change; never twice at a time:
   * what changes meanwhile is one more call. It is told when the change came, in milliseconds of `performance.now`.
   */
  follow(onChange: (changedAt: number) => Promise<void>): void;
  close(): Promise<void>;
}

/**
 * Watches the files under `root`. Folders that begin with a dot, `node_modules`, `coverage` and what `ignored` names are
 * not looked at, and a file that is written anew as it was is no change: an app may build into its own folder. Resolves when
 * no change can be missed any more.
 */
export async function watch(root: string, ignored: readonly string[]): Promise<Watch> {
  let firstChange: number | undefined;
  let lastChange = 0;
  let follower: ((changedAt: number) => Promise<void>) | undefined;
  let busy = false;
  let closed = false;

  const tell = async () => {
    if (busy || follower === undefined) return;
    busy = true;
    while (firstChange !== undefined && !closed) {
      const quietMs = performance.now() - lastChange;
      if (quietMs < settledMs) {
        await sleep(settledMs - quietMs);
        continue;
      }
      const changedAt = firstChange;
      firstChange = undefined;
      await follower(changedAt);
    }
    busy = false;
  };
  const watcher = watchFiles(root, {
    ignoreInitial: true,
    ignored: (file) =>
      ignored.includes(file) ||
      /(^|[\\/])(\.[^\\/]+|node_modules|coverage)([\\/]|$)/.test(path.relative(root, file)),
  });
  const contents = new KnownContents();
  watcher.on('all', (_event, file) => {
    if (!contents.haveChanged(file)) return;
    lastChange = performance.now();
    firstChange ??= lastChange;
    void tell();
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    follow(onChange) {
      follower = onChange;
      void tell();
    },
    close() {
      closed = true;
      return watcher.close();
    },
  };
}
