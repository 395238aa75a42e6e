import path from 'node:path';
import { watch as watchFiles } from 'chokidar';

/** Milliseconds: an editor saves several files, or one file in several steps. */
const settledMs = 30;

/**
 * Calls `onChange` when files under `root` change, never twice at a time: what changes meanwhile is one more call. Folders
 * that begin with a dot, `node_modules`, `coverage` and what `ignored` names are not looked at. The function returned ends
 * it.
 */
export function watch(
  root: string,
  ignored: readonly string[],
  onChange: (changedAt: number) => Promise<void>,
): () => Promise<void> {
  let changedAt: number | undefined;
  let busy = false;
  let timer: NodeJS.Timeout | undefined;

  const run = async () => {
    if (busy || changedAt === undefined) return;
    busy = true;
    const since = changedAt;
    changedAt = undefined;
    await onChange(since);
    busy = false;
    await run();
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
    timer = setTimeout(() => void run(), settledMs);
  });
  return () => {
    clearTimeout(timer);
    return watcher.close();
  };
}
