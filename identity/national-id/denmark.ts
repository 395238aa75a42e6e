import { isoDate, type IsoDate } from '../calendar';
import { MALFORMED, weightedSum, type NationalIdReading } from './reading';
import { isPublishedTestNumber } from './test-numbers';

/** Modulus 11 over all ten digits gives 0 where there is a check digit. */
export const CPR_WEIGHTS = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];

/** Years whose 1 January has so many people that its numbers ran out of check digits (cpr.dk; the list may grow). */
const EXHAUSTED_NEW_YEARS = new Set([
  1960, 1962, 1964, 1965, 1966, 1967, 1969, 1970, 1974, 1975, 1978, 1980, 1981, 1982, 1983, 1984, 1985, 1986,
  1987, 1988, 1989, 1990, 1991, 1992, 1994, 1995,
]);

/** The century that the seventh digit gives together with the year (CPR-kontoret, "Personnummeret i CPR"). */
function century(seventh: number, yearOfCentury: number): number {
  if (seventh <= 3) return 1900;
  if (seventh === 4 || seventh === 9) return yearOfCentury <= 36 ? 2000 : 1900;
  return yearOfCentury <= 57 ? 2000 : 1800;
}

/**
 * Reads a CPR number: `DDMMYY-SSSS`, hyphen optional. Denmark reserves no range for tests (MedCom warns that its own test
 * numbers may one day be somebody's), so none counts as synthetic but those that are published.
 */
export function readCprNumber(text: string, today: IsoDate): NationalIdReading {
  if (!/^\d{6}-?\d{4}$/.test(text)) return MALFORMED;
  const digits = text.replace('-', '');
  const yearOfCentury = Number(digits.slice(4, 6));
  const year = century(Number(digits[6]), yearOfCentury) + yearOfCentury;
  // Replacement numbers (day + 60) are not CPR numbers: no such day.
  const dateOfBirth = isoDate(year, Number(digits.slice(2, 4)), Number(digits.slice(0, 2)));
  if (dateOfBirth === undefined || dateOfBirth > today) return MALFORMED;
  const passes = weightedSum(digits, CPR_WEIGHTS) % 11 === 0;
  const exempt = dateOfBirth.endsWith('-01-01') && EXHAUSTED_NEW_YEARS.has(year);
  return {
    ok: true,
    country: 'DK',
    canonical: digits,
    type: 'cpr-nummer',
    dateOfBirth,
    yearMonthDay: dateOfBirth.slice(2),
    sex: Number(digits[9]) % 2 === 1 ? 'M' : 'F',
    checksum: passes ? 'pass' : exempt ? 'not-applicable' : 'fail',
    synthetic: isPublishedTestNumber('DK', digits),
    flags: passes || exempt ? [] : ['WITHOUT_MODULUS_11'],
  };
}
