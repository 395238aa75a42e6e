import { isoDate, type IsoDate } from '../calendar';
import { CHECKSUM_FAILED, MALFORMED, type NationalIdReading } from './reading';
import { isPublishedTestNumber } from './test-numbers';

const CHECK_CHARACTERS = '0123456789ABCDEFHJKLMNPRSTUVWXY';

/** The separator tells the century; since 2023 it is part of the identity (DVV). */
const CENTURIES = [
  { separators: '+', century: 1800 },
  { separators: '-YXWVU', century: 1900 },
  { separators: 'ABCDEF', century: 2000 },
];

/** The check character over the date and the individual number, nine digits. */
export const henkilotunnusCheckCharacter = (nine: string): string =>
  CHECK_CHARACTERS[Number(nine) % 31] ?? '';

/**
 * Reads a henkilötunnus, `DDMMYYCZZZQ`. Individual numbers 900–999 are temporary or for tests and stand in no register; 000
 * and 001 are not given.
 */
export function readHenkilotunnus(text: string, today: IsoDate): NationalIdReading {
  const parts = /^(\d\d)(\d\d)(\d\d)([-+A-FU-Y])(\d{3})([0-9A-FHJ-NPR-Y])$/.exec(text);
  if (parts === null) return MALFORMED;
  const [canonical, day = '', month = '', year = '', separator = '', individual = '', checkCharacter] = parts;
  const century = CENTURIES.find(({ separators }) => separators.includes(separator))?.century ?? 0;
  const dateOfBirth = isoDate(century + Number(year), Number(month), Number(day));
  if (dateOfBirth === undefined || dateOfBirth > today || Number(individual) < 2) return MALFORMED;
  if (henkilotunnusCheckCharacter(day + month + year + individual) !== checkCharacter) return CHECKSUM_FAILED;
  const temporary = Number(individual) >= 900;
  return {
    ok: true,
    country: 'FI',
    canonical,
    type: 'henkilotunnus',
    dateOfBirth,
    yearMonthDay: dateOfBirth.slice(2),
    sex: Number(individual) % 2 === 1 ? 'M' : 'F',
    checksum: 'pass',
    synthetic: temporary || isPublishedTestNumber('FI', canonical),
    flags: temporary ? ['TEMPORARY'] : [],
  };
}
