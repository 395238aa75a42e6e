/** The characters of a machine-readable zone (ICAO Doc 9303-3 § 4.3). */
export const MRZ_ALPHABET = '<0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

export type CheckDigitResult =
  | 'pass'
  | 'fail'
  /** A filler where nothing is to be checked. */
  | 'absent';

const WEIGHTS = [7, 3, 1];

const valueOf = (character: string): number =>
  character === '<' ? 0 : /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 55;

/** The check digit over MRZ characters: weights 7 3 1, modulus 10 (ICAO Doc 9303-3 § 4.9). */
export const checkDigit = (characters: string): string =>
  String(
    [...characters].reduce((sum, character, i) => sum + valueOf(character) * (WEIGHTS[i % 3] ?? 0), 0) % 10,
  );

/** Compares the digit that stands there. A filler counts as absent only where everything it would check is a filler too. */
export function verifyCheckDigit(characters: string, digit: string): CheckDigitResult {
  if (digit === '<') return /^<*$/.test(characters) ? 'absent' : 'fail';
  return checkDigit(characters) === digit ? 'pass' : 'fail';
}
