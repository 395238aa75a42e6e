import { parseArgs } from 'node:util';
import { CONFIDENCE_GATE } from '../identity/confidence';
import {
  fieldNames,
  readAndJudge,
  verdictOn,
  type Judged,
  type ZoneVerdict,
} from './reading/embedded-reader';
import { drawFolder, openFolder, type Labelled } from './reading/labelled';
import {
  documentClaims,
  fieldClaims,
  readBlurred,
  reliability,
  upperBound,
  type Claim,
} from './reading/reliability';
import { plainTesseract } from './reading/tesseract-reader';

const { values } = parseArgs({
  options: {
    images: { type: 'string' },
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    tesseract: { type: 'string', default: '100' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run bench -- reading [--count N] [--seed S] [--images DIR] [--tesseract N] [--verbose]

Draws N specimens (default 500: four countries; passports, identity cards and driving licences; ten picture conditions) and reads
them: accuracy, false accepts, time, memory, how far a confidence can be trusted, and tesseract with its English model beside it.
Takes about a quarter of an hour.

  --count N        how many are drawn
  --seed S         any text; the same seed draws the same pictures (default 1)
  --images DIR     reads DIR instead: pictures and a manifest.json, [{ "file", "mrz": [lines] or null, … }] as test/specimens has it
  --tesseract N    tesseract reads the first N of them (default 100: each document once in each condition; 0: none)
  --verbose        a line for each picture

Exit code 1 if anything wrong was accepted.`);
  process.exit(0);
}

const line = (what: string, figure: string): void => console.log(`${what.padEnd(66)} ${figure}`);
const percent = (part: number, whole: number): string =>
  whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
const quantiles = (figures: readonly number[]): string => {
  const sorted = [...figures].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
  return `${[0.5, 0.9, 1].map((q) => at(q).toFixed(0)).join(' / ')} ms`;
};
const progress = (done: number, all: number, what: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r${what}: ${done} of ${all}${done === all ? '\n' : ''}`);
};
const table = (title: string, rows: readonly (readonly string[])[]): void => {
  console.log(`\n${title}`);
  for (const [first = '', ...others] of rows) {
    console.log(`  ${first.padEnd(20)}${others.map((cell) => cell.padStart(13)).join('')}`);
  }
};

const folder = values.images ? openFolder(values.images) : drawFolder(Number(values.count), values.seed);
const { pictures } = folder;
console.log(
  values.images ? `pictures of ${values.images}` : `${pictures.length} drawn pictures, seed ${values.seed}`,
);

const judged: Judged[] = [];
for (const picture of pictures) {
  const own = await readAndJudge(picture, folder.bytesOf(picture));
  judged.push(own);
  progress(judged.length, pictures.length, 'reading');
  if (values.verbose) {
    const { zone, extracted, anyWrong, zoneSure } = own;
    const why = extracted.reasons.join(' ');
    console.log(
      `${picture.file.padEnd(42)} ${zone.padEnd(6)} ${zoneSure ? 'sure' : '    '} ${extracted.confidence.toFixed(2)} ${anyWrong ? 'WRONG ' : ''}${why}`,
    );
  }
}
const memory = process.resourceUsage().maxRSS / 1024;

const count = (verdict: ZoneVerdict, among: readonly Judged[]): number =>
  among.filter(({ picture, zone }) => picture.mrz !== null && zone === verdict).length;
const withZone = judged.filter(({ picture }) => picture.mrz !== null);
const readable = withZone.filter(({ picture }) => picture.condition !== 'blurred');
const accepted = judged.filter(({ extracted }) => extracted.confidence >= CONFIDENCE_GATE);
const falseAccepts = accepted.filter(({ anyWrong, zone }) => anyWrong || zone !== 'exact');
const sureWrong = judged.filter(({ zoneSure, zone }) => zoneSure && zone !== 'exact');

line('pictures, those with a labelled machine-readable zone', `${judged.length}, ${withZone.length}`);
line(
  'zones read exactly',
  `${count('exact', withZone)} (${percent(count('exact', withZone), withZone.length)})`,
);
line(
  '… but for the condition "blurred"',
  `${count('exact', readable)} of ${readable.length} (${percent(count('exact', readable), readable.length)})`,
);
line('zones read with a mistake / not read', `${count('wrong', withZone)} / ${count('none', withZone)}`);
line(
  'zones believed (check digits, every character at least 0.95), wrong ones',
  `${judged.filter(({ zoneSure }) => zoneSure).length}, ${sureWrong.length}`,
);
line(
  `documents accepted (confidence at least ${CONFIDENCE_GATE}), wrong ones`,
  `${accepted.length}, ${falseAccepts.length}`,
);
line(
  '… so with 95 % certainty wrong at most',
  `${(100 * upperBound(falseAccepts.length, accepted.length)).toFixed(2)} %`,
);
line('zone, time a picture, median / 90 % / most', quantiles(judged.map(({ wall }) => wall.zone)));
line('zone, CPU a picture', quantiles(judged.map(({ cpu }) => cpu.zone)));
line('zone and printed front, time a picture', quantiles(judged.map(({ wall }) => wall.all)));
line('zone and printed front, CPU a picture', quantiles(judged.map(({ cpu }) => cpu.all)));
line('most memory (whole process)', `${memory.toFixed(0)} MB`);

const grouped = (key: (picture: Labelled) => string | null | undefined): Map<string, Judged[]> => {
  const groups = new Map<string, Judged[]>();
  for (const own of judged) {
    const name = key(own.picture);
    if (name) groups.set(name, [...(groups.get(name) ?? []), own]);
  }
  return groups;
};
for (const [title, groups] of [
  ['by condition', grouped(({ condition }) => condition)],
  ['by document', grouped(({ country, document }) => country && document && `${country} ${document}`)],
] as const) {
  if (groups.size < 2) continue;
  table(title, [
    ['', 'pictures', 'zones', 'exact', 'accepted', 'wrong', ...fieldNames],
    ...[...groups].map(([name, own]) => {
      const zones = own.filter(({ picture }) => picture.mrz !== null);
      return [
        name,
        String(own.length),
        String(zones.length),
        percent(count('exact', zones), zones.length),
        String(own.filter(({ extracted }) => extracted.confidence >= CONFIDENCE_GATE).length),
        String(own.filter((one) => falseAccepts.includes(one)).length),
        ...fieldNames.map((field) => {
          const labelled = own.filter(({ picture }) => picture.fields?.[field]);
          return percent(labelled.filter(({ right }) => right[field]).length, labelled.length);
        }),
      ];
    }),
  ]);
}

const refused = judged.filter(({ extracted }) => extracted.confidence < CONFIDENCE_GATE);
const firstReasons = new Map<string, number>();
for (const { extracted } of refused) {
  const [reason = 'none'] = extracted.reasons;
  firstReasons.set(reason, (firstReasons.get(reason) ?? 0) + 1);
}
table(
  'first reason of those not accepted',
  [...firstReasons].sort(([, a], [, b]) => b - a).map(([reason, own]) => [reason.padEnd(36), String(own)]),
);

const curve = (title: string, claims: readonly Claim[]): void =>
  table(title, [
    ['confidence from', 'count', 'claimed', 'right'],
    ...reliability(claims).map(({ from, count: own, claimed, right }) => [
      from.toFixed(2),
      String(own),
      claimed.toFixed(3),
      right.toFixed(3),
    ]),
  ]);
if (judged.some(({ picture }) => picture.fields)) {
  const labelled = judged.filter(({ picture }) => picture.fields);
  curve('reliability of documents', documentClaims(labelled));
  curve('reliability of fields', fieldClaims(labelled));
  const zones = readable.filter(({ picture }) => picture.fields);
  const blurred = [];
  for (const [i, { picture }] of zones.entries()) {
    const own = await readBlurred(picture, folder.bytesOf(picture), (i + 0.5) / zones.length);
    if (own) blurred.push(own);
    progress(i + 1, zones.length, 'blurred');
  }
  curve('reliability of documents whose zones were blurred step by step', documentClaims(blurred));
  curve('… of their fields', fieldClaims(blurred));
  const believed = blurred.filter(({ extracted }) => extracted.confidence >= CONFIDENCE_GATE);
  line(
    '\nof these accepted, wrong ones',
    `${believed.length} of ${blurred.length}, ${believed.filter(({ anyWrong }) => anyWrong).length}`,
  );
}

const beside = judged.slice(0, Number(values.tesseract));
if (beside.length > 0) {
  const read = await plainTesseract();
  const theirs: { picture: Labelled; zone: ZoneVerdict; accepted: boolean; wall: number }[] = [];
  for (const { picture } of beside) {
    const bytes = folder.bytesOf(picture);
    const begun = performance.now();
    const { lines, accepted: taken } = await read(bytes);
    const wall = performance.now() - begun;
    theirs.push({ picture, zone: verdictOn(lines, picture.mrz), accepted: taken, wall });
    progress(theirs.length, beside.length, 'tesseract');
  }
  const median = (figures: readonly number[]) =>
    [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? NaN;
  const share = (all: readonly { picture: Labelled; zone: ZoneVerdict }[]): string => {
    const zones = all.filter(({ picture }) => picture.mrz !== null && picture.condition !== 'blurred');
    const exact = zones.filter(({ zone }) => zone === 'exact').length;
    return `${exact} of ${zones.length} (${percent(exact, zones.length)})`;
  };
  const taken = theirs.filter((own) => own.accepted);
  const ownTime = median(beside.map(({ wall }) => wall.zone));
  const theirTime = median(theirs.map(({ wall }) => wall));
  console.log(`\ntesseract with its English model on the whole picture, the first ${beside.length}`);
  line(
    'zones read exactly but for the condition "blurred", ours beside',
    `${share(theirs)}, ${share(beside)}`,
  );
  line(
    'zones whose check digits hold, wrong ones',
    `${taken.length}, ${taken.filter(({ zone }) => zone !== 'exact').length}`,
  );
  line('time a picture', quantiles(theirs.map(({ wall }) => wall)));
  line('our time as a share of its', (ownTime / theirTime).toFixed(2));
}
folder.remove();
if (falseAccepts.length + sureWrong.length > 0) process.exitCode = 1;
