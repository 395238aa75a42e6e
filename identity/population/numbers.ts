import type { Country } from '../../generated/types';
import { CPR_WEIGHTS } from '../national-id/denmark';
import { henkilotunnusCheckCharacter } from '../national-id/finland';
import type { NationalId } from '../national-id/national-id';
import { fodselsnummerCheckDigits } from '../national-id/norway';
import { weightedSum } from '../national-id/reading';
import { luhnDigit } from '../national-id/sweden';

const FIRST_YEAR = 1938;
const YEARS = 70;
/** 2 January to 30 or 31 December: on 1 January Denmark gives real people numbers that look like ours. */
const DAYS_A_YEAR = 364;
const DAYS = YEARS * DAYS_A_YEAR;
/** Has no factor in common with DAYS: neighbours in the enumeration are born far apart, and every day comes once a round. */
const STRIDE = 9973;

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

function slotOf(index: number): Slot {
  const day = (index * STRIDE) % DAYS;
  const year = FIRST_YEAR + Math.floor(day / DAYS_A_YEAR);
  const date = new Date(Date.UTC(year, 0, 2 + (day % DAYS_A_YEAR)));
  return {
    day,
    round: Math.floor(index / DAYS),
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
  /** Birth numbers 238 and 239, then the coordination numbers that have them. */
  SE: (slot) => {
    if (slot.round >= 4) throw new RangeError('the synthetic population has no such index');
    const day = slot.round < 2 ? slot.dd : two(Number(slot.dd) + 60);
    const nine = `${slot.yy}${slot.mm}${day}${238 + ((slot.round + slot.day) % 2)}`;
    return `${Math.floor(slot.year / 100)}${nine}${luhnDigit(nine)}`;
  },
};

/** The number of the `index`-th synthetic adult, canonical: each index another one. RangeError past the last (101 919 or more). */
export function syntheticNumber(country: Country, index: number): string {
  if (!Number.isSafeInteger(index) || index < 0)
    throw new RangeError('an index of the synthetic population is 0 or more');
  return NUMBERS[country](slotOf(index));
}

/**
 * Whether the number looks like one of this population's. In Norway and Finland only reserved ranges do. Denmark has none:
 * very high serials without modulus 11, as MedCom's, other than of a 1 January. In Sweden these are the birth numbers of
 * nearly all of Skatteverket's test numbers, but real people have them too: true says something in a sandbox only.
 */
export function belongsToPopulation({ country, canonical, checksum, synthetic }: NationalId): boolean {
  if (country === 'DK')
    return checksum === 'fail' && canonical.startsWith('99', 6) && !canonical.startsWith('0101');
  if (country !== 'SE') return synthetic;
  const birthNumber = canonical.slice(8, 11);
  return ['238', '239'].includes(birthNumber) || (canonical < '1920' && ['980', '981'].includes(birthNumber));
}
