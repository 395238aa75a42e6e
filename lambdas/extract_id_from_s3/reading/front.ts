import { gunzipSync } from 'node:zlib';
import { createOCREngine, type OCREngine } from 'tesseract-wasm';
import type { Country } from '../../../generated/types';
import type { TextLine } from '../../../identity/front/text-line';
import { asset } from './assets';
import { reduceTo, type GrayPicture } from './image/resample';

/** The country's own model: the English one never reads å, ö, æ or ø. */
const languages = { DK: 'dan', FI: 'fin', NO: 'nor', SE: 'swe' } as const satisfies Record<Country, string>;
/** Printed text of a card that fills the frame is large enough at this size; more only takes longer. In pixels. */
const LONGEST_SIDE = 2_000;

let kept: { country: Country; engine: OCREngine } | undefined;

/** An engine keeps the first model it was given, so another country takes another engine. */
const engineFor = async (country: Country): Promise<OCREngine> => {
  if (kept?.country === country) return kept.engine;
  kept?.engine.destroy();
  kept = undefined;
  const engine = await createOCREngine({ wasmBinary: await asset('tesseract-core.wasm') });
  engine.loadModel(gunzipSync(await asset(`${languages[country]}.traineddata.gz`)));
  // Otherwise it estimates one, and writes that to the log. Loading a model sets it back.
  engine.setVariable('user_defined_dpi', '300');
  kept = { country, engine };
  return engine;
};

const toRgba = ({ width, height, pixels }: GrayPicture): Uint8ClampedArray => {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, o = 0; i < pixels.length; i += 1, o += 4) {
    data.fill(pixels[i] ?? 0, o, o + 3);
    data[o + 3] = 255;
  }
  return data;
};

/** The printed lines of an upright picture, in reading order, by tesseract and the country's model. Takes seconds. */
export const readFrontLines = async (whole: GrayPicture, country: Country): Promise<TextLine[]> => {
  const picture = reduceTo(whole, LONGEST_SIDE);
  const scale = whole.width / picture.width;
  const tesseract = await engineFor(country);
  const { width, height } = picture;
  tesseract.loadImage({ data: toRgba(picture), width, height });
  try {
    return tesseract.getTextBoxes('line').map(({ text, confidence, rect }) => ({
      text: text.trim(),
      confidence,
      box: {
        x: rect.left * scale,
        y: rect.top * scale,
        width: (rect.right - rect.left) * scale,
        height: (rect.bottom - rect.top) * scale,
      },
    }));
  } finally {
    tesseract.clearImage();
  }
};
