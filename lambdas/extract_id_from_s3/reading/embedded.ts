import { isDocumentMrz, type OcrEngine } from './engine';
import { readFrontLines } from './front/read';
import type { GrayPicture } from './image/resample';
import { isSure, readMrz, type MrzSearch } from './mrz/read';
import { decodePicture } from './picture';
import { judgeQuality, measureQuality, type UnreadableReason } from './quality';

/** Why a picture was not read for certain; undefined where it was. */
function whyUnreadable(picture: GrayPicture, { reading, zone }: MrzSearch): UnreadableReason | undefined {
  if (reading?.format === 'FRA') return 'COUNTRY_MISMATCH';
  if (reading && !isDocumentMrz(reading)) return 'NO_DOCUMENT_FOUND';
  return reading && isSure(reading) ? undefined : judgeQuality(measureQuality(picture, zone));
}

/** The project's own recognizer for the machine-readable zone, tesseract for the printed front, all within this process. */
export const embedded: OcrEngine = {
  name: 'embedded',
  async read({ bytes }, country) {
    const decoded = await decodePicture(bytes);
    if (!decoded.ok) return { kind: 'refused', refusal: decoded.refusal };
    const { picture } = decoded;
    const search = await readMrz(picture);
    const { reading, zone } = search;
    return {
      kind: 'read',
      mrz: isDocumentMrz(reading) ? reading : undefined,
      zone: reading,
      unreadable: whyUnreadable(picture, search),
      readFront: (enough) =>
        readFrontLines(
          picture,
          country,
          // What only looks like a zone tells nothing of where the print is.
          reading?.checkDigitsOk && zone ? { zone, format: reading.format } : undefined,
          enough,
        ),
    };
  },
};
