import { blur, blurWidely, dilate } from './filter';
import { histogram, percentile } from './histogram';
import { enlargeBy, type GrayPicture } from './resample';

/** How a picture is parted into ink and paper. */
export interface Inking {
  /** Ink is darker than this share of the local mean. */
  readonly contrast: number;
  /** The local mean is a Gaussian of this share of the longer side. */
  readonly window: number;
}

/** 1 where there is ink, 0 where there is paper. */
export function inkMask(picture: GrayPicture, { contrast, window }: Inking): GrayPicture {
  const mean = blurWidely(picture, Math.max(picture.width, picture.height) * window);
  const pixels = new Uint8Array(picture.pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (picture.pixels[i] ?? 0) < contrast * (mean.pixels[i] ?? 0) ? 1 : 0;
  }
  return { ...picture, pixels };
}

/** The brightest of each cell of `n` × `n` pixels, and of what is left over at the right and below. */
function brightestBy(
  { width: sourceWidth, height: sourceHeight, pixels }: GrayPicture,
  n: number,
): GrayPicture {
  const width = Math.ceil(sourceWidth / n);
  const height = Math.ceil(sourceHeight / n);
  const result = new Uint8Array(width * height);
  for (let y = 0; y < sourceHeight; y++) {
    const to = ((y - (y % n)) / n) * width;
    for (let column = 0, x = 0; column < width; column++) {
      let brightest = result[to + column] ?? 0;
      for (const end = Math.min(sourceWidth, (column + 1) * n); x < end; x++) {
        const value = pixels[y * sourceWidth + x] ?? 0;
        if (value > brightest) brightest = value;
      }
      result[to + column] = brightest;
    }
  }
  return { width, height, pixels: result };
}

/** The local brightness of the paper between strokes, in cells of 3 × 3 pixels: the brightest within 15 pixels, blurred by 14. */
function paperOf(picture: GrayPicture): GrayPicture {
  const cell = 3;
  const brightest = dilate(brightestBy(picture, cell), 5);
  return enlargeBy(blur(brightest, 14 / cell), cell, picture.width, picture.height);
}

/** Divides by the paper's local brightness, then stretches ink to 0 and paper to 255: shadows and tints go, strokes stay. */
export function flatten(picture: GrayPicture): GrayPicture {
  const paper = paperOf(picture);
  const even = new Uint8Array(picture.pixels.length);
  for (let i = 0; i < even.length; i++) {
    const level = picture.pixels[i] ?? 0;
    const white = paper.pixels[i] ?? 0;
    even[i] = level < white ? (255 * level) / white : 255;
  }
  const counts = histogram(even);
  const ink = percentile(counts, 0.02);
  const range = Math.max(20, percentile(counts, 0.65) - ink);
  for (let i = 0; i < even.length; i++) {
    const level = (((even[i] ?? 0) - ink) * 255) / range;
    even[i] = level < 0 ? 0 : level > 255 ? 255 : level;
  }
  return { ...picture, pixels: even };
}
