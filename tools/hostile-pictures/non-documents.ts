import { GlobalFonts, type Canvas } from '@napi-rs/canvas';
import { fileURLToPath } from 'node:url';
import { issueSpecimen } from '../specimens/documents/specimen';
import { drawLandscape } from '../specimens/landscape';
import { paint } from '../specimens/paper/picture';
import { seeded, type Random } from '../specimens/random';
import { syntheticPerson } from '../../identity/population';
import { POPULATION_SIZE } from '../../identity/population/numbers';

const OCR_B = 'OCR-B of non-documents';
const SANS = 'Sans of non-documents';

function withFonts(): void {
  for (const [name, file] of [
    [OCR_B, 'OCRB.otf'],
    [SANS, 'SourceSans3-Regular.woff2'],
  ] as const) {
    const path = fileURLToPath(new URL(`../specimens/fonts/${file}`, import.meta.url));
    if (GlobalFonts.has(name)) continue;
    if (!GlobalFonts.registerFromPath(path, name)) throw new Error(`${path} is not a font`);
  }
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const DIGITS = '0123456789';

const textOf = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => random.pick([...alphabet])).join('');

/** A sheet with lines of text, `size` pixels high. */
function sheet(
  lines: readonly string[],
  { font = SANS, size = 28, ink = '#202024', ground = '#f4f4f0' } = {},
): Canvas {
  withFonts();
  const longest = Math.max(...lines.map(({ length }) => length));
  const [width, height] = [
    Math.max(900, (longest + 4) * size * 0.74),
    Math.max(700, (lines.length + 4) * size * 1.6),
  ];
  return paint(width, height, (pen) => {
    pen.fillStyle = ground;
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = ink;
    pen.font = `${size}px '${font}'`;
    lines.forEach((line, row) => pen.fillText(line, 2 * size, (row + 2.5) * size * 1.6));
  });
}

/** A passport's zone in which some check digits are wrong. */
function failingZone(random: Random): string[] {
  const country = random.pick(['DK', 'SE', 'NO', 'FI'] as const);
  const holder = syntheticPerson(country, random.integer(0, 90_000) % POPULATION_SIZE[country]);
  const [first = '', second = ''] = issueSpecimen('passport', holder, String(random.next())).mrz ?? [];
  const places = [9, 19, 27, 42, 43].filter(() => random.next() < 0.6);
  const wrong = [...second];
  for (const place of places.length > 0 ? places : [43]) {
    wrong[place] = String((Number(wrong[place]?.replace('<', '0')) + random.integer(1, 9)) % 10);
  }
  return [first, wrong.join('')];
}

const KINDS: Readonly<Record<string, (random: Random) => Canvas>> = {
  'a landscape': (random) => drawLandscape(String(random.next())),
  'an empty page': (random) => sheet([''], { ground: random.pick(['#fff', '#888', '#000']) }),
  'random letters': (random) =>
    sheet(
      Array.from({ length: random.integer(3, 25) }, () =>
        textOf(random, `${LETTERS}${DIGITS} `, random.integer(10, 60)),
      ),
      { font: random.pick([SANS, OCR_B]), size: random.integer(18, 34) },
    ),
  'lines of 44 random characters': (random) =>
    sheet(
      Array.from({ length: random.integer(1, 3) }, () => textOf(random, `${LETTERS}${DIGITS}<<<<<<`, 44)),
      { font: OCR_B, size: random.integer(24, 36) },
    ),
  'lines of 30 random characters': (random) =>
    sheet(
      Array.from({ length: 3 }, () => textOf(random, `${LETTERS}${DIGITS}<<<<<<`, 30)),
      { font: OCR_B, size: random.integer(24, 36) },
    ),
  'a zone whose check digits fail': (random) =>
    sheet(failingZone(random), { font: OCR_B, size: random.integer(26, 36) }),
  'a receipt': (random) => {
    const goods = ['KAFFE', 'RUGBRØD', 'MÆLK 1L', 'SMÖR', 'OST', 'POSE', 'PANT'];
    const rows = Array.from(
      { length: random.integer(6, 24) },
      () => `${random.pick(goods).padEnd(20)}${random.between(3, 300).toFixed(2).padStart(9)}`,
    );
    const number = `NR ${textOf(random, DIGITS, 10)}`;
    return sheet(['BUTIKKEN A/S', number, '', ...rows, '', `TOTAL ${random.between(50, 900).toFixed(2)}`]);
  },
  'a screen full of code': (random) => {
    const words = [
      'const',
      'return',
      'await',
      'if',
      'value',
      'row',
      '=>',
      '===',
      '<<',
      '{',
      '}',
      '0x1f',
      '[i]',
    ];
    const lines = Array.from(
      { length: random.integer(12, 34) },
      () =>
        ' '.repeat(2 * random.integer(0, 5)) + Array.from({ length: 6 }, () => random.pick(words)).join(' '),
    );
    return sheet(lines, { size: 22, ink: '#d4d4d4', ground: '#1e1e1e' });
  },
};

const kinds = Object.keys(KINDS);

/** The `index`-th picture of a seeded stream in which there is no document that anybody could have been issued. */
export function nonDocument(index: number, seed: string): { kind: string; bytes: Buffer } {
  const kind = kinds[index % kinds.length] ?? 'a landscape';
  const canvas = KINDS[kind]?.(seeded(`${seed}/${kind}/${index}`)) ?? paint(10, 10, () => undefined);
  return { kind, bytes: index % 3 === 2 ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg', 80) };
}
