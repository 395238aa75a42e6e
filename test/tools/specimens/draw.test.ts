import { loadImage } from '@napi-rs/canvas';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ManifestEntry } from '../../../tools/specimens/manifest';
import { usage } from '../../../tools/specimens/options';

const script = fileURLToPath(new URL('../../../tools/specimens/draw.ts', import.meta.url));

const draw = (...args: string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', script, ...args], { encoding: 'utf8' });

describe('the specimen generator', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'specimens-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('draws a folder whose manifest describes it, the same bytes for the same seed, and none over another', async () => {
    const [one, two] = [join(folder, 'one'), join(folder, 'two')];
    const options = ['--count', '2', '--seed', 'again', '--condition', 'low-res'];
    expect(draw('--out', one, ...options)).toMatchObject({ status: 0, stderr: '' });
    expect(draw('--out', two, ...options).status).toBe(0);

    const manifest = JSON.parse(await readFile(join(one, 'manifest.json'), 'utf8')) as ManifestEntry[];
    expect(manifest).toHaveLength(2);
    expect((await readdir(one)).sort()).toEqual(
      [...manifest.map(({ file }) => file), 'manifest.json'].sort(),
    );
    for (const { file, width, height } of manifest) {
      const picture = await loadImage(join(one, file));
      expect([picture.width, picture.height]).toEqual([width, height]);
      expect((await readFile(join(two, file))).equals(await readFile(join(one, file)))).toBe(true);
    }

    const again = draw('--out', one, ...options);
    expect(again.status).toBe(2);
    expect(again.stderr).toBe(`${one} is not empty: give --out a new folder.\nTry --help.\n`);
  });

  test('explains itself', () => {
    expect(draw('--help')).toMatchObject({ status: 0, stdout: usage, stderr: '' });
    const wrong = draw('--out', join(folder, 'three'), '--condition', 'foggy');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/^--condition takes clean, photo, .*; not "foggy"\.\nTry --help\.\n$/);
  });
});
