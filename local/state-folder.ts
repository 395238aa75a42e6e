import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Credentials } from './cloud';
import { errorCode } from './error-code';
import type { Endpoints } from './ports';

/** What `outputs.json` says of a running cloud, so that other programs find it. */
export interface RunningCloud {
  outputs: Readonly<Record<string, string>>;
  endpoints: Endpoints;
  region: string;
  operator: Credentials;
  pid: number;
  /** ISO 8601. */
  startedAt: string;
}

export interface ClaimedState {
  /** Says where the cloud is, until `release`. */
  announce(running: RunningCloud): void;
  /** Gives the folder back. Synchronous, so that it works while the process exits. */
  release(): void;
}

const markerFile = 'local-cloud-state';
const pidFile = 'start.pid';
const outputsFile = 'outputs.json';

/**
 * Makes `folder` the state folder of this process, which no other may have at the same time. With `reset` everything
 * in it is erased first. Throws an Error with a sentence when it is in use, or is a folder of something else.
 */
export function claimState(folder: string, { reset = false } = {}): ClaimedState {
  mkdirSync(folder, { recursive: true });
  assertOurs(folder);
  takePidFile(folder);
  try {
    if (reset) for (const name of readdirSync(folder)) if (name !== pidFile) remove(folder, name);
    writeFileSync(path.join(folder, markerFile), 'State of a local cloud. npm start -- --reset erases it.\n');
    remove(folder, outputsFile);
  } catch (error) {
    remove(folder, pidFile);
    throw error;
  }
  return {
    announce(running) {
      const draft = path.join(folder, `${outputsFile}.draft`);
      writeFileSync(draft, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
      renameSync(draft, path.join(folder, outputsFile));
    },
    release() {
      remove(folder, outputsFile);
      remove(folder, pidFile);
    },
  };
}

function assertOurs(folder: string): void {
  const names = readdirSync(folder);
  if (names.length > 0 && !names.includes(markerFile) && !names.includes(pidFile))
    throw new Error(
      `${folder} holds other things than the state of a local cloud: give --state an empty or a new folder.`,
    );
}

function takePidFile(folder: string): void {
  const file = path.join(folder, pidFile);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return writeFileSync(file, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const pid = Number(readFileSync(file, 'utf8'));
    if (isAlive(pid))
      throw new Error(
        `${folder} is in use by process ${pid}: stop that one (Ctrl-C), or choose another folder with --state.`,
      );
    // Left by a process that was killed.
    remove(folder, pidFile);
  }
  throw new Error(
    `${folder} is being taken by another process: try again, or choose another folder with --state.`,
  );
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function remove(folder: string, name: string): void {
  rmSync(path.join(folder, name), { recursive: true, force: true });
}
