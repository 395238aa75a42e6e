import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Runs a file of `test/local` that writes into `folder` and prints a line for each write that was acknowledged, until
 * somebody kills it: `onLine` by calling `kill`, or the writer itself. Expects that it ended by a `kill -9`.
 */
export async function killedWriter(
  file: string,
  folder: string,
  onLine: (line: string, kill: () => void) => void,
): Promise<void> {
  const writer = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(process.cwd(), 'test/local', file), folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const gone = once(writer, 'exit');
  for await (const line of createInterface(writer.stdout)) onLine(line, () => writer.kill('SIGKILL'));
  expect(await gone).toEqual([null, 'SIGKILL']);
}
