import { isoDate, yearOf, type IsoDate } from '../calendar';
import { CHECKSUM_FAILED, MALFORMED, type NationalIdReading } from './reading';
import { isPublishedTestNumber } from './test-numbers';

/** The check digit over nine digits: Luhn, "modulus 10" (Skatteverket SKV 704). */
export function luhnDigit(nine: string): number {
  const sum = [...nine].reduce((total, digit, i) => {
    const product = Number(digit) * (i % 2 === 0 ? 2 : 1);
    return total + (product > 9 ? product - 9 : product);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

/**
 * Skatteverket's test numbers have birth numbers 238 and 239; the oldest of them, for people born before 1920, 980 and 981.
 * (It publishes a list, not a range.)
 */
const isSynthetic = (year: number, birthNumber: number): boolean =>
  birthNumber === 238 || birthNumber === 239 || (year < 1920 && (birthNumber === 980 || birthNumber === 981));

/** The full year of a ten-digit number: `-` until the calendar year in which a person turns 100, `+` from then on. */
function fullYear(yearOfCentury: number, monthDay: string, plus: boolean, today: IsoDate): number {
  const thisYear = yearOf(today);
  const latest = plus ? thisYear - 100 : thisYear;
  const year = latest - ((latest - yearOfCentury) % 100);
  return `${year}-${monthDay}` > today ? year - 100 : year;
}

/**
 * Reads a personnummer or a samordningsnummer, `YYMMDD-NNNC` or `YYYYMMDDNNNC`; the separator is optional, `+` means 100 or
 * older. Interim numbers (with a letter) cannot be verified and are malformed here.
 */
export function readPersonnummer(text: string, today: IsoDate): NationalIdReading {
  const parts = /^(\d\d)?(\d\d)(\d\d)(\d\d)([-+]?)(\d{3})(\d)$/.exec(text);
  if (parts === null) return MALFORMED;
  const [, century, yearText = '', monthText = '', dayText = '', separator, birthNumber = '', checkDigit] =
    parts;
  const coordination = Number(dayText) > 60;
  const day = Number(dayText) - (coordination ? 60 : 0);
  const monthDay = `${monthText}-${String(day).padStart(2, '0')}`;
  const year =
    century === undefined
      ? fullYear(Number(yearText), monthDay, separator === '+', today)
      : Number(century) * 100 + Number(yearText);
  const dateOfBirth = isoDate(year, Number(monthText), day);
  if (dateOfBirth === undefined || dateOfBirth > today || year < 1800 || birthNumber === '000')
    return MALFORMED;
  if (luhnDigit(yearText + monthText + dayText + birthNumber) !== Number(checkDigit)) return CHECKSUM_FAILED;
  const canonical = `${year}${monthText}${dayText}${birthNumber}${checkDigit}`;
  return {
    ok: true,
    country: 'SE',
    canonical,
    type: coordination ? 'samordningsnummer' : 'personnummer',
    dateOfBirth,
    yearMonthDay: dateOfBirth.slice(2),
    sex: Number(birthNumber) % 2 === 1 ? 'M' : 'F',
    checksum: 'pass',
    synthetic: isSynthetic(year, Number(birthNumber)) || isPublishedTestNumber('SE', canonical),
    flags: coordination ? ['DATE_MAY_DIFFER'] : [],
  };
}
