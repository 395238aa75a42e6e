import { parseArgs } from 'node:util';
import type { Country } from '../generated/types';
import { readNationalId } from '../identity/national-id/national-id';
import { mutated, seeded, validNumber } from './numbers/generate';
import { kindOf, LIBRARIES, type Library } from './numbers/libraries';

const COUNTRIES: readonly Country[] = ['DK', 'FI', 'NO', 'SE'];

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '2026' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run bench -- numbers [--count N] [--seed N]

Generates N valid numbers of each country and N with a mistake, and validates them with ours and with the libraries: how many
a second, and where they differ. Ends with 1 where a library differs in a way that bench/numbers/libraries.ts does not list.`);
  process.exit(0);
}
const [count, seed] = [values.count, values.seed].map(Number);
if (
  count === undefined ||
  seed === undefined ||
  !(count >= 1 && Number.isInteger(count) && Number.isInteger(seed))
) {
  console.error('--count must be a whole number of at least 1, --seed a whole number');
  process.exit(64);
}

const today = new Date().toISOString().slice(0, 10);

/** The best of three rounds: the first also warms up. */
function aSecond(numbers: readonly string[], takes: (number: string) => boolean): number {
  const rounds = [1, 2, 3].map(() => {
    const begun = performance.now();
    let taken = 0;
    for (const number of numbers) if (takes(number)) taken += 1;
    const seconds = (performance.now() - begun) / 1000;
    if (taken > numbers.length) throw new Error('unreachable: keeps the loop from being optimised away');
    return numbers.length / seconds;
  });
  return Math.max(...rounds);
}

const inThousands = (figure: number): string => `${Math.round(figure / 1000)} k/s`;
const row = (...cells: readonly string[]): void =>
  console.log(cells.map((cell, i) => (i < 2 ? cell.padEnd(22) : cell.padStart(16))).join(''));

/** How often the two differ, by kind. */
function differences(library: Library, numbers: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const number of numbers) {
    const ours = readNationalId(library.country, number, today);
    if (library.takes(number) === ours.ok) continue;
    const known = kindOf(library, number, ours);
    const kind =
      known === undefined
        ? 'UNKNOWN'
        : `${known.kind} (${known.takenBy === 'us' ? 'only we take it' : 'only it takes it'})`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

console.log(
  `seed ${seed}, ${count} valid and ${count} mutated numbers a country, Node ${process.version}, ${today}\n`,
);
row('', '', 'validations', 'ratio to ours', 'agree', 'differ');
for (const country of COUNTRIES) {
  const random = seeded(seed);
  const numbers = Array.from({ length: count }, () => validNumber(country, random)).flatMap((number) => [
    number,
    mutated(country, number, random),
  ]);
  const ours = aSecond(numbers, (number) => readNationalId(country, number, today).ok);
  const accepted = numbers.filter((number) => readNationalId(country, number, today).ok).length;
  row(country, 'ours', inThousands(ours), '1.00', `${accepted} taken`);
  for (const library of LIBRARIES.filter((candidate) => candidate.country === country)) {
    const theirs = aSecond(numbers, library.takes);
    const kinds = differences(library, numbers);
    const differ = [...kinds.values()].reduce((sum, n) => sum + n, 0);
    row(
      '',
      library.name,
      inThousands(theirs),
      (theirs / ours).toFixed(2),
      String(numbers.length - differ),
      String(differ),
    );
    for (const [kind, n] of kinds) console.log(`${' '.repeat(24)}${String(n).padStart(8)}  ${kind}`);
    if (kinds.has('UNKNOWN')) process.exitCode = 1;
  }
}
