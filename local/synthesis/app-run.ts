import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Project } from './project';

export interface AppRunOptions {
  /** Context beside that of `cdk.json`. */
  context: Readonly<Record<string, string>>;
  /** Shows what the app prints while it prints it. */
  verbose: boolean;
  /** Variables of the process beside this one's own. */
  environment?: Readonly<Record<string, string>>;
}

/**
 * One run of the CDK app, as the CDK command line does it: with the context in `CDK_CONTEXT_JSON` and the assembly's folder
 * in `CDK_OUTDIR`.
 */
export class AppRun {
  readonly #child: ChildProcess;
  /** Whether nobody writes into its pipes any more. */
  #hasEnded = false;
  /** Resolves when the assembly is written; rejects with what the app printed when it fails. */
  readonly ended: Promise<void>;

  constructor({ root, app, assembly, context }: Project, given: AppRunOptions) {
    const binaries = path.join(root, 'node_modules', '.bin');
    const child = spawn(app, {
      cwd: root,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own, so that a kill reaches the app behind its launcher.
      detached: true,
      env: {
        ...process.env,
        PATH: [binaries, process.env['PATH'] ?? ''].join(path.delimiter),
        CDK_OUTDIR: assembly,
        // The CDK's rules for templates take seconds; `cdk synth` runs them, here the template itself runs.
        CDK_VALIDATION: 'false',
        CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...given.context }),
        ...given.environment,
      },
    });
    let printed = '';
    const listen = (chunk: Buffer) => {
      printed += chunk.toString('utf8');
      if (given.verbose) process.stderr.write(chunk);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    this.#child = child;
    this.ended = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        this.#hasEnded = true;
        if (code === 0) resolve();
        else reject(new Error(`The app failed (${app}).\n${given.verbose ? '' : printed}`.trimEnd()));
      });
    });
    // Nobody may be waiting when a run is given up.
    this.ended.catch(() => {});
  }

  get isUnderWay(): boolean {
    const { pid, exitCode, signalCode } = this.#child;
    return pid !== undefined && exitCode === null && signalCode === null;
  }

  /** Ends the run, and what is left of it when its launcher has been ended. Synchronous, so that it works while this process exits. */
  kill(): void {
    const { pid } = this.#child;
    if (pid === undefined || this.#hasEnded) return;
    try {
      process.kill(-pid, 'SIGTERM');
    } catch {
      // It ended a moment ago.
    }
  }
}
