import type { Country } from '../../generated/types';
import { countryOfState } from '../issuing-states';
import { charactersAt, LAYOUTS, type MrzFormat } from './layout';
import type { MrzLines, MrzNationalNumber } from './mrz';

interface Place {
  readonly country: Country;
  readonly formats: readonly MrzFormat[];
  /** The optional data: its first group is the number's part. */
  readonly pattern: RegExp;
  /** From the pattern's groups to a spelling of the number. */
  readonly read: (...groups: string[]) => string;
  /** From the number in canonical form, and the holder's year of birth, to the optional data. */
  readonly write: (canonical: string, yearOfBirth: string) => string;
}

/**
 * Where Nordic documents hold the number in their (first) optional data, as their specimens show. Norway writes a digit whose
 * meaning is not published (4 in the specimen), the date year first and the last five digits. Older Finnish cards have no
 * number here; where one of Finland's form stands, it is the number.
 */
const PLACES: readonly Place[] = [
  {
    country: 'DK',
    formats: ['TD3'],
    pattern: /^((\d{6})<(\d{4}))<*$/,
    read: (_, date = '', serial = '') => `${date}-${serial}`,
    write: (canonical) => `${canonical.slice(0, 6)}<${canonical.slice(6)}`,
  },
  {
    country: 'SE',
    formats: ['TD3', 'TD1'],
    pattern: /^((\d{12}))<*$/,
    read: (_, number = '') => number,
    write: (canonical) => canonical,
  },
  {
    country: 'NO',
    formats: ['TD3'],
    pattern: /^(\d\d\d(\d\d)(\d\d)(\d\d)(\d{5}))$/,
    read: (_, year = '', month = '', day = '', last = '') => day + month + year + last,
    write: (canonical, yearOfBirth) =>
      `4${yearOfBirth}${canonical.slice(2, 4)}${canonical.slice(0, 2)}${canonical.slice(6)}`,
  },
  {
    country: 'FI',
    formats: ['TD3', 'TD1'],
    pattern: /^((\d{6})([<A-FU-Y])(\d{3}[0-9A-Y]))<*$/,
    read: (_, date = '', separator = '', rest = '') => date + separator.replace('<', '-') + rest,
    write: (canonical) => canonical.replace('-', '<'),
  },
];

/** The national number of a Nordic document, from its place; undefined where the issuing state has none or it holds none. */
export function nationalNumberIn(
  { format, lines }: MrzLines,
  issuingState: string,
): MrzNationalNumber | undefined {
  const country = countryOfState(issuingState);
  const place = PLACES.find(
    (candidate) => candidate.country === country && candidate.formats.includes(format),
  );
  const { optionalData } = LAYOUTS[format];
  const groups = place?.pattern.exec(charactersAt(lines, optionalData))?.slice(1);
  const characters = groups?.[0];
  if (place === undefined || groups === undefined || characters === undefined) return undefined;
  return {
    country: place.country,
    text: place.read(...groups),
    at: { ...optionalData, to: optionalData.from + characters.length },
  };
}

/**
 * The optional data that holds a national number in this country's documents of this format, for `composeMrz`; undefined
 * where they have no place for it. `canonical` in the register's form, `yearOfBirth` with four digits.
 */
export const optionalDataWith = (
  country: Country,
  format: MrzFormat,
  canonical: string,
  yearOfBirth: string,
): string | undefined =>
  PLACES.find((place) => place.country === country && place.formats.includes(format))?.write(
    canonical,
    yearOfBirth,
  );
