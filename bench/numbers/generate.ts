import type { Country } from '../../generated/types';
import { daysInMonth } from '../../identity/calendar';
import { CPR_WEIGHTS } from '../../identity/national-id/denmark';
import { henkilotunnusCheckCharacter } from '../../identity/national-id/finland';
import { fodselsnummerCheckDigits } from '../../identity/national-id/norway';
import { weightedSum } from '../../identity/national-id/reading';
import { luhnDigit } from '../../identity/national-id/sweden';

/** From 0 to less than `below`, a whole number. */
export type Random = (below: number) => number;

/** A generator that the seed decides alone (mulberry32): the same numbers on every machine. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

const padded = (value: number, length: number): string => String(value).padStart(length, '0');

const pick = <T>(random: Random, [first, ...rest]: readonly [T, ...T[]]): T => {
  const at = random(rest.length + 1);
  return at === 0 ? first : (rest[at - 1] ?? first);
};

function birthday(random: Random, from: number, to: number) {
  const year = from + random(to - from + 1);
  const month = 1 + random(12);
  return { year, month, day: 1 + random(daysInMonth(year, month)), yy: padded(year % 100, 2) };
}

/** Half with modulus 11, as most people have, half with whatever comes. */
function danish(random: Random): string {
  const { year, month, day, yy } = birthday(random, 1858, 2025);
  const seventh =
    year < 1900
      ? pick(random, ['5', '6', '7', '8'])
      : year >= 2000
        ? pick(random, ['5', '6', '7', '8', ...(year <= 2036 ? ['4', '9'] : [])])
        : pick(random, ['0', '1', '2', '3', ...(year >= 1937 ? ['4', '9'] : [])]);
  const wantsModulus11 = random(2) === 0;
  for (;;) {
    const number = padded(day, 2) + padded(month, 2) + yy + seventh + padded(random(1000), 3);
    if (!wantsModulus11 || weightedSum(number, CPR_WEIGHTS) % 11 === 0) return number;
  }
}

/** One in five is a samordningsnummer, one in twenty of those without a month or day. */
function swedish(random: Random): string {
  const { year, month, day, yy } = birthday(random, 1880, 2025);
  const coordination = random(5) === 0;
  const unknown = coordination && random(20) === 0 ? pick(random, ['day', 'month and day']) : undefined;
  const mm = padded(unknown === 'month and day' ? 0 : month, 2);
  const dd = padded((coordination ? 60 : 0) + (unknown === undefined ? day : 0), 2);
  const nine = yy + mm + dd + padded(1 + random(999), 3);
  return `${padded(Math.floor(year / 100), 2)}${nine}${luhnDigit(nine)}`;
}

/** Every kind of number: one in five a D-number, and as often 40, 65 or 80 added to the month. */
function norwegian(random: Random): string {
  for (;;) {
    const { year, month, day, yy } = birthday(random, 1854, 2025);
    const individual =
      year < 1900
        ? 500 + random(250)
        : year >= 2000
          ? 500 + random(500)
          : year >= 1940 && random(10) === 0
            ? 900 + random(100)
            : random(500);
    const dd = padded(day + (random(5) === 0 ? 40 : 0), 2);
    const mm = padded(month + (random(5) === 0 ? pick(random, [40, 65, 80]) : 0), 2);
    const nine = dd + mm + yy + padded(individual, 3);
    const checkDigits = fodselsnummerCheckDigits(nine);
    if (checkDigits !== undefined) return nine + checkDigits;
  }
}

/** Every separator of the century. */
function finnish(random: Random): string {
  const { year, month, day, yy } = birthday(random, 1850, 2025);
  const separators = year < 1900 ? '+' : year < 2000 ? '-YXWVU' : 'ABCDEF';
  const date = padded(day, 2) + padded(month, 2) + yy;
  const individual = padded(2 + random(998), 3);
  const separator = separators[random(separators.length)] ?? '';
  return `${date}${separator}${individual}${henkilotunnusCheckCharacter(date + individual)}`;
}

const GENERATORS: Record<Country, (random: Random) => string> = {
  DK: danish,
  FI: finnish,
  NO: norwegian,
  SE: swedish,
};

/** A number that obeys its country's rules of today, in canonical form, of any kind that the country gives. */
export const validNumber = (country: Country, random: Random): string => GENERATORS[country](random);

const LETTERS_OF_FINLAND = '+-ABCDEFUVWXYGHJK0123456789';

/** Another character of a kind that may stand in such a number. */
const otherCharacter = (country: Country, random: Random): string =>
  country === 'FI' ? (LETTERS_OF_FINLAND[random(LETTERS_OF_FINLAND.length)] ?? '') : String(random(10));

/** The number with check digits that hold, where it has the digits for them: what is wrong with it is then something else. */
function rechecked(country: Country, number: string): string {
  const digits = number.replace(/\D/g, '');
  if (country === 'FI' && /^\d{6}.\d{3}/.test(number)) {
    return number.slice(0, 10) + henkilotunnusCheckCharacter(number.slice(0, 6) + number.slice(7, 10));
  }
  if (country === 'NO' && digits.length === 11) {
    return digits.slice(0, 9) + (fodselsnummerCheckDigits(digits.slice(0, 9)) ?? digits.slice(9));
  }
  if (country === 'SE' && digits.length === 12) {
    return digits.slice(0, 11) + String(luhnDigit(digits.slice(2, 11)));
  }
  return number;
}

/**
 * The number with one mistake that people and cameras make: a character changed, two neighbours swapped, one lost or doubled.
 * In one of three the check digits are put right again, so that the other rules have something to do.
 */
export function mutated(country: Country, number: string, random: Random): string {
  const wrong = withMistake(country, number, random);
  return random(3) === 0 ? rechecked(country, wrong) : wrong;
}

function withMistake(country: Country, number: string, random: Random): string {
  const at = random(number.length);
  const [before, character, after] = [number.slice(0, at), number[at] ?? '', number.slice(at + 1)];
  const kind = random(20);
  if (kind === 0) return before + after;
  if (kind === 1) return before + character + character + after;
  if (kind <= 7) return before + after.slice(0, 1) + character + after.slice(1);
  return before + otherCharacter(country, random) + after;
}
