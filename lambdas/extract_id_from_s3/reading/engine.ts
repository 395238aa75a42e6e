import type { Country } from '../../../generated/types';
import type { TextLine } from '../../../identity/front/text-line';
import type { MrzReading } from './mrz/decode';
import type { PictureRefusal } from './picture';
import type { PictureQuality, UnreadableReason } from './quality';

/** A zone of a card or a passport. A visa has a zone too, but is no document of identity. */
export type DocumentMrz = MrzReading & { readonly format: 'TD1' | 'TD2' | 'TD3' };

export type DocumentReading =
  /** The file is not a picture that this engine takes. */
  | { readonly kind: 'refused'; readonly refusal: PictureRefusal | 'PICTURE_TOO_LARGE' }
  | {
      readonly kind: 'read';
      /** The machine-readable zone, a weak reading included: `isSure` and its confidences tell. */
      readonly mrz: DocumentMrz | undefined;
      /** The same, a visa's too, which `mrz` leaves out. */
      readonly zone: MrzReading | undefined;
      /** Why there is no zone, or no sure one; absent where it is sure. */
      readonly unreadable: UnreadableReason | undefined;
      /** Absent where the engine does not see pixels. */
      readonly quality: PictureQuality | undefined;
      /** The printed lines of the upright picture. May take seconds, so it is done only when asked for, and once. */
      readonly readFront: () => Promise<readonly TextLine[]>;
    };

/** Reads pictures of identity documents. Throws only for technical reasons. */
export interface OcrEngine {
  readonly name: string;
  read(picture: { readonly bytes: Uint8Array }, country: Country): Promise<DocumentReading>;
}

export function isDocumentMrz(reading: MrzReading | undefined): reading is DocumentMrz {
  return reading !== undefined && reading.format !== 'MRVA' && reading.format !== 'MRVB';
}

/** Work that is done when first asked for, and not again. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => (done ??= work());
}
