import { checkDigit, MRZ_ALPHABET as ALPHABET } from '../../../../identity/mrz/check-digit';

/**
 * ICAO 9303 parts 4 (TD3), 5 (TD1), 6 (TD2) and 7 (the visas MRV-A and MRV-B), and `FRA`: the French identity card issued until
 * 2021, whose zone is France's own.
 */
export type MrzFormat = 'TD1' | 'TD2' | 'TD3' | 'MRVA' | 'MRVB' | 'FRA';

const DIGITS = '0123456789';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What may stand at one position, by the letter that the layouts below use for it. */
const SYMBOLS = {
  /** any character */ x: ALPHABET,
  /** a letter or a filler: names, states */ a: LETTERS + '<',
  /** a digit */ n: DIGITS,
  /** a check digit that may be left out */ d: DIGITS + '<',
  /** a date's digit, `<` where it is unknown */ u: DIGITS + '<',
  /** the tens of a month */ m: '01<',
  /** the tens of a day */ t: '0123<',
  /** the sex */ s: 'MFX<',
  P: 'P',
  V: 'V',
  /** identity card and the like */ I: 'ACI',
  A: 'A',
  D: 'D',
  F: 'F',
  R: 'R',
} as const;
type Symbol = keyof typeof SYMBOLS;

/** For every symbol, which of the network's characters it allows. */
const ALLOWED = Object.fromEntries(
  Object.entries(SYMBOLS).map(([symbol, characters]) => [
    symbol,
    Uint8Array.from(ALPHABET, (character) => (characters.includes(character) ? 1 : 0)),
  ]),
) as Record<Symbol, Uint8Array>;

const isSymbol = (character: string): character is Symbol => character in SYMBOLS;

/** Which characters a layout's position allows: 1 or 0 for each of `ALPHABET`. */
export function allowedAt(layout: string, position: number): Uint8Array {
  const symbol = layout[position] ?? '';
  if (!isSymbol(symbol)) throw new Error(`no such position in a layout: ${position}`);
  return ALLOWED[symbol];
}

/** A stretch of characters: line, first position, position after the last. */
export type Stretch = readonly [line: number, from: number, to: number];

interface CheckDigit {
  readonly over: readonly Stretch[];
  readonly line: number;
  readonly at: number;
  /** A filler is right too when every character it covers is one (TD3's optional data, ICAO 9303-4 § 4.2.2.2). */
  readonly fillerWhenEmpty?: true;
  /** Covers what others cover too: where one of those does not hold, this one says nothing new. */
  readonly composite?: true;
  /** A filler means that the document number goes on in the optional data (ICAO 9303-5 and -6, note j). */
  readonly continues?: Stretch;
}

export interface Grammar {
  readonly format: MrzFormat;
  /** One string of symbols a line. */
  readonly layouts: readonly string[];
  /** Where the names stand. */
  readonly names: Stretch;
  readonly checkDigits: readonly CheckDigit[];
  /** Where the dates `YYMMDD` stand. */
  readonly dates: readonly Stretch[];
}

const DATE = 'uumutu';
/** Document number, check digit, nationality, birth, check digit, sex, expiry, check digit: alike in all but TD1. */
const LOWER_LINE = `${'x'.repeat(9)}daaa${DATE}ns${DATE}n`;
const NUMBER: CheckDigit = { over: [[1, 0, 9]], line: 1, at: 9 };
const BIRTH: CheckDigit = { over: [[1, 13, 19]], line: 1, at: 19 };
const EXPIRY: CheckDigit = { over: [[1, 21, 27]], line: 1, at: 27 };
const DATES: readonly Stretch[] = [
  [1, 13, 19],
  [1, 21, 27],
];

export const GRAMMARS: readonly Grammar[] = [
  {
    format: 'TD3',
    layouts: [`P${'a'.repeat(43)}`, `${LOWER_LINE}${'x'.repeat(14)}dn`],
    names: [0, 5, 44],
    dates: DATES,
    checkDigits: [
      NUMBER,
      BIRTH,
      EXPIRY,
      { over: [[1, 28, 42]], line: 1, at: 42, fillerWhenEmpty: true },
      {
        over: [
          [1, 0, 10],
          [1, 13, 20],
          [1, 21, 43],
        ],
        line: 1,
        at: 43,
        composite: true,
      },
    ],
  },
  {
    format: 'TD1',
    layouts: [
      `Ixaaa${'x'.repeat(9)}d${'x'.repeat(15)}`,
      `${DATE}ns${DATE}naaa${'x'.repeat(11)}n`,
      'a'.repeat(30),
    ],
    names: [2, 0, 30],
    dates: [
      [1, 0, 6],
      [1, 8, 14],
    ],
    checkDigits: [
      { over: [[0, 5, 14]], line: 0, at: 14, continues: [0, 15, 30] },
      { over: [[1, 0, 6]], line: 1, at: 6 },
      { over: [[1, 8, 14]], line: 1, at: 14 },
      {
        over: [
          [0, 5, 30],
          [1, 0, 7],
          [1, 8, 15],
          [1, 18, 29],
        ],
        line: 1,
        at: 29,
        composite: true,
      },
    ],
  },
  {
    format: 'TD2',
    layouts: [`I${'a'.repeat(35)}`, `${LOWER_LINE}${'x'.repeat(7)}n`],
    names: [0, 5, 36],
    dates: DATES,
    checkDigits: [
      { ...NUMBER, continues: [1, 28, 35] },
      BIRTH,
      EXPIRY,
      {
        over: [
          [1, 0, 10],
          [1, 13, 20],
          [1, 21, 35],
        ],
        line: 1,
        at: 35,
        composite: true,
      },
    ],
  },
  {
    format: 'MRVA',
    layouts: [`V${'a'.repeat(43)}`, `${LOWER_LINE}${'x'.repeat(16)}`],
    names: [0, 5, 44],
    dates: DATES,
    checkDigits: [NUMBER, BIRTH, EXPIRY],
  },
  {
    format: 'MRVB',
    layouts: [`V${'a'.repeat(35)}`, `${LOWER_LINE}${'x'.repeat(8)}`],
    names: [0, 5, 36],
    dates: DATES,
    checkDigits: [NUMBER, BIRTH, EXPIRY],
  },
  {
    format: 'FRA',
    layouts: [`IDFRA${'a'.repeat(25)}${'x'.repeat(6)}`, `nnnnxxnnnnnnn${'a'.repeat(14)}${DATE}nsn`],
    names: [0, 5, 30],
    dates: [[1, 27, 33]],
    checkDigits: [
      { over: [[1, 0, 12]], line: 1, at: 12 },
      { over: [[1, 27, 33]], line: 1, at: 33 },
      {
        over: [
          [0, 0, 36],
          [1, 0, 35],
        ],
        line: 1,
        at: 35,
        composite: true,
      },
    ],
  },
];

const cut = (lines: readonly string[], [line, from, to]: Stretch): string =>
  (lines[line] ?? '').slice(from, to);

function holds(check: CheckDigit, lines: readonly string[]): boolean {
  const covered = check.over.map((stretch) => cut(lines, stretch)).join('');
  const digit = lines[check.line]?.[check.at] ?? '';
  if (digit !== '<') return checkDigit(covered) === digit;
  if (check.fillerWhenEmpty) return /^<*$/.test(covered);
  const rest = check.continues && /^([A-Z0-9]+)([0-9])(?:<|$)/.exec(cut(lines, check.continues));
  return rest !== undefined && rest !== null && checkDigit(covered + rest[1]) === rest[2];
}

/** Every stretch that a check digit speaks for, its own place included. */
function coverOf(check: CheckDigit): Stretch[] {
  return [...check.over, [check.line, check.at, check.at + 1], ...(check.continues ? [check.continues] : [])];
}

function isDate(date: string): boolean {
  const [, month = '', day = ''] = /^..(..)(..)$/.exec(date) ?? [];
  const within = (text: string, highest: number): boolean =>
    text === '<<' || (/^\d\d$/.test(text) && Number(text) >= 1 && Number(text) <= highest);
  return within(month, 12) && within(day, 31);
}

/** What the rules say about a text. */
export interface Verdict {
  /** The covers of the check digits that hold, and of those that do not; of a composite one only where it alone does not. */
  readonly held: readonly (readonly Stretch[])[];
  readonly failed: readonly (readonly Stretch[])[];
  /** Stretches that break another rule: no such day, names and fillers out of order. */
  readonly broken: readonly Stretch[];
}

/** Judges lines that already have their layout's length and alphabets. */
export function judge(grammar: Grammar, lines: readonly string[]): Verdict {
  const failed = grammar.checkDigits.filter((check) => !holds(check, lines));
  const told = failed.some((check) => !check.composite) ? failed.filter((check) => !check.composite) : failed;
  const issuer: Stretch = [0, 2, 5];
  return {
    held: grammar.checkDigits.filter((check) => !failed.includes(check)).map(coverOf),
    failed: told.map(coverOf),
    broken: [
      ...grammar.dates.filter((stretch) => !isDate(cut(lines, stretch))),
      ...(/^[A-Z]+<*$/.test(cut(lines, issuer)) ? [] : [issuer]),
      // The primary identifier, `<<`, the secondary one, then fillers only (ICAO 9303-3 § 4.6).
      ...(/^[A-Z]+(<[A-Z]+)*(<<[A-Z]+(<[A-Z]+)*)?<*$/.test(cut(lines, grammar.names)) ? [] : [grammar.names]),
    ],
  };
}
