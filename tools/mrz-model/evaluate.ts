/**
 * Measures model files on the held-out set by the code that ships: each zone's lines are lifted, read and decoded.
 *
 *     npx tsx tools/mrz-model/evaluate.ts --lines DIR MODEL.int8.bin …
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { asset } from '../../lambdas/extract_id_from_s3/reading/assets';
import { freeText } from '../../lambdas/extract_id_from_s3/reading/mrz/alignment';
import type { Chain } from '../../lambdas/extract_id_from_s3/reading/mrz/chains';
import { decodeLines } from '../../lambdas/extract_id_from_s3/reading/mrz/decode';
import { loadNetwork, type ReadLine } from '../../lambdas/extract_id_from_s3/reading/mrz/network';
import { isSure } from '../../lambdas/extract_id_from_s3/reading/mrz/read';
import { liftLine } from '../../lambdas/extract_id_from_s3/reading/mrz/zones';
import { decodePng } from '../../lambdas/extract_id_from_s3/reading/png';

/** A zone of the held-out set, as held_out.py labels it. */
interface LabelledZone {
  readonly file: string;
  readonly group: string;
  /** Height of a capital, in pixels. */
  readonly capital: number;
  readonly lines: readonly (Chain & { readonly text: string })[];
}

/** What the grammar made of a zone's lines. */
interface DecodedZone {
  readonly exact: boolean;
  readonly sure: boolean;
  readonly checkDigitsOk: boolean;
  /** Confidence of the least likely character. */
  readonly lowest: number;
}

/** What became of one zone. */
interface Outcome {
  readonly group: string;
  readonly capital: number;
  /** Of the network's own reading, before the grammar: characters there are, and insertions, deletions and substitutions. */
  readonly characters: number;
  readonly errors: number;
  readonly lines: number;
  readonly exactLines: number;
  readonly zone: DecodedZone | undefined;
  /** Milliseconds for all its lines: lifting, then the network. */
  readonly lifting: number;
  readonly network: number;
}

function editDistance(read: string, text: string): number {
  let above = Array.from({ length: text.length + 1 }, (_, i) => i);
  for (const [i, character] of [...read].entries()) {
    const row = [i + 1];
    for (const [j, other] of [...text].entries()) {
      const substituted = (above[j] ?? 0) + (character === other ? 0 : 1);
      row.push(Math.min((above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1, substituted));
    }
    above = row;
  }
  return above[text.length] ?? 0;
}

async function readZone(read: ReadLine, folder: string, labelled: LabelledZone): Promise<Outcome> {
  const { file, group, capital, lines } = labelled;
  const picture = await decodePng(readFileSync(join(folder, file)));
  const begun = performance.now();
  const lifted = lines.map((line) => liftLine(picture, line));
  const liftedAt = performance.now();
  const posteriors = lifted.map(read);
  const readAt = performance.now();
  const errors = posteriors.map((line, i) => editDistance(freeText(line), lines[i]?.text ?? ''));
  const reading = decodeLines(posteriors);
  return {
    group,
    capital,
    characters: lines.reduce((sum, { text }) => sum + text.length, 0),
    errors: errors.reduce((sum, count) => sum + count, 0),
    lines: lines.length,
    exactLines: errors.filter((count) => count === 0).length,
    zone: reading && {
      exact: reading.lines.join('\n') === lines.map(({ text }) => text).join('\n'),
      sure: isSure(reading),
      checkDigitsOk: reading.checkDigitsOk,
      lowest: reading.lowestConfidence,
    },
    lifting: liftedAt - begun,
    network: readAt - liftedAt,
  };
}

const total = (
  outcomes: readonly Outcome[],
  figure: 'characters' | 'errors' | 'lines' | 'exactLines' | 'lifting' | 'network',
): number => outcomes.reduce((sum, outcome) => sum + outcome[figure], 0);

function row(name: string, outcomes: readonly Outcome[]): string {
  const zones = outcomes.flatMap(({ zone }) => zone ?? []);
  const exact = zones.filter((zone) => zone.exact).length;
  const sure = zones.filter((zone) => zone.sure);
  const sureAndRight = sure.filter((zone) => zone.exact).length;
  const error = (100 * total(outcomes, 'errors')) / total(outcomes, 'characters');
  return [
    name.padEnd(20),
    `${error.toFixed(2)} %`.padStart(9),
    `${total(outcomes, 'exactLines')} of ${total(outcomes, 'lines')}`.padStart(12),
    `${exact} of ${outcomes.length}`.padStart(11),
    `${sureAndRight} / ${sure.length - sureAndRight}`.padStart(9),
  ].join('  ');
}

const BOUNDS = [0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1];

/** Of zones whose check digits hold, how many are right, by their least likely character. */
function calibration(outcomes: readonly Outcome[]): string[] {
  const held = outcomes.flatMap(({ zone }) => (zone?.checkDigitsOk ? [zone] : []));
  return BOUNDS.slice(1).map((upper, i) => {
    const lower = BOUNDS[i] ?? 0;
    const within = held.filter(({ lowest }) => lowest >= lower && (lowest < upper || upper === 1));
    const right = within.filter(({ exact }) => exact).length;
    const range = `${lower.toFixed(3)} to ${upper.toFixed(3)}`;
    const counts = `${String(within.length).padStart(4)} zones, ${String(within.length - right).padStart(3)} wrong`;
    if (within.length === 0) return `${range}: ${counts}`;
    const said = within.reduce((sum, { lowest }) => sum + lowest, 0) / within.length;
    return `${range}: ${counts}; said ${said.toFixed(3)}, right ${(right / within.length).toFixed(3)}`;
  });
}

async function measure(file: string, wasm: Uint8Array, folder: string, zones: readonly LabelledZone[]) {
  const read = loadNetwork(readFileSync(file), wasm);
  const outcomes: Outcome[] = [];
  for (const zone of zones) outcomes.push(await readZone(read, folder, zone));
  const between = (from: number, to: number): Outcome[] =>
    outcomes.filter(({ capital }) => capital >= from && capital < to);

  console.log(`\n${file}`);
  console.log('                      char.err.   exact lines  exact zones  sure right / wrong');
  console.log(row('all', outcomes));
  for (const group of new Set(zones.map((zone) => zone.group))) {
    const own = outcomes.filter((outcome) => outcome.group === group);
    console.log(row(group, own));
  }
  console.log(row('below 8 px', between(0, 8)));
  console.log(row('8 to 14 px', between(8, 14)));
  console.log(row('14 px and more', between(14, Infinity)));
  console.log('least likely character, where the check digits hold:');
  for (const line of calibration(outcomes)) console.log(`  ${line}`);
  const aLine = (figure: 'lifting' | 'network'): string =>
    (total(outcomes, figure) / total(outcomes, 'lines')).toFixed(1);
  console.log(`a line: ${aLine('lifting')} ms lifting, ${aLine('network')} ms network`);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { lines: { type: 'string' }, help: { type: 'boolean', default: false } },
    allowPositionals: true,
  });
  const folder = values.lines;
  if (values.help || folder === undefined || positionals.length === 0) {
    console.log(
      'npx tsx tools/mrz-model/evaluate.ts --lines DIR MODEL.int8.bin …\n\nDIR is what held_out.py drew.',
    );
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const zones: LabelledZone[] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  const wasm = await asset('convolution.wasm');
  for (const file of positionals) await measure(file, wasm, folder, zones);
}

await main();
