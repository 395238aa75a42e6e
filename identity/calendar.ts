import type { Country } from '../generated/types';

/** A calendar date, `YYYY-MM-DD` (AWSDate). Dates of one form compare as strings. */
export type IsoDate = string;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Days of a month, 1 to 12; 0 where there is no such month. */
export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (DAYS[month - 1] ?? 0);

/** The date, or undefined where the calendar has no such day. */
export function isoDate(year: number, month: number, day: number): IsoDate | undefined {
  if (day < 1 || day > daysInMonth(year, month)) return undefined;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Whether the calendar has this day; `YYYY-MM-DD` alone does not say so. */
export const isInCalendar = (date: IsoDate): boolean => {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  return isoDate(year, month, day) === date;
};

const TIME_ZONES: Readonly<Record<Country, string>> = {
  DK: 'Europe/Copenhagen',
  FI: 'Europe/Helsinki',
  NO: 'Europe/Oslo',
  SE: 'Europe/Stockholm',
};

/** The date that a country's calendars show: at midnight an hour or two before UTC's. */
export const dateIn = (country: Country, instant: Date): IsoDate => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: TIME_ZONES[country],
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(instant);
  return (['year', 'month', 'day'] as const)
    .map((type) => parts.find((part) => part.type === type)?.value ?? '')
    .join('-');
};

/** The year of a date. */
export const yearOf = (date: IsoDate): number => Number(date.slice(0, 4));

/** Full years between a date of birth and today; whoever was born on 29 February turns on 1 March of a common year. */
export function ageOn(today: IsoDate, dateOfBirth: IsoDate): number {
  const years = yearOf(today) - yearOf(dateOfBirth);
  return today.slice(5) < dateOfBirth.slice(5) ? years - 1 : years;
}

/** Reads `YYMMDD` as the latest such date on or before `today`: how a date of birth without a century is meant. */
export function pastDate(yymmdd: string, today: IsoDate): IsoDate | undefined {
  const [year, month, day] = [yymmdd.slice(0, 2), yymmdd.slice(2, 4), yymmdd.slice(4, 6)].map(Number);
  if (!/^\d{6}$/.test(yymmdd) || year === undefined || month === undefined || day === undefined)
    return undefined;
  const thisCentury = Math.floor(yearOf(today) / 100) * 100;
  return [thisCentury + year, thisCentury - 100 + year]
    .map((candidate) => isoDate(candidate, month, day))
    .find((date) => date !== undefined && date <= today);
}

/** Reads `YYMMDD` as an expiry date: at most 50 years ahead of `today`, otherwise a century earlier. */
export function expiryDate(yymmdd: string, today: IsoDate): IsoDate | undefined {
  return pastDate(yymmdd, `${yearOf(today) + 50}${today.slice(4)}`);
}
