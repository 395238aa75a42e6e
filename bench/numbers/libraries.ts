import { idnr } from '@navikt/fnrvalidator';
import danishSsn from 'danish-ssn';
import { FinnishSSN } from 'finnish-ssn';
import Personnummer from 'personnummer';
import { stdnum } from 'stdnum';
import type { Country } from '../../generated/types';
import type { NationalIdReading } from '../../identity/national-id/national-id';

/** A published library that knows a country's numbers. */
export interface Library {
  readonly name: string;
  readonly country: Country;
  /** Whether the library takes the number; canonical in ours, in a spelling of its own inside. */
  readonly takes: (canonical: string) => boolean;
}

/** A difference between a library and us that is known, and why it is so. */
export interface Disagreement {
  readonly library: string;
  readonly country: Country;
  readonly kind: string;
  /** Who takes such a number. */
  readonly takenBy: 'us' | 'library';
  /** A number that shows it. */
  readonly example: string;
  /** Whether a number on which the two differ is of this kind; the first kind that fits is the one. */
  readonly fits: (canonical: string, ours: NationalIdReading) => boolean;
  readonly why: string;
}

const takenByStdnum = (country: Country, name: string, canonical: string): boolean =>
  stdnum[country]?.[name]?.validate(canonical).isValid === true;

const withHyphen = (twelve: string): string => `${twelve.slice(0, -4)}-${twelve.slice(-4)}`;

export const LIBRARIES: readonly Library[] = [
  { name: 'stdnum', country: 'DK', takes: (number) => takenByStdnum('DK', 'cpr', number) },
  {
    name: 'danish-ssn',
    country: 'DK',
    takes: (number) => /^\d{10}$/.test(number) && danishSsn.isValid(number),
  },
  { name: 'stdnum', country: 'FI', takes: (number) => takenByStdnum('FI', 'hetu', number) },
  { name: 'finnish-ssn', country: 'FI', takes: (number) => FinnishSSN.validate(number) },
  { name: 'stdnum', country: 'NO', takes: (number) => takenByStdnum('NO', 'fodselsnummer', number) },
  { name: '@navikt/fnrvalidator', country: 'NO', takes: (number) => idnr(number).status === 'valid' },
  {
    name: 'stdnum',
    country: 'SE',
    takes: (number) => takenByStdnum('SE', 'personnummer', withHyphen(number)),
  },
  { name: 'personnummer', country: 'SE', takes: (number) => Personnummer.valid(number) },
];

const monthOf = (norwegian: string): number => Number(norwegian.slice(2, 4));
const yearOfCenturyOf = (norwegian: string): number => Number(norwegian.slice(4, 6));
const individualOf = (norwegian: string): number => Number(norwegian.slice(6, 9));

const isMalformed = (ours: NationalIdReading): boolean => !ours.ok && ours.reason === 'NATIONAL_ID_MALFORMED';

const withoutADate = {
  kind: 'a samordningsnummer without a day, or with one that does not exist',
  country: 'SE',
  takenBy: 'us',
  example: '191500722390',
  fits: (_: string, ours: NationalIdReading) => ours.ok && ours.dateOfBirth === undefined,
  why: 'Skatteverket gives month 00 and day 60 to people whose birthday is not known (Navet, XML structure, 5.1.2)',
} as const;

const before1800 = {
  kind: 'born before 1800',
  country: 'SE',
  takenBy: 'library',
  example: '179006022397',
  fits: (twelve: string) => twelve < '1800',
  why: 'centuries are 18, 19 and 20 (SKV 707); any other is a misreading',
} as const;

const toCome = {
  kind: 'a birthday still to come',
  takenBy: 'library',
  fits: (_: string, ours: NationalIdReading) => isMalformed(ours),
  why: 'nobody has that number yet',
} as const;

const neverGiven = {
  kind: 'individual number 000 or 001',
  country: 'FI',
  takenBy: 'library',
  example: '131052-000V',
  fits: (number: string) => Number(number.slice(7, 10)) < 2,
  why: 'individual numbers begin at 002 (DVV)',
} as const;

/** Every difference that is known; of each library and country, the more special kinds first. */
export const DISAGREEMENTS: readonly Disagreement[] = [
  {
    library: 'danish-ssn',
    country: 'DK',
    kind: 'without modulus 11',
    takenBy: 'us',
    example: '0610851178',
    fits: (_, ours) => ours.ok && ours.checksum !== 'pass',
    why: 'such numbers are given since 2007, are fully valid and must not be refused (cpr.dk)',
  },
  {
    library: 'danish-ssn',
    country: 'DK',
    kind: 'a date that does not exist or is still to come',
    takenBy: 'library',
    example: '1420810063',
    fits: (_, ours) => isMalformed(ours),
    why: 'its isValid looks at modulus 11 alone',
  },
  { library: 'stdnum', ...neverGiven },
  { library: 'finnish-ssn', ...neverGiven },
  {
    library: 'finnish-ssn',
    country: 'FI',
    kind: 'born before 1850',
    takenBy: 'us',
    example: '131049+3081',
    fits: (number) => number[6] === '+' && number.slice(4, 6) < '50',
    why: 'the form allows all of the 1800s; that nobody of them lives is not for the number to say',
  },
  { library: 'finnish-ssn', country: 'FI', example: '131028A308L', ...toCome },
  {
    library: 'stdnum',
    country: 'NO',
    kind: 'synthetic, 65 or 80 added to the month',
    takenBy: 'us',
    example: '17912099997',
    fits: (number) => monthOf(number) > 65,
    why: 'Tenor and Norsk helsenett test with them: valid, synthetic, refused in production by that flag',
  },
  {
    library: 'stdnum',
    country: 'NO',
    kind: 'born in 1854',
    takenBy: 'us',
    example: '15075460098',
    fits: (_, ours) => ours.ok && ours.dateOfBirth?.startsWith('1854') === true,
    why: 'the series 500–749 begins with 1854 (folkeregisterforskriften § 2-2)',
  },
  {
    library: '@navikt/fnrvalidator',
    country: 'NO',
    kind: 'synthetic, 65 added to the month',
    takenBy: 'us',
    example: '17772070098',
    fits: (number) => monthOf(number) > 65 && monthOf(number) < 80,
    why: "Norsk helsenett's tests; it reads 40 and 80 only",
  },
  {
    library: '@navikt/fnrvalidator',
    country: 'NO',
    kind: 'the rule of 2032',
    takenBy: 'library',
    example: '30108299939',
    fits: (_, ours) => !ours.ok && ours.reason === 'NATIONAL_ID_CHECKSUM_FAILED',
    why: 'no such number is given before 1 January 2032; until then the rule would only let mistakes through',
  },
  {
    library: '@navikt/fnrvalidator',
    country: 'NO',
    kind: 'an individual number never given to that year',
    takenBy: 'library',
    example: '15074560080',
    fits: (number, ours) =>
      isMalformed(ours) &&
      yearOfCenturyOf(number) >= 40 &&
      individualOf(number) >= 500 &&
      individualOf(number) < 900,
    why: 'it does not look at the individual number, which tells the century (folkeregisterforskriften § 2-2)',
  },
  {
    library: '@navikt/fnrvalidator',
    country: 'NO',
    kind: '29 February 1900',
    takenBy: 'library',
    example: '29020010299',
    fits: (number) => yearOfCenturyOf(number) === 0 && individualOf(number) < 500,
    why: 'it takes 00 for 2000, which was a leap year; 1900 was none',
  },
  { library: '@navikt/fnrvalidator', country: 'NO', example: '15073880030', ...toCome },
  { library: 'stdnum', ...withoutADate },
  { library: 'stdnum', ...before1800 },
  {
    library: 'stdnum',
    country: 'SE',
    kind: 'birth number 000',
    takenBy: 'library',
    example: '199006020003',
    fits: (twelve) => twelve.slice(8, 11) === '000',
    why: 'birth numbers are 001 to 999 (Skatteverket)',
  },
  { library: 'personnummer', ...withoutADate },
  { library: 'personnummer', ...before1800 },
  { library: 'personnummer', country: 'SE', example: '202806022394', ...toCome },
];

/** The kind of a difference; undefined for one that nobody knew of. */
export const kindOf = (
  { name, country }: Library,
  canonical: string,
  ours: NationalIdReading,
): Disagreement | undefined =>
  DISAGREEMENTS.find(
    (known) =>
      known.library === name &&
      known.country === country &&
      (known.takenBy === 'us') === ours.ok &&
      known.fits(canonical, ours),
  );
