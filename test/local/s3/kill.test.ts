import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { ObjectStore } from '../../../local/s3/object-store';
import { killedWriter } from '../killed-writer';

test('kill -9 under load loses no object that was acknowledged, and leaves no half of one', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'objects-'));
  const acknowledged = new Map<string, number>();
  await killedWriter('s3/writer.ts', folder, (line, kill) => {
    const [key = '', version] = line.split(' ');
    acknowledged.set(key, Number(version));
    if (acknowledged.size === 100) kill();
  });

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
