import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createOCREngine } from 'tesseract-wasm';
import { parseMrz } from '../../identity/mrz/parse';
import { LAYOUTS, type MrzFormat } from '../../identity/mrz/layout';
import { decodePicture } from '../../lambdas/extract_id_from_s3/reading/picture';

const packaged = (path: string): Promise<Buffer> =>
  readFile(fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url)));

/** What plain tesseract makes of a picture. */
export interface TesseractReading {
  /** Lines of a zone's shape that follow one another; undefined where there are none. */
  readonly lines: readonly string[] | undefined;
  /** Whether all of their check digits hold: without a better measure, that is when one would accept them. */
  readonly accepted: boolean;
}

const formats = Object.keys(LAYOUTS) as MrzFormat[];

/** The first lines that have the shape of some format, capitals and spaces forgiven. */
function zoneIn(texts: readonly string[]): { format: MrzFormat; lines: string[] } | undefined {
  const cleaned = texts
    .map((text) => text.replace(/\s/g, '').toUpperCase())
    .filter((text) => text.length > 20);
  for (const format of formats) {
    const { lineCount, lineLength } = LAYOUTS[format];
    for (let first = 0; first + lineCount <= cleaned.length; first++) {
      const lines = cleaned.slice(first, first + lineCount);
      if (lines.every((line) => line.length === lineLength && /^[A-Z0-9<]+$/.test(line)))
        return { format, lines };
    }
  }
  return undefined;
}

/** tesseract with its English model on the whole upright picture: what anyone can install, and the reference of this benchmark. */
export async function plainTesseract(): Promise<(bytes: Uint8Array) => Promise<TesseractReading>> {
  const engine = await createOCREngine({
    wasmBinary: await packaged('tesseract-wasm/dist/tesseract-core.wasm'),
  });
  engine.loadModel(gunzipSync(await packaged('@tesseract.js-data/eng/4.0.0_best_int/eng.traineddata.gz')));
  engine.setVariable('user_defined_dpi', '300');
  return async (bytes) => {
    const decoded = await decodePicture(bytes);
    if (!decoded.ok) return { lines: undefined, accepted: false };
    const { width, height, pixels } = decoded.picture;
    const data = new Uint8ClampedArray(4 * pixels.length);
    pixels.forEach((value, i) => data.fill(value, 4 * i, 4 * i + 3).fill(255, 4 * i + 3, 4 * i + 4));
    engine.loadImage({ data, width, height });
    try {
      const zone = zoneIn(engine.getTextBoxes('line').map(({ text }) => text));
      if (!zone) return { lines: undefined, accepted: false };
      const { checkDigits } = parseMrz(zone, new Date().toISOString().slice(0, 10));
      return { lines: zone.lines, accepted: Object.values(checkDigits).every((result) => result !== 'fail') };
    } finally {
      engine.clearImage();
    }
  };
}
