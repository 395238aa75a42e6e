import { createCanvas, loadImage } from '@napi-rs/canvas';
import { readFileSync } from 'node:fs';
import type { Honest } from './hostile';

/** The committed specimens, as they are and as small PNGs. */
export async function honestPictures(files: readonly string[]): Promise<Honest> {
  const jpegs = files.map((file) => readFileSync(`test/specimens/${file}`));
  const pngs = await Promise.all(
    jpegs.map(async (jpeg) => {
      const picture = await loadImage(jpeg);
      const canvas = createCanvas(picture.width >> 2, picture.height >> 2);
      canvas.getContext('2d').drawImage(picture, 0, 0, canvas.width, canvas.height);
      return canvas.toBuffer('image/png');
    }),
  );
  return { jpegs, pngs };
}
