import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Country } from '../../generated/types';

/** What a picture says in truth; a field that is null is not in the picture. */
export interface Labels {
  readonly firstName: string;
  readonly lastName: string;
  readonly dateOfBirth: string;
  readonly nationalId: string | null;
  readonly expiresOn?: string;
  readonly documentNumber?: string;
}

/** A picture of a folder, as its `manifest.json` describes it. Only `file` and `mrz` need to be there. */
export interface Labelled {
  readonly file: string;
  /** The lines of the machine-readable zone; null where there is none, or nobody has read it. */
  readonly mrz: readonly string[] | null;
  readonly country?: Country | null;
  readonly document?: string | null;
  readonly condition?: string;
  readonly fields?: Labels | null;
}

export interface LabelledFolder {
  readonly pictures: readonly Labelled[];
  readonly bytesOf: (picture: Labelled) => Buffer;
  /** Takes the folder away where it was drawn for this run. */
  readonly remove: () => void;
}

export function openFolder(folder: string): LabelledFolder {
  const pictures: Labelled[] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { pictures, bytesOf: ({ file }) => readFileSync(join(folder, file)), remove: () => undefined };
}

/** Draws a folder of specimens in another process, whose memory is not ours: every document in every condition in turn. */
export function drawFolder(count: number, seed: string): LabelledFolder {
  const parent = mkdtempSync(join(tmpdir(), 'reading-'));
  const folder = join(parent, 'pictures');
  const script = fileURLToPath(new URL('../../tools/specimens/draw.ts', import.meta.url));
  const options = ['--out', folder, '--count', String(count), '--seed', seed];
  const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', script, ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const remove = (): void => rmSync(parent, { recursive: true, force: true });
  if (status === 0) return { ...openFolder(folder), remove };
  remove();
  throw new Error(`the specimens could not be drawn: ${stderr.trim()}`);
}
