/** Formats of machine-readable travel documents: cards (TD1, TD2) and passports (TD3). */
export type MrzFormat = 'TD1' | 'TD2' | 'TD3';

/** A stretch of one line: line, first position, position after the last; all counted from 0. */
export interface Stretch {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

/** Where each data element stands. */
export interface MrzLayout {
  readonly lineLength: number;
  readonly lineCount: number;
  readonly documentCode: Stretch;
  readonly issuingState: Stretch;
  readonly names: Stretch;
  readonly documentNumber: Stretch;
  readonly documentNumberCheckDigit: Stretch;
  readonly nationality: Stretch;
  readonly dateOfBirth: Stretch;
  readonly dateOfBirthCheckDigit: Stretch;
  readonly sex: Stretch;
  readonly dateOfExpiry: Stretch;
  readonly dateOfExpiryCheckDigit: Stretch;
  readonly optionalData: Stretch;
  /** TD3 only: the others have no check digit of their own for optional data. */
  readonly optionalDataCheckDigit?: Stretch;
  /** TD1 only: optional data of the second line. */
  readonly secondOptionalData?: Stretch;
  readonly compositeCheckDigit: Stretch;
  /** What the composite check digit covers, in order. */
  readonly composite: readonly Stretch[];
}

const at = (line: number, from: number, length: number): Stretch => ({ line, from, to: from + length });

/** The second line of TD2 and TD3 begins alike (ICAO Doc 9303-4 § 4.2, 9303-6 § 4.2). */
const secondLine = {
  documentCode: at(0, 0, 2),
  issuingState: at(0, 2, 3),
  documentNumber: at(1, 0, 9),
  documentNumberCheckDigit: at(1, 9, 1),
  nationality: at(1, 10, 3),
  dateOfBirth: at(1, 13, 6),
  dateOfBirthCheckDigit: at(1, 19, 1),
  sex: at(1, 20, 1),
  dateOfExpiry: at(1, 21, 6),
  dateOfExpiryCheckDigit: at(1, 27, 1),
};

/** ICAO Doc 9303 parts 5 (TD1), 6 (TD2) and 4 (TD3), § 4.2. */
export const LAYOUTS: Record<MrzFormat, MrzLayout> = {
  TD1: {
    lineLength: 30,
    lineCount: 3,
    documentCode: at(0, 0, 2),
    issuingState: at(0, 2, 3),
    documentNumber: at(0, 5, 9),
    documentNumberCheckDigit: at(0, 14, 1),
    optionalData: at(0, 15, 15),
    dateOfBirth: at(1, 0, 6),
    dateOfBirthCheckDigit: at(1, 6, 1),
    sex: at(1, 7, 1),
    dateOfExpiry: at(1, 8, 6),
    dateOfExpiryCheckDigit: at(1, 14, 1),
    nationality: at(1, 15, 3),
    secondOptionalData: at(1, 18, 11),
    compositeCheckDigit: at(1, 29, 1),
    composite: [at(0, 5, 25), at(1, 0, 7), at(1, 8, 7), at(1, 18, 11)],
    names: at(2, 0, 30),
  },
  TD2: {
    ...secondLine,
    lineLength: 36,
    lineCount: 2,
    names: at(0, 5, 31),
    optionalData: at(1, 28, 7),
    compositeCheckDigit: at(1, 35, 1),
    composite: [at(1, 0, 10), at(1, 13, 7), at(1, 21, 14)],
  },
  TD3: {
    ...secondLine,
    lineLength: 44,
    lineCount: 2,
    names: at(0, 5, 39),
    optionalData: at(1, 28, 14),
    optionalDataCheckDigit: at(1, 42, 1),
    compositeCheckDigit: at(1, 43, 1),
    composite: [at(1, 0, 10), at(1, 13, 7), at(1, 21, 22)],
  },
};

/** The characters of a stretch. */
export const charactersAt = (lines: readonly string[], { line, from, to }: Stretch): string =>
  lines[line]?.slice(from, to) ?? '';
