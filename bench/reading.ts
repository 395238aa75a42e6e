import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { embedded } from '../lambdas/extract_id_from_s3/reading/embedded';
import { isSure } from '../lambdas/extract_id_from_s3/reading/mrz/read';

const { values } = parseArgs({
  options: {
    images: { type: 'string', default: 'test/specimens' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(
    'npm run bench -- reading [--images DIR] [--verbose]\n\nDIR holds pictures and a manifest.json: [{"file", "mrz": [lines] or null}].',
  );
  process.exit(0);
}

interface Labelled {
  file: string;
  /** The lines of the machine-readable zone; null where there is none, or nobody has read it. */
  mrz: string[] | null;
}

const labelled: Labelled[] = JSON.parse(readFileSync(join(values.images, 'manifest.json'), 'utf8'));
const counts = { exact: 0, wrong: 0, none: 0, sureRight: 0, falseAccepts: 0 };
const wall: number[] = [];
const cpu: number[] = [];

for (const { file, mrz } of labelled) {
  const bytes = readFileSync(join(values.images, file));
  const begun = performance.now();
  const cpuBegun = process.cpuUsage();
  const reading = await embedded.read({ bytes }, 'DK');
  const { user, system } = process.cpuUsage(cpuBegun);
  wall.push(performance.now() - begun);
  cpu.push((user + system) / 1000);

  const read = reading.kind === 'read' ? reading.zone : undefined;
  const exact = read !== undefined && mrz !== null && read.lines.join('\n') === mrz.join('\n');
  const sure = read !== undefined && isSure(read);
  if (mrz !== null) counts[exact ? 'exact' : read ? 'wrong' : 'none']++;
  if (sure) counts[exact ? 'sureRight' : 'falseAccepts']++;
  if (values.verbose) {
    const verdict = exact ? 'exact' : read ? 'wrong' : 'none';
    const why = reading.kind === 'refused' ? reading.refusal : (reading.unreadable ?? '');
    const confidence = read?.lowestConfidence.toFixed(2) ?? '';
    console.log(
      `${file.padEnd(28)} ${verdict.padEnd(6)} ${sure ? 'sure' : '    '} ${confidence.padEnd(5)} ${why}`,
    );
  }
}

const quantile = (figures: number[], q: number): number => {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
};
const withZone = counts.exact + counts.wrong + counts.none;
const line = (what: string, figure: string): void => console.log(`${what.padEnd(58)} ${figure}`);
line('pictures', String(labelled.length));
line('… with a labelled machine-readable zone', String(withZone));
line('read exactly', `${counts.exact} (${((100 * counts.exact) / withZone).toFixed(0)} %)`);
line('read with a mistake', String(counts.wrong));
line('not read', String(counts.none));
line('sure (check digits, every character at least 0.8) and right', String(counts.sureRight));
line('sure and wrong, or sure where nothing is labelled', String(counts.falseAccepts));
line(
  'time a picture, median / 90 % / most',
  `${[0.5, 0.9, 1].map((q) => quantile(wall, q).toFixed(0)).join(' / ')} ms`,
);
line(
  'CPU a picture, median / 90 % / most',
  `${[0.5, 0.9, 1].map((q) => quantile(cpu, q).toFixed(0)).join(' / ')} ms`,
);
line('most memory', `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`);
if (counts.falseAccepts > 0) process.exitCode = 1;
