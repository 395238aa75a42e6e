/** One line of printed text as a text recognizer gives it. */
export interface TextLine {
  readonly text: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** In pixels of the upright picture, from its top left corner. */
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** A value with the confidence (0 to 1) of the line it stands in. */
export interface FrontField {
  readonly value: string;
  readonly confidence: number;
}

/** What can stand on a front, by what it is for us. */
export type FieldName = 'firstName' | 'lastName' | 'dateOfBirth' | 'nationalId' | 'expiresOn';

/** Raw texts by field, before they are judged. */
export type RawFields = Partial<Record<FieldName, FrontField>>;
