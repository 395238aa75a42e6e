import { mkdtempSync, writeFileSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPart } from '../../../local/s3/get-object';

const source = path.join(mkdtempSync(path.join(tmpdir(), 's3-')), 'data');
writeFileSync(source, 'abcdef');
const part = (start: number, end: number) => ({ status: 200, headers: {}, start, end }) as const;

async function expectClosed(file: FileHandle): Promise<void> {
  for (let turn = 0; turn < 1_000 && file.fd !== -1; turn++) await sleep(1);
  expect(file.fd).toBe(-1);
}

describe('the file behind an answer', () => {
  test.each([
    ['bcd', part(1, 3)],
    ['', part(0, -1)],
  ])('is closed when %j of it is read', async (content, answer) => {
    const file = await open(source);
    expect(await text(readPart(file, answer))).toBe(content);
    await expectClosed(file);
  });

  test.each([
    ['some', part(1, 3)],
    ['nothing', part(0, -1)],
  ])('is closed when %s of it was to be read, and nobody came for it', async (_what, answer) => {
    const file = await open(source);
    readPart(file, answer).destroy();
    await expectClosed(file);
  });
});
