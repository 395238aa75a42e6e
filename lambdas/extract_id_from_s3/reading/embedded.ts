import { isDocumentMrz, once, type OcrEngine } from './engine';
import { readFrontLines } from './front';
import { sampleQuad, turnedRectangle, type GrayPicture } from './image/resample';
import { isSure, readMrz } from './mrz/read';
import type { Zone } from './mrz/zones';
import { decodePicture } from './picture';
import { judgeQuality, measureQuality } from './quality';

/** The picture turned so that its zone's lines run from left to right. */
function upright(picture: GrayPicture, zone: Zone): GrayPicture {
  const [line] = [...zone.lines].sort((p, q) => q.count - p.count);
  if (!line) return picture;
  const angle = Math.atan2(line.to.y - line.from.y, line.to.x - line.from.x);
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const width = Math.round(picture.width * cos + picture.height * sin);
  const height = Math.round(picture.width * sin + picture.height * cos);
  const centre = { x: picture.width / 2, y: picture.height / 2 };
  return sampleQuad(picture, turnedRectangle(centre, angle, width, height), width, height);
}

/** The project's own recognizer for the machine-readable zone, tesseract for the printed front, all within this process. */
export const embedded: OcrEngine = {
  name: 'embedded',
  async read({ bytes }, country) {
    const decoded = await decodePicture(bytes);
    if (!decoded.ok) return { kind: 'refused', refusal: decoded.refusal };
    const { picture } = decoded;
    const { reading, zone } = await readMrz(picture);
    const mrz = isDocumentMrz(reading) ? reading : undefined;
    const quality = measureQuality(picture, zone);
    const front = (): GrayPicture => (reading && zone ? upright(picture, zone) : picture);
    return {
      kind: 'read',
      mrz,
      zone: reading,
      unreadable:
        mrz && isSure(mrz) ? undefined : reading && !mrz ? 'NO_DOCUMENT_FOUND' : judgeQuality(quality),
      quality,
      readFront: once(() => readFrontLines(front(), country)),
    };
  },
};
