import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { boot } from '../../../../local/boot';
import type { LocalCloud } from '../../../../local/boot';
import type { RequestRecord } from '../../../../local/cloud';

/** The stack that has nothing to do with the product (see its README). */
export const noticeboardFolder = fileURLToPath(new URL('../../../fixtures/noticeboard', import.meta.url));

export interface Noticeboard extends LocalCloud {
  readonly records: RequestRecord[];
}

/** Boots it with a state of its own, which is gone when it is closed. */
export async function bootNoticeboard(): Promise<Noticeboard> {
  const stateDir = mkdtempSync(path.join(tmpdir(), 'noticeboard-'));
  const records: RequestRecord[] = [];
  const local = await boot({
    assembly: path.join(noticeboardFolder, 'assembly'),
    stateDir,
    onRecord: (entry) => records.push(entry),
  });
  return {
    ...local,
    records,
    close: async () => {
      await local.close();
      rmSync(stateDir, { recursive: true });
    },
  };
}
