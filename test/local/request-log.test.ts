import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RecordedRequest } from '../../local/cloud';
import { RequestLog } from '../../local/request-log';

test('every request is a line, in their order, also those of the turn in which the log is closed', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'requests-'));
  const request = (requestId: string): RecordedRequest => ({
    time: '2026-03-01T12:00:00.000Z',
    service: 's3',
    operation: 'GetObject',
    caller: 'somebody',
    outcome: '200',
    durationMs: 1,
    requestId,
  });
  const log = new RequestLog(folder);
  log.add(request('a'));
  log.add(request('b'));
  await new Promise(setImmediate);
  log.add(request('c'));
  await log.close();

  const lines = readFileSync(path.join(folder, 'requests.log'), 'utf8').trimEnd().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual(['a', 'b', 'c'].map(request));
});
