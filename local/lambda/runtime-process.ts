import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { endProcessesIn } from './orphans';

export interface ProcessOptions {
  executable: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  /** Its TMPDIR, by which what it started is known. */
  temporaryFolder: string;
  /** Gets its standard output and standard error. */
  onOutput: (stream: Readable) => void;
  /** Called once, when it has ended and what it said is read, with the end in Lambda's words. */
  onEnd: (reason: string) => void;
}

/** What left its group may hold its output open for longer than it lived; nobody waits for that. */
const outputGraceMs = 250;

const living = new Set<RuntimeProcess>();
// What this process started does not outlive it, however it ends (save for a kill -9, after which they end by themselves).
process.on('exit', () => {
  for (const one of living) one.kill();
});

/** The process of an execution environment, with all that it starts: they share a group, and end together. */
export class RuntimeProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #running = true;

  constructor({ executable, args, cwd, env, temporaryFolder, onOutput, onEnd }: ProcessOptions) {
    this.#child = spawn(executable, args, {
      cwd,
      env: { ...env, TMPDIR: temporaryFolder },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C in the terminal does not reach it, and a kill reaches what it started.
      detached: true,
    });
    living.add(this);
    const { stdout, stderr } = this.#child;
    for (const stream of [stdout, stderr]) if (stream !== null) onOutput(stream);
    this.#ended = new Promise((resolve) => {
      let reason = '';
      let grace: NodeJS.Timeout | undefined;
      const stopped = (why: string) => {
        this.#running = false;
        reason ||= why;
        this.#killGroup();
      };
      const end = () => {
        if (!living.delete(this)) return;
        clearTimeout(grace);
        stdout?.destroy();
        stderr?.destroy();
        onEnd(reason);
        resolve();
      };
      this.#child.once('error', (error) => {
        stopped(`Runtime exited with error: ${error.message}`);
        end();
      });
      this.#child.once('exit', (code, signal) => {
        stopped(exitReason(code, signal));
        grace = setTimeout(() => {
          endProcessesIn(temporaryFolder);
          end();
        }, outputGraceMs);
      });
      this.#child.once('close', end);
    });
  }

  /** Of the process and of its group; undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#running;
  }

  kill(): void {
    if (this.#running) this.#killGroup();
  }

  /** Resolves after `onEnd`. */
  ended(): Promise<void> {
    return this.#ended;
  }

  #killGroup(): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signalNames[signal] ?? signal}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code}`;
}

/** As Lambda, whose supervisor is written in Go, spells them. */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};
