import { existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { finished } from 'node:stream/promises';
import { LogFile } from '../../local/log-file';

const newFolder = () => mkdtempSync(path.join(tmpdir(), 'logs-'));

async function said(log: LogFile, ...chunks: (string | Buffer)[]): Promise<void> {
  const stream = new PassThrough();
  log.attach(stream);
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await finished(stream);
}

test('what is written is in the file at once', () => {
  const folder = newFolder();
  new LogFile(folder, 'F').line('first');
  new LogFile(folder, 'F').line('second');
  expect(readFileSync(path.join(folder, 'F.log'), 'utf8')).toBe('first\nsecond\n');
});

test('a log of the stated size becomes the old one, and there is never more than one old one', async () => {
  const folder = newFolder();
  const log = new LogFile(folder, 'F', undefined, 1000);
  for (let n = 0; n < 20; n++) await said(log, `${n} ${'x'.repeat(400)}\n`);

  const [old, current] = ['F.old.log', 'F.log'].map((name) => readFileSync(path.join(folder, name), 'utf8'));
  expect(old?.match(/^\d+/gm)).toEqual(['16', '17']);
  expect(current?.match(/^\d+/gm)).toEqual(['18', '19']);
});

test('an old log is counted by what it holds already', () => {
  const folder = newFolder();
  new LogFile(folder, 'F', undefined, 100).line('x'.repeat(90));
  new LogFile(folder, 'F', undefined, 100).line('y'.repeat(90));
  expect(readFileSync(path.join(folder, 'F.log'), 'utf8')).toMatch(/^y+\n$/);
  expect(existsSync(path.join(folder, 'F.old.log'))).toBe(true);
});

test('bytes that are no text arrive as they are', async () => {
  const folder = newFolder();
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, n) => n));
  const echoed: string[] = [];
  await said(new LogFile(folder, 'F', (line) => echoed.push(line)), bytes);
  expect(readFileSync(path.join(folder, 'F.log'))).toEqual(bytes);
  expect(echoed.length).toBeGreaterThan(0);
});

test('a line without an end is echoed in pieces, and what the machine says begins a line of its own', async () => {
  const folder = newFolder();
  const echoed: string[] = [];
  const log = new LogFile(folder, 'F', (line) => echoed.push(line));
  const stream = new PassThrough();
  log.attach(stream);
  for (let n = 0; n < 8; n++) stream.write('x'.repeat(10_000));
  await new Promise((resolve) => setImmediate(resolve));
  log.line('END');

  expect(Math.max(...echoed.map((line) => line.length))).toBeLessThan(30_000);
  expect(echoed.join('').match(/x/g)?.length).toBeGreaterThanOrEqual(60_000);
  expect(readFileSync(path.join(folder, 'F.log'), 'utf8')).toMatch(/^x{80000}\nEND\n$/);
});

test('letters are echoed whole, however their bytes are cut', async () => {
  const echoed: string[] = [];
  const bytes = Buffer.from('blåbærgrød\nøl');
  await said(
    new LogFile(newFolder(), 'F', (line) => echoed.push(line)),
    ...Array.from(bytes, (byte) => Buffer.from([byte])),
  );
  expect(echoed).toEqual(['[F] blåbærgrød', '[F] øl']);
});

test('after its end it takes no more, and says nothing of it', async () => {
  const folder = newFolder();
  const log = new LogFile(folder, 'F');
  await log.close();
  log.line('late');
  await log.close();
  expect(statSync(path.join(folder, 'F.log')).size).toBe(0);
});
