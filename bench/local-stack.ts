import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ApiAddress } from '../tools/person';

/** A local stack of the benchmark's own, started exactly as `npm start` does. */
export interface LocalStack {
  api: ApiAddress;
  /** From the start of the process until it said that it is ready. */
  readyMs: number;
  /**
   * Memory of the process and all its descendants, in MB. On Linux a page that several processes share (Node itself) is
   * counted once (PSS); elsewhere resident memory is added up, which counts it in each.
   */
  memoryMb(): number;
  stop(): Promise<void>;
}

export const startLocalStack = async (context: Record<string, string> = {}): Promise<LocalStack> => {
  const state = mkdtempSync(join(tmpdir(), 'onboarding-bench-'));
  const flags = Object.entries(context).flatMap(([name, value]) => ['--context', `${name}=${value}`]);
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'local/start.ts', '--port', '0', '--state', state, ...flags],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const file = join(state, 'outputs.json');
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`The local stack did not start:\n${complaint}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const readyMs = performance.now() - begun;
  const { outputs, region } = JSON.parse(readFileSync(file, 'utf8')) as {
    outputs: Record<string, string>;
    region: string;
  };
  return {
    api: { graphQLUrl: outputs.GraphQLUrl ?? '', apiKey: outputs.ApiKey ?? '', region },
    readyMs,
    memoryMb: () => treeMemoryMb(child.pid ?? 0),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
      rmSync(state, { recursive: true, force: true });
    },
  };
};

const treeMemoryMb = (root: number): number => {
  const processes = execFileSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([pid = 0, parent = 0, kilobytes = 0]) => ({ pid, parent, kilobytes }));
  const tree = new Set([root]);
  for (let grown = true; grown;) {
    grown = false;
    for (const { pid, parent } of processes) {
      if (tree.has(parent) && !tree.has(pid)) {
        tree.add(pid);
        grown = true;
      }
    }
  }
  const kilobytes = processes
    .filter(({ pid }) => tree.has(pid))
    .reduce((sum, process) => sum + (proportionalKb(process.pid) ?? process.kilobytes), 0);
  return kilobytes / 1024;
};

const proportionalKb = (pid: number): number | undefined => {
  const file = `/proc/${pid}/smaps_rollup`;
  const line = existsSync(file) ? /^Pss:\s+(\d+) kB$/m.exec(readFileSync(file, 'utf8')) : null;
  return line ? Number(line[1]) : undefined;
};
