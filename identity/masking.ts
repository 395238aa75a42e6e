/** `--` and the last four characters of a number in canonical form: `--1556`. */
export const maskNationalId = (canonical: string): string => `--${canonical.slice(-4)}`;

export const NUMBER_REMOVED = '[number removed]';

/** What people, OCR and machine-readable zones put between the digits of a number. */
const GAP = String.raw`[\s\p{Cf}.,:;/_+<\p{Pd}\u2212]{0,3}`;

const digits = (count: number | string): string => String.raw`\p{Nd}(?:${GAP}\p{Nd}){${count}}`;

/**
 * Ten digits or more, whatever stands between them: the numbers of three countries in all their spellings, and whatever else
 * is as long. Or Finland's: letters may stand for its century and its check character.
 */
const NATIONAL_NUMBER = new RegExp(
  [
    digits('9,'),
    String.raw`${digits(5)}${GAP}[A-FU-Ya-fu-y]?${GAP}${digits(2)}${GAP}[A-Za-z](?![\p{L}\p{Nd}])`,
    String.raw`${digits(5)}${GAP}[A-FU-Ya-fu-y]${GAP}${digits(3)}`,
  ].join('|'),
  'gu',
);

/**
 * Replaces whatever looks like a national number of one of the four countries, in any spelling, by `[number removed]`:
 * for words that leave the house. Rather removes a telephone number too many than leaves a national number in.
 */
export const withoutNationalNumbers = (text: string): string => text.replace(NATIONAL_NUMBER, NUMBER_REMOVED);
