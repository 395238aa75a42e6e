import { createCanvas, GlobalFonts, type Canvas } from '@napi-rs/canvas';
import type { GrayPicture } from '../../../../lambdas/extract_id_from_s3/reading/image/resample';

GlobalFonts.registerFromPath('tools/specimens/fonts/OCRB.otf', 'OCR-B');

/** Denmark's and Sweden's own specimens: people who do not exist. */
export const PASSPORT = [
  'P<DNKOESTERGAARD<<HANNE<KRISTINE<<<<<<<<<<<<',
  '0000000000DNK8510068F2202015061085<1178<<<58',
];
export const CARD = [
  'I<SWE59000002<8198703142391<<<',
  '8703145M1701027SWE<<<<<<<<<<<8',
  'SPECIMEN<<SVEN<<<<<<<<<<<<<<<<',
];

/** A page with a zone at its foot and print above. `pitch` is the pixels from one character to the next. */
export function drawPage(lines: readonly string[], pitch = 24): Canvas {
  const columns = lines[0]?.length ?? 0;
  const width = Math.round((columns + 6) * pitch);
  const canvas = createCanvas(width, Math.round(width * 0.7));
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#dde3e0';
  pen.fillRect(0, 0, width, canvas.height);
  pen.fillStyle = '#777';
  pen.fillRect(3 * pitch, 3 * pitch, 9 * pitch, 11 * pitch);
  pen.fillStyle = '#181820';
  pen.font = `${1.2 * pitch}px sans-serif`;
  ['SPECIMEN', 'Name of a person', '06 OCT 1985', 'Authority'].forEach((text, i) =>
    pen.fillText(text, 15 * pitch, (4 + 2.6 * i) * pitch),
  );
  pen.font = `${pitch / 0.723}px OCR-B`;
  const lineHeight = 2.5 * pitch;
  lines.forEach((line, row) =>
    [...line].forEach((character, column) =>
      pen.fillText(
        character,
        (3 + column) * pitch,
        canvas.height - 2 * pitch - (lines.length - 1 - row) * lineHeight,
      ),
    ),
  );
  return canvas;
}

export function grayOf(canvas: Canvas): GrayPicture {
  const { width, height } = canvas;
  const { data } = canvas.getContext('2d').getImageData(0, 0, width, height);
  return {
    width,
    height,
    pixels: Uint8Array.from({ length: width * height }, (_, i) => data[4 * i + 1] ?? 0),
  };
}

/** The picture turned by any angle (radians) on a dark table. */
export function turned(canvas: Canvas, angle: number): Canvas {
  const { width, height } = canvas;
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  const table = createCanvas(Math.ceil(width * cos + height * sin), Math.ceil(width * sin + height * cos));
  const pen = table.getContext('2d');
  pen.fillStyle = '#40352c';
  pen.fillRect(0, 0, table.width, table.height);
  pen.translate(table.width / 2, table.height / 2);
  pen.rotate(angle);
  pen.drawImage(canvas, -width / 2, -height / 2);
  return table;
}
