import type { Country } from '../../../generated/types';
import type { TextLine } from '../../../identity/front/text-line';
import type { MrzReading } from './mrz/decode';
import type { PictureRefusal } from './picture';
import type { UnreadableReason } from './quality';

/** A zone of a card or a passport, as ICAO 9303 has it. A visa has a zone too, but is no document of identity. */
export type DocumentMrz = MrzReading & { readonly format: 'TD1' | 'TD2' | 'TD3' };

export type DocumentReading =
  /** The file is not a picture that this engine takes. */
  | { readonly kind: 'refused'; readonly refusal: PictureRefusal | 'PICTURE_TOO_LARGE' }
  | {
      readonly kind: 'read';
      /** The machine-readable zone, a weak reading included: `isSure` and its confidences tell. */
      readonly mrz: DocumentMrz | undefined;
      /** The same, a visa's and an old French card's too, which `mrz` leaves out. */
      readonly zone: MrzReading | undefined;
      /** Why there is no zone, or no sure one; absent where it is sure. */
      readonly unreadable: UnreadableReason | undefined;
      /** The printed lines of the picture, whichever way it lies. May take a second, so it is done only when asked for. */
      readonly readFront: ReadPrint;
    };

/**
 * Reads the printed lines of one picture, from the top to the bottom. An engine that reads line by line, likelier ones first, asks
 * `enough` after each whether those so far will do.
 */
export type ReadPrint = (enough?: (lines: readonly TextLine[]) => boolean) => Promise<readonly TextLine[]>;

/** Reads pictures of identity documents. Throws only for technical reasons. */
export interface OcrEngine {
  readonly name: string;
  read(picture: { readonly bytes: Uint8Array }, country: Country): Promise<DocumentReading>;
}

export function isDocumentMrz(reading: MrzReading | undefined): reading is DocumentMrz {
  return reading?.format === 'TD1' || reading?.format === 'TD2' || reading?.format === 'TD3';
}
