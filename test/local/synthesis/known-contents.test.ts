import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { KnownContents } from '../../../local/synthesis/known-contents';

test('a file that is written anew as it was has not changed: an app that builds into its own folder comes to rest', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'contents-'));
  const file = path.join(folder, 'app.js');
  const known = new KnownContents();
  const afterWriting = (text: string) => {
    writeFileSync(file, text);
    return known.haveChanged(file);
  };
  expect(afterWriting('one')).toBe(true);
  expect(afterWriting('one')).toBe(false);
  expect(afterWriting('two')).toBe(true);
  expect(afterWriting('one')).toBe(true);

  rmSync(file);
  expect(known.haveChanged(file)).toBe(true);
  expect(afterWriting('one')).toBe(true);
  expect([known.haveChanged(folder), known.haveChanged(folder)]).toEqual([true, true]);
});
