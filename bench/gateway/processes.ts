import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A process of the benchmark, which ends when this one does. */
export interface Started<Ready> {
  file: string;
  ready: Ready;
  process: ChildProcess;
  stop(): Promise<void>;
}

/** Starts a file of this folder and waits for what it says first. Throws when it ends before. */
export async function start<Ready>(
  file: string,
  args: readonly (string | number)[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<Started<Ready>> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args.map(String), {
    execArgv: ['--import', 'tsx'],
    // Warnings would stand between the figures.
    env: { ...process.env, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ready = await answerOf<Ready>(child, file);
  return {
    file,
    ready,
    process: child,
    stop: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** Gives a started process something to do and waits for what comes of it. Throws when it ends before. */
export async function ask<Answer>(started: Started<unknown>, task: object): Promise<Answer> {
  started.process.send(task);
  return answerOf<Answer>(started.process, started.file);
}

function answerOf<Answer>(child: ChildProcess, file: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error(`${file} ended before it had answered.`));
    child.once('exit', ended);
    child.once('message', (answer: Answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
  });
}
