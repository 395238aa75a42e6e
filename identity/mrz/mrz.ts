import type { Country, DocumentKind, Sex } from '../../generated/types';
import type { IsoDate } from '../calendar';
import type { CheckDigitResult } from './check-digit';
import type { MrzFormat, Stretch } from './layout';

/** The lines of a machine-readable zone, as they were read or are to be printed. */
export interface MrzLines {
  readonly format: MrzFormat;
  readonly lines: readonly string[];
}

/** What a machine-readable zone says. */
export interface MrzContent {
  readonly format: MrzFormat;
  /** `P`, `PV`, `I`, `ID` … */
  readonly documentCode: string;
  /** ISO 3166-1 alpha-3, or one of ICAO's own codes (`UTO`, `EUE`, …); Germany's `D` is `DEU`. '' where none stands. */
  readonly issuingState: string;
  readonly nationality: string;
  /** The primary identifier. Read: capitals A to Z, words apart by a space. To be composed: in any spelling. */
  readonly surname: string;
  /** The secondary identifier, as the surname; '' where there is none. */
  readonly givenNames: string;
  readonly documentNumber: string;
  /** Undefined where it is unknown or no such day exists. */
  readonly dateOfBirth: IsoDate | undefined;
  /** `X` where it is not specified. */
  readonly sex: Sex;
  readonly dateOfExpiry: IsoDate | undefined;
  /** Inner fillers are kept, those at the end are not: `061085<1178`. */
  readonly optionalData: string;
  /** TD1 only: the second line's. */
  readonly secondOptionalData: string;
}

/** Where the MRZ of a Nordic document holds its holder's national ID number. */
export interface MrzNationalNumber {
  readonly country: Country;
  /** In a spelling that `readNationalId` takes; not checked in any way. */
  readonly text: string;
  readonly at: Stretch;
}

/** The content of a zone that was read, and what can be told from it. */
export interface MrzFields extends MrzContent {
  readonly kind: DocumentKind;
  /** The name field is full to its last character: an end may have been cut off. */
  readonly namesCut: boolean;
  readonly nationalNumber: MrzNationalNumber | undefined;
  readonly checkDigits: {
    readonly documentNumber: CheckDigitResult;
    readonly dateOfBirth: CheckDigitResult;
    readonly dateOfExpiry: CheckDigitResult;
    /** TD3's; absent in the other formats. */
    readonly optionalData: CheckDigitResult;
    readonly composite: CheckDigitResult;
  };
}
