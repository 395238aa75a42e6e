import { isoDate, yearOf, type IsoDate } from '../calendar';
import { CHECKSUM_FAILED, MALFORMED, type NationalIdReading } from './reading';
import { isPublishedTestNumber } from './test-numbers';

/** The check digit over nine digits: Luhn, "modulus 10" (Skatteverket SKV 704). */
export function luhnDigit(nine: string): number {
  let sum = 0;
  for (let i = 0; i < nine.length; i++) {
    const product = Number(nine[i]) * (i % 2 === 0 ? 2 : 1);
    sum += product > 9 ? product - 9 : product;
  }
  return (10 - (sum % 10)) % 10;
}

/** The full year of a ten-digit number: `-` until the calendar year in which a person turns 100, `+` from then on. */
function fullYear(yearOfCentury: number, monthDay: string, plus: boolean, today: IsoDate): number {
  const thisYear = yearOf(today);
  const latest = plus ? thisYear - 100 : thisYear;
  const year = latest - ((latest - yearOfCentury) % 100);
  return `${year}-${monthDay}` > today ? year - 100 : year;
}

/**
 * Reads a personnummer or a samordningsnummer, `YYMMDD-NNNC` or `YYYYMMDDNNNC`; the separator is optional, `+` means 100 or
 * older. A samordningsnummer may have a date that does not exist, month 00 and day 60 where it is not known (Skatteverket,
 * Navet): it then tells no date of birth. Interim numbers (with a letter) cannot be verified and are malformed here.
 */
export function readPersonnummer(text: string, today: IsoDate): NationalIdReading {
  if (!/^(?:\d\d)?\d{6}[-+]?\d{4}$/.test(text)) return MALFORMED;
  const digits = text.replace(/[-+]/, '');
  const ten = digits.slice(-10);
  const [yy, mm, birthNumber] = [ten.slice(0, 2), ten.slice(2, 4), ten.slice(6, 9)];
  const coordination = Number(ten.slice(4, 6)) >= 60;
  const day = Number(ten.slice(4, 6)) - (coordination ? 60 : 0);
  const monthDay = `${mm}-${String(day).padStart(2, '0')}`;
  const year =
    digits.length === 12
      ? Number(digits.slice(0, 4))
      : fullYear(Number(yy), monthDay, text.includes('+'), today);
  const dateOfBirth = isoDate(year, Number(mm), day);
  const isADate = dateOfBirth !== undefined || (coordination && Number(mm) <= 12 && day <= 31);
  const ahead = (dateOfBirth ?? String(year)) > today;
  if (!isADate || ahead || year < 1800 || birthNumber === '000') return MALFORMED;
  if (luhnDigit(ten.slice(0, 9)) !== Number(ten[9])) return CHECKSUM_FAILED;
  const canonical = `${year}${ten.slice(2)}`;
  return {
    ok: true,
    country: 'SE',
    canonical,
    type: coordination ? 'samordningsnummer' : 'personnummer',
    ...(dateOfBirth === undefined ? {} : { dateOfBirth }),
    yearMonthDay: `${yy}-${monthDay}`,
    sex: Number(birthNumber) % 2 === 1 ? 'M' : 'F',
    checksum: 'pass',
    synthetic: isPublishedTestNumber('SE', canonical),
    flags: coordination ? ['DATE_MAY_DIFFER'] : [],
  };
}
