import type { Country } from '../../generated/types';
import type { IsoDate } from '../calendar';
import { readCprNumber } from './denmark';
import { readHenkilotunnus } from './finland';
import { readFodselsnummer } from './norway';
import type { NationalId, NationalIdReading } from './reading';
import { readPersonnummer } from './sweden';

export type {
  NationalId,
  NationalIdFlag,
  NationalIdReading,
  NationalIdRefusal,
  NationalIdType,
} from './reading';

const READERS: Record<Country, (text: string, today: IsoDate) => NationalIdReading> = {
  DK: readCprNumber,
  FI: readHenkilotunnus,
  NO: readFodselsnummer,
  SE: readPersonnummer,
};

/** One spelling of what people and OCR write in many: no spaces, ASCII digits and hyphens, capitals. */
const normalise = (text: string): string =>
  /^[0-9A-Z+-]*$/.test(text)
    ? text
    : text
        .normalize('NFKC')
        .replace(/[\s\p{Cf}]/gu, '')
        .replace(/[\u2010-\u2015\u2212]/g, '-')
        .toUpperCase();

/**
 * Reads a national ID number in any of its country's spellings: with or without hyphen, spaces, `+`, lower case, 10 or 12
 * digits. `today` decides centuries, refuses birth dates to come and switches Norway's rule of 2032 on.
 */
export const readNationalId = (country: Country, text: string, today: IsoDate): NationalIdReading =>
  READERS[country](normalise(text), today);

/** The birthdays on which Sweden ran out of birth numbers (prop. 2008/09:111). */
const EXHAUSTED_SWEDISH_BIRTHDAYS = ['01-01', '07-01'];

/** Where a birthday has no birth number left, a personnummer has another day of the same month (folkbokföringslagen § 18). */
const isNearbyDay = ({ type, dateOfBirth }: NationalId, claimed: IsoDate): boolean =>
  type === 'personnummer' &&
  EXHAUSTED_SWEDISH_BIRTHDAYS.includes(claimed.slice(5)) &&
  dateOfBirth?.slice(0, 7) === claimed.slice(0, 7);

/**
 * Whether the date in the number is this date of birth; where the number no longer tells the century, whether the rest
 * agrees. Says nothing of DATE_MAY_DIFFER: that is the caller's to weigh.
 */
export const agreesWithDateOfBirth = (id: NationalId, dateOfBirth: IsoDate): boolean =>
  id.dateOfBirth === undefined
    ? id.yearMonthDay === dateOfBirth.slice(2)
    : id.dateOfBirth === dateOfBirth || isNearbyDay(id, dateOfBirth);
