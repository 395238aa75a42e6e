import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { claimState } from '../../../local/state-folder';
import type { RunningCloud } from '../../../local/state-folder';

const folder = () => mkdtempSync(path.join(tmpdir(), 'state-'));
const pidFile = (state: string) => path.join(state, 'start.pid');
const neverAPid = '999999999';

describe('a state folder', () => {
  test('is made when it is not there, and is one process’s at a time', () => {
    const state = path.join(folder(), 'new', 'one');

    const claimed = claimState(state);

    expect(() => claimState(state)).toThrow(
      `${state} is in use by process ${process.pid}: stop that one (Ctrl-C), or choose another folder with --state.`,
    );
    claimed.release();
    claimState(state).release();
  });

  test('that a killed process left is taken over, and what it announced is gone', () => {
    const state = folder();
    claimState(state);
    writeFileSync(pidFile(state), neverAPid);
    writeFileSync(path.join(state, 'outputs.json'), '{}');

    const claimed = claimState(state);

    expect(existsSync(path.join(state, 'outputs.json'))).toBe(false);
    expect(readFileSync(pidFile(state), 'utf8')).toBe(String(process.pid));
    claimed.release();
  });

  test('says where the cloud is until it is released', () => {
    const state = folder();
    const claimed = claimState(state);
    const running = { outputs: { Url: 'http://x' }, pid: 1 } as unknown as RunningCloud;

    claimed.announce(running);

    expect(JSON.parse(readFileSync(path.join(state, 'outputs.json'), 'utf8'))).toEqual(running);
    claimed.release();
    expect(existsSync(path.join(state, 'outputs.json'))).toBe(false);
  });

  test('is erased by a reset, and only then', () => {
    const state = folder();
    claimState(state).release();
    mkdirSync(path.join(state, 'dynamodb'));

    claimState(state).release();
    expect(readdirSync(state)).toContain('dynamodb');
    claimState(state, { reset: true }).release();
    expect(readdirSync(state)).not.toContain('dynamodb');
  });

  test('is never a folder of something else, least of all for a reset', () => {
    const state = folder();
    writeFileSync(path.join(state, 'thesis.txt'), 'years of work');

    expect(() => claimState(state, { reset: true })).toThrow(
      'holds other things than the state of a local cloud',
    );
    expect(readdirSync(state)).toEqual(['thesis.txt']);
  });
});
