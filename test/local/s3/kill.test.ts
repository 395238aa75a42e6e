import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { ObjectStore } from '../../../local/s3/object-store';

test('kill -9 under load loses no object that was acknowledged, and leaves no half of one', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'objects-'));
  const writer = spawn(
    process.execPath,
    ['--import', 'tsx', path.join(process.cwd(), 'test/local/s3/writer.ts'), folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const gone = once(writer, 'exit');
  const acknowledged = new Map<string, number>();
  for await (const line of createInterface(writer.stdout)) {
    const [key = '', version] = line.split(' ');
    acknowledged.set(key, Number(version));
    if (acknowledged.size === 100) writer.kill('SIGKILL');
  }
  expect(await gone).toEqual([null, 'SIGKILL']);

  const store = await ObjectStore.open(folder);
  const objects = await store.list();
  const keys = objects.map(({ key }) => key);
  expect(acknowledged.size).toBeGreaterThanOrEqual(100);
  expect(keys).toEqual(expect.arrayContaining([...acknowledged.keys()]));
  for (const { key, size, etag } of objects) {
    const opened = await store.open(key);
    if (!opened) throw new Error(`${key} is listed and cannot be opened.`);
    const content = await text(opened.file.createReadStream());
    const version = Number(content.split(' ')[0]);
    expect(content).toBe(`${version} `.repeat(2_000));
    expect(version).toBeGreaterThanOrEqual(acknowledged.get(key) ?? 0);
    expect([size, etag]).toEqual([content.length, createHash('md5').update(content).digest('hex')]);
  }
  // Two files an object: what it is, and its data.
  expect(await readdir(folder)).toHaveLength(2 * objects.length);
  await rm(folder, { recursive: true });
});
