import { daysInMonth, isoDate, type IsoDate } from '../calendar';
import {
  CHECKSUM_FAILED,
  MALFORMED,
  weightedSum,
  type NationalIdFlag,
  type NationalIdReading,
  type NationalIdType,
} from './reading';
import { isPublishedTestNumber } from './test-numbers';

/** The weights of both check digits, the digit itself last: modulus 11 gives 0 (Skatteetaten). */
const K1_WEIGHTS = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1];
const K2_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** From this day the first check digit may leave 0, 1, 2 or 3, and numbers tell neither century nor sex. */
const NEW_RULE_FROM: IsoDate = '2032-01-01';
const GREATEST_K1_REMAINDER_OF_2032 = 3;

/** Both check digits for nine digits; undefined where one of them would be 10: such numbers are not issued. */
export function fodselsnummerCheckDigits(nine: string): string | undefined {
  const k1 = (11 - (weightedSum(nine, K1_WEIGHTS.slice(0, 9)) % 11)) % 11;
  const k2 = (11 - (weightedSum(`${nine}${k1}`, K2_WEIGHTS.slice(0, 10)) % 11)) % 11;
  return k1 === 10 || k2 === 10 ? undefined : `${k1}${k2}`;
}

/** The century by individual number and year, as allocated until 2031; undefined for pairs that were never allocated. */
function century(individual: number, yearOfCentury: number): number | undefined {
  if (individual <= 499) return 1900;
  if (yearOfCentury <= 39) return 2000;
  if (individual <= 749 && yearOfCentury >= 54) return 1800;
  return individual >= 900 ? 1900 : undefined;
}

/**
 * What is added to the month of a number that no register of people holds: Skatteetaten's Tenor 80, Norsk helsenett's tests
 * 65, and 40 both in the hospitals' H-numbers (KITH 1001:2010) and in NAV's tests.
 */
const MARKS_OF_MONTH = [80, 65, 40];
const MARK_OF_H_NUMBERS = 40;

/** Takes what marks the kind of number out of day and month; a D-number has 40 added to its day. */
function unmark(dayText: string, monthText: string) {
  const day = Number(dayText);
  const month = Number(monthText);
  const dNumber = day > 40;
  const mark = MARKS_OF_MONTH.find((added) => month > added) ?? 0;
  const temporary = mark === MARK_OF_H_NUMBERS && !dNumber;
  const type: NationalIdType = dNumber ? 'd-nummer' : temporary ? 'h-nummer' : 'fodselsnummer';
  return { day: dNumber ? day - 40 : day, month: month - mark, type, synthetic: mark > 0, temporary };
}

/**
 * Reads a fødselsnummer or D-number: eleven digits, a space or hyphen after the date allowed. H-numbers, which
 * NAV's tests look like, are in no register of people: they count as synthetic.
 */
export function readFodselsnummer(text: string, today: IsoDate): NationalIdReading {
  if (!/^\d{6}-?\d{5}$/.test(text)) return MALFORMED;
  const digits = text.replace('-', '');
  const { day, month, type, synthetic, temporary } = unmark(digits.slice(0, 2), digits.slice(2, 4));
  const yearOfCentury = Number(digits.slice(4, 6));
  const individual = Number(digits.slice(6, 9));
  const newRule = today >= NEW_RULE_FROM;

  const base = century(individual, yearOfCentury);
  const dateOfBirth = base === undefined ? undefined : isoDate(base + yearOfCentury, month, day);
  const isADay = newRule
    ? // 2000 + year also covers 29 February of 00, the only day on which the centuries differ.
      day >= 1 && day <= daysInMonth(2000 + yearOfCentury, month)
    : dateOfBirth !== undefined && dateOfBirth <= today;
  if (!isADay) return MALFORMED;

  const remainder = weightedSum(digits, K1_WEIGHTS) % 11;
  if (remainder > (newRule ? GREATEST_K1_REMAINDER_OF_2032 : 0)) return CHECKSUM_FAILED;
  if (weightedSum(digits, K2_WEIGHTS) % 11 !== 0) return CHECKSUM_FAILED;

  const flags: NationalIdFlag[] = [];
  if (remainder > 0) flags.push('RULE_OF_2032');
  if (newRule) flags.push('CENTURY_UNKNOWN');
  if (type === 'd-nummer') flags.push('DATE_MAY_DIFFER');
  if (temporary) flags.push('TEMPORARY');
  return {
    ok: true,
    country: 'NO',
    canonical: digits,
    type,
    ...(newRule || dateOfBirth === undefined ? {} : { dateOfBirth, sex: individual % 2 === 1 ? 'M' : 'F' }),
    yearMonthDay: [digits.slice(4, 6), ...[month, day].map((part) => String(part).padStart(2, '0'))].join(
      '-',
    ),
    checksum: 'pass',
    synthetic: synthetic || isPublishedTestNumber('NO', digits),
    flags,
  };
}
