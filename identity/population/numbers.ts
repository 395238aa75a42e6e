import type { Country } from '../../generated/types';
import { CPR_WEIGHTS } from '../national-id/denmark';
import { henkilotunnusCheckCharacter } from '../national-id/finland';
import type { NationalId } from '../national-id/national-id';
import { fodselsnummerCheckDigits } from '../national-id/norway';
import { weightedSum } from '../national-id/reading';
import { luhnDigit } from '../national-id/sweden';

/** The birth years of those who are enumerated, all adults. In Sweden those for which 238 and 239 are test numbers, below. */
const BIRTH_YEARS: Record<Country, { readonly first: number; readonly count: number }> = {
  DK: { first: 1938, count: 70 },
  FI: { first: 1938, count: 70 },
  NO: { first: 1938, count: 70 },
  SE: { first: 1976, count: 32 },
};
/** The last birth year for which Skatteverket's test numbers have 238 and 239 on nearly every day; the first is 1976. */
const LAST_YEAR_OF_238 = 2013;
/** 2 January to 30 or 31 December: on 1 January Denmark gives real people numbers that look like ours. */
const DAYS_A_YEAR = 364;
/**
 * Has no factor in common with the days of all birth years: neighbours in the enumeration are born far apart, and every day
 * comes once a round.
 */
const STRIDE = 9973;

/** So many people a country has at least: every index below has one. */
export const POPULATION_SIZE: Record<Country, number> = {
  DK: 100_000,
  FI: 100_000,
  NO: 100_000,
  SE: 2 * BIRTH_YEARS.SE.count * DAYS_A_YEAR,
};

/** A birthday and the how-manieth number of that day. */
interface Slot {
  readonly day: number;
  readonly round: number;
  readonly year: number;
  /** Two digits each. */
  readonly yy: string;
  readonly mm: string;
  readonly dd: string;
}

const two = (value: number): string => String(value).padStart(2, '0');

function slotOf(country: Country, index: number): Slot {
  const days = BIRTH_YEARS[country].count * DAYS_A_YEAR;
  const day = (index * STRIDE) % days;
  const year = BIRTH_YEARS[country].first + Math.floor(day / DAYS_A_YEAR);
  const date = new Date(Date.UTC(year, 0, 2 + (day % DAYS_A_YEAR)));
  return {
    day,
    round: Math.floor(index / days),
    year,
    yy: two(year % 100),
    mm: two(date.getUTCMonth() + 1),
    dd: two(date.getUTCDate()),
  };
}

/** The `round`-th of `candidates` that has a number, the search beginning at another one each day. */
function nth(
  { day, round }: Slot,
  candidates: number,
  numberOf: (candidate: number) => string | undefined,
): string {
  let left = round;
  for (let i = 0; i < candidates; i++) {
    const number = numberOf((i + day) % candidates);
    if (number !== undefined && left-- === 0) return number;
  }
  throw new RangeError('the synthetic population has no such index');
}

const NUMBERS: Record<Country, (slot: Slot) => string> = {
  /** Very high serials that fail modulus 11, as MedCom's. */
  DK: (slot) =>
    nth(slot, 100, (candidate) => {
      const number = `${slot.dd}${slot.mm}${slot.yy}99${two(candidate)}`;
      return weightedSum(number, CPR_WEIGHTS) % 11 === 0 ? undefined : number;
    }),
  /** Individual numbers 900–999. */
  FI: (slot) =>
    nth(slot, 100, (candidate) => {
      const [date, individual] = [`${slot.dd}${slot.mm}${slot.yy}`, `9${two(candidate)}`];
      return `${date}${slot.year < 2000 ? '-' : 'A'}${individual}${henkilotunnusCheckCharacter(date + individual)}`;
    }),
  /** Tenor: month + 80. */
  NO: (slot) =>
    nth(slot, 500, (candidate) => {
      const individual = String(slot.year < 2000 ? candidate : 500 + candidate).padStart(3, '0');
      const nine = `${slot.dd}${Number(slot.mm) + 80}${slot.yy}${individual}`;
      const checkDigits = fodselsnummerCheckDigits(nine);
      return checkDigits === undefined ? undefined : nine + checkDigits;
    }),
  /** Birth numbers 238 and 239. */
  SE: (slot) =>
    nth(slot, 2, (candidate) => {
      const nine = `${slot.yy}${slot.mm}${slot.dd}${238 + candidate}`;
      return `${Math.floor(slot.year / 100)}${nine}${luhnDigit(nine)}`;
    }),
};

/**
 * The number of the `index`-th synthetic adult, canonical: each index another one. RangeError past the last, which comes no
 * sooner than POPULATION_SIZE says.
 */
export function syntheticNumber(country: Country, index: number): string {
  if (!Number.isSafeInteger(index) || index < 0)
    throw new RangeError('an index of the synthetic population is 0 or more');
  return NUMBERS[country](slotOf(country, index));
}

/**
 * Whether the number looks like one of this population's. In Norway and Finland only reserved ranges do. Denmark has none:
 * very high serials without modulus 11, as MedCom's, other than of a 1 January. In Sweden these are published numbers and,
 * for births of 1976 to 2013, the birth numbers 238 and 239: those are Skatteverket's test numbers on nearly every day, not
 * on all, so true says something in a sandbox only. Before 1976 real people have them like any others.
 */
export function belongsToPopulation({ country, canonical, type, checksum, synthetic }: NationalId): boolean {
  if (country === 'DK')
    return checksum === 'fail' && canonical.startsWith('99', 6) && !canonical.startsWith('0101');
  if (country !== 'SE' || synthetic) return synthetic;
  const year = Number(canonical.slice(0, 4));
  const isOfATestYear = year >= BIRTH_YEARS.SE.first && year <= LAST_YEAR_OF_238;
  return type === 'personnummer' && isOfATestYear && ['238', '239'].includes(canonical.slice(8, 11));
}
