import { readdirSync, readFileSync } from 'node:fs';

/**
 * Ends every process whose TMPDIR lies in `folder`, as that of an execution environment and of all that it starts does:
 * what left its process group, or what a machine that was killed left running. Linux only, where /proc tells.
 */
export function endProcessesIn(folder: string): void {
  if (process.platform !== 'linux') return;
  for (const pid of readdirSync('/proc').map(Number)) {
    if (!(pid > 1) || !environmentOf(pid).some((variable) => variable.startsWith(`TMPDIR=${folder}`)))
      continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended in the meantime.
    }
  }
}

/** Empty for a process of somebody else, or that is no more. */
function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
