import type { Country } from '../../../generated/types';
import { composeMrz } from '../../../identity/mrz/compose';
import type { MrzFormat } from '../../../identity/mrz/layout';
import { optionalDataWith } from '../../../identity/mrz/national-number';
import type { SyntheticPerson } from '../../../identity/population';
import { seeded, type Random } from '../random';
import { words } from './words';

/** The documents that can be drawn. */
export const documentNames = ['passport', 'identity-card', 'driving-licence'] as const;
export type DocumentName = (typeof documentNames)[number];

/** One document, before it is drawn. Dates are YYYY-MM-DD. */
export interface Specimen {
  readonly document: DocumentName;
  readonly holder: SyntheticPerson;
  readonly documentNumber: string;
  readonly placeOfBirth: string;
  readonly issuedOn: string;
  readonly expiresOn: string;
  /** The lines of the machine-readable zone; null where the document has none. */
  readonly mrz: readonly string[] | null;
  /** Fixes the background, the portrait and the signature. */
  readonly seed: string;
}

/** Whether we know what the country's document looks like: Denmark has no identity card, Norway's MRZ is not verified. */
export const isDrawn = (country: Country, document: DocumentName): boolean =>
  document !== 'identity-card' || country === 'SE' || country === 'FI';

const YEARS_OF_VALIDITY = 10;

/**
 * Makes a document out to a person. Valid documents expire in 2032 to 2035 and expired ones in 2019 to 2022, whatever day it
 * is, so that the same seed stays the same picture. Throws a RangeError for a document that is not drawn.
 */
export function issueSpecimen(
  document: DocumentName,
  holder: SyntheticPerson,
  seed: string,
  expired = false,
): Specimen {
  if (!isDrawn(holder.country, document)) {
    throw new RangeError(`The ${document} of ${holder.country} is not drawn.`);
  }
  const random = seeded(seed).fork('issue');
  const year = random.integer(2022, 2025) - (expired ? 13 : 0);
  const monthAndDay = `${twoDigits(random.integer(1, 12))}-${twoDigits(random.integer(1, 28))}`;
  const expiresOn = `${year + YEARS_OF_VALIDITY}-${monthAndDay}`;
  const documentNumber = numberOf(document, holder.country, random);
  return {
    document,
    holder,
    documentNumber,
    placeOfBirth: random.pick(words[holder.country].towns),
    issuedOn: `${year}-${monthAndDay}`,
    expiresOn,
    mrz: mrzOf(document, holder, documentNumber, expiresOn),
    seed,
  };
}

const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** As the countries number them: Denmark nine digits, Sweden and Norway eight, Finland two letters and seven digits. */
function numberOf(document: DocumentName, country: Country, random: Random): string {
  const digits = (count: number): string =>
    Array.from({ length: count }, () => random.integer(0, 9)).join('');
  if (document === 'driving-licence') return digits(8);
  switch (country) {
    case 'DK':
      return digits(9);
    case 'SE':
    case 'NO':
      return digits(8);
    case 'FI':
      return `${random.pick(['XP', 'FP', 'PT'])}${digits(7)}`;
  }
}

/** Norway's passports have the code PV. Finland's older identity cards have the national number on their front only. */
function mrzOf(
  document: DocumentName,
  holder: SyntheticPerson,
  documentNumber: string,
  expiresOn: string,
): readonly string[] | null {
  if (document === 'driving-licence') return null;
  const { country } = holder;
  const format: MrzFormat = document === 'passport' ? 'TD3' : 'TD1';
  const numberOnFrontOnly = format === 'TD1' && country === 'FI';
  const optionalData = optionalDataWith(country, format, holder.nationalId, holder.dateOfBirth.slice(0, 4));
  const { lines } = composeMrz({
    format,
    documentCode: format === 'TD1' ? 'I' : country === 'NO' ? 'PV' : 'P',
    issuingState: words[country].code,
    nationality: words[country].code,
    surname: holder.lastName,
    givenNames: holder.firstName,
    documentNumber,
    dateOfBirth: holder.dateOfBirth,
    sex: holder.sex,
    dateOfExpiry: expiresOn,
    optionalData: numberOnFrontOnly ? '' : (optionalData ?? ''),
    secondOptionalData: '',
  });
  return lines;
}
