import path from 'node:path';
import { watch as watchFiles } from 'chokidar';

/** Milliseconds: an editor saves several files, or one file in several steps. */
const settledMs = 30;

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
 * not looked at. Resolves when no change can be missed any more.
 */
export async function watch(root: string, ignored: readonly string[]): Promise<Watch> {
  let changedAt: number | undefined;
  let follower: ((changedAt: number) => Promise<void>) | undefined;
  let busy = false;
  let timer: NodeJS.Timeout | undefined;

  const tell = async () => {
    while (!busy && follower !== undefined && changedAt !== undefined) {
      busy = true;
      const since = changedAt;
      changedAt = undefined;
      await follower(since);
      busy = false;
    }
  };
  const watcher = watchFiles(root, {
    ignoreInitial: true,
    ignored: (file) =>
      ignored.includes(file) ||
      /(^|[\\/])(\.[^\\/]+|node_modules|coverage)([\\/]|$)/.test(path.relative(root, file)),
  });
  watcher.on('all', () => {
    changedAt ??= performance.now();
    clearTimeout(timer);
    timer = setTimeout(() => void tell(), settledMs);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    follow(onChange) {
      follower = onChange;
      void tell();
    },
    close() {
      clearTimeout(timer);
      return watcher.close();
    },
  };
}
