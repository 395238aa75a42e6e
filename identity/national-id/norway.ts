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

/** Takes what marks the kind of number out of day and month: D + 40 on the day; H, or NAV's tests, + 40 and Tenor + 80 on the month. */
function unmark(dayText: string, monthText: string) {
  const day = Number(dayText);
  const month = Number(monthText);
  const dNumber = day > 40;
  const tenor = month > 80;
  const helpOrNav = !tenor && month > 40;
  const type: NationalIdType = dNumber ? 'd-nummer' : helpOrNav ? 'h-nummer' : 'fodselsnummer';
  return {
    day: dNumber ? day - 40 : day,
    month: tenor ? month - 80 : helpOrNav ? month - 40 : month,
    type,
    synthetic: tenor || helpOrNav,
    temporary: helpOrNav,
  };
}

/**
 * Reads a fødselsnummer or D-number: eleven digits, a space or hyphen after the date allowed. Month + 40 is shared by
 * H-numbers of hospitals and NAV's tests: in no register, so synthetic here.
 */
export function readFodselsnummer(text: string, today: IsoDate): NationalIdReading {
  const digits = /^(\d{6})-?(\d{5})$/.exec(text)?.slice(1).join('');
  if (digits === undefined) return MALFORMED;
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
