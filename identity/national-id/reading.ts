import type { Country, Sex } from '../../generated/types';
import type { IsoDate } from '../calendar';

/** What kind of number it is, in the registers' own words. */
export type NationalIdType =
  | 'cpr-nummer'
  | 'personnummer'
  | 'samordningsnummer'
  | 'fodselsnummer'
  | 'd-nummer'
  | 'h-nummer'
  | 'henkilotunnus';

/** What is unusual about a valid number. None of them refuses anybody. */
export type NationalIdFlag =
  /** CPR without a modulus 11 check digit: fully valid since 1 October 2007 (cpr.dk). */
  | 'WITHOUT_MODULUS_11'
  /** Its first check digit holds under the Norwegian rule of 2032 only. */
  | 'RULE_OF_2032'
  /** The number no longer tells century and sex (Norway from 2032): `dateOfBirth` and `sex` are absent. */
  | 'CENTURY_UNKNOWN'
  /** D-numbers and coordination numbers: the date in the number need not be the birth date. */
  | 'DATE_MAY_DIFFER'
  /** A number for the time being (H-number, Finnish individual number 900–999): no register knows it. */
  | 'TEMPORARY';

/** A number that obeys its country's rules. */
export interface NationalId {
  readonly ok: true;
  readonly country: Country;
  /** The register's form: DK 10 digits, SE 12 digits, NO 11 digits, FI `DDMMYYCZZZQ` with its separator. */
  readonly canonical: string;
  readonly type: NationalIdType;
  /** The date in the number, with the century the number tells; absent where it tells none, or no such day exists. */
  readonly dateOfBirth?: IsoDate;
  /** The date in the number, `YY-MM-DD`; a Swedish coordination number may have 00 for a month or day that is not known. */
  readonly yearMonthDay: string;
  readonly sex?: Exclude<Sex, 'X'>;
  /** `fail` only where the number is valid all the same (Denmark); `not-applicable` where it was never promised one. */
  readonly checksum: 'pass' | 'fail' | 'not-applicable';
  /** Reserved or published for tests by an authority, or in no register of people: for sandbox stages only. */
  readonly synthetic: boolean;
  readonly flags: readonly NationalIdFlag[];
}

export interface NationalIdRefusal {
  readonly ok: false;
  readonly reason: 'NATIONAL_ID_MALFORMED' | 'NATIONAL_ID_CHECKSUM_FAILED';
}

export type NationalIdReading = NationalId | NationalIdRefusal;

export const MALFORMED: NationalIdRefusal = { ok: false, reason: 'NATIONAL_ID_MALFORMED' };
export const CHECKSUM_FAILED: NationalIdRefusal = { ok: false, reason: 'NATIONAL_ID_CHECKSUM_FAILED' };

/** The sum of digits times weights, as modulus checks take it. `digits` holds digits only. */
export const weightedSum = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, i) => sum + weight * Number(digits[i]), 0);
