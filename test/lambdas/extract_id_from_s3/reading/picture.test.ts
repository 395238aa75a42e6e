import { createCanvas } from '@napi-rs/canvas';
import { exif, jpegWith, unusual } from '../../../../tools/hostile-pictures/splice';
import { decodePicture } from '../../../../lambdas/extract_id_from_s3/reading/picture';

/** Black in its top left corner, white elsewhere. */
const canvas = createCanvas(400, 300);
const draw = canvas.getContext('2d');
draw.fillStyle = 'white';
draw.fillRect(0, 0, 400, 300);
draw.fillStyle = 'black';
draw.fillRect(0, 0, 100, 100);
const jpeg = canvas.toBuffer('image/jpeg', 90);
const png = canvas.toBuffer('image/png');

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const oriented = (orientation: number): Buffer => jpegWith(jpeg, exif({ orientation }));

const withSize = (file: Buffer, at: number, width: number, height: number): Buffer => {
  const changed = Buffer.from(file);
  changed.writeUInt32BE(width, at);
  changed.writeUInt32BE(height, at + 4);
  return changed;
};
test.each([
  ['JPEG', jpeg],
  ['PNG', png],
])('a %s becomes grey levels', async (_, file) => {
  const decoded = await decodePicture(file);

  expect(decoded).toMatchObject({ ok: true, picture: { width: 400, height: 300 } });
  if (!decoded.ok) return;
  expect(decoded.picture.pixels[50 * 400 + 50]).toBeLessThan(5);
  expect(decoded.picture.pixels[200 * 400 + 200]).toBeGreaterThan(250);
});

test.each([
  // Where the black corner is, once the picture is upright.
  [1, 400, 'top left'],
  [2, 400, 'top right'],
  [3, 400, 'bottom right'],
  [4, 400, 'bottom left'],
  [5, 300, 'top left'],
  [6, 300, 'top right'],
  [7, 300, 'bottom right'],
  [8, 300, 'bottom left'],
])('EXIF orientation %i is applied', async (orientation, width, corner) => {
  const decoded = await decodePicture(oriented(orientation));

  if (!decoded.ok) throw new Error(decoded.refusal);
  const { picture } = decoded;
  expect(picture.width).toBe(width);
  const row = corner.startsWith('top') ? 20 : picture.height - 20;
  const column = corner.endsWith('left') ? 20 : picture.width - 20;
  expect(picture.pixels[row * picture.width + column]).toBeLessThan(5);
});

test('a large picture is reduced to what reading can use', async () => {
  const large = createCanvas(3_600, 2_700).toBuffer('image/png');

  expect(await decodePicture(large)).toMatchObject({ ok: true, picture: { width: 3_200, height: 2_400 } });
});

test.each<[string, Uint8Array, string]>([
  ['0 bytes', new Uint8Array(), 'PICTURE_EMPTY'],
  ['text', ascii('This is not a picture, whatever its name says.'), 'PICTURE_NOT_AN_IMAGE'],
  ['a page', ascii('<!doctype html><script>alert(1)</script>'), 'PICTURE_NOT_AN_IMAGE'],
  ['a GIF', ascii('GIF89a\x01\x00\x01\x00'), 'PICTURE_TYPE_UNSUPPORTED'],
  ['a GIF that is a script too', ascii('GIF89a/*'.padEnd(60) + '*/=1;alert(1)'), 'PICTURE_TYPE_UNSUPPORTED'],
  ['a WebP', ascii('RIFF\x20\x00\x00\x00WEBPVP8 '), 'PICTURE_TYPE_UNSUPPORTED'],
  ['a HEIC', ascii('\0\0\0\x18ftypheic\0\0\0\0'), 'PICTURE_TYPE_UNSUPPORTED'],
  ['a PDF', ascii('%PDF-1.7\n'), 'PICTURE_TYPE_UNSUPPORTED'],
  ['the start of a JPEG', jpeg.subarray(0, 40), 'PICTURE_DAMAGED'],
  ['half a JPEG', jpeg.subarray(0, jpeg.length >> 1), 'PICTURE_DAMAGED'],
  [
    'a page behind the signature of a PNG',
    Buffer.concat([png.subarray(0, 8), ascii('<html>'.repeat(20))]),
    'PICTURE_DAMAGED',
  ],
  ['half a PNG', png.subarray(0, png.length >> 1), 'PICTURE_DAMAGED'],
  ['a PNG of 20 000 × 20 000 pixels', withSize(png, 16, 20_000, 20_000), 'PICTURE_TOO_MANY_PIXELS'],
  ['a PNG of 9 000 × 9 000 pixels', withSize(png, 16, 9_000, 9_000), 'PICTURE_TOO_MANY_PIXELS'],
  ['a PNG of 100 × 100 pixels', createCanvas(100, 100).toBuffer('image/png'), 'PICTURE_TOO_SMALL'],
  ['a PNG without a pixel', withSize(png, 16, 0, 300), 'PICTURE_DAMAGED'],
  ['a JPEG of four inks', unusual.fourInks(jpeg), 'PICTURE_TYPE_UNSUPPORTED'],
  ['a JPEG of 12 bits', unusual.twelveBits(jpeg), 'PICTURE_TYPE_UNSUPPORTED'],
  ['a lossless JPEG', unusual.lossless(jpeg), 'PICTURE_TYPE_UNSUPPORTED'],
  ['an arithmetic JPEG', unusual.arithmetic(jpeg), 'PICTURE_TYPE_UNSUPPORTED'],
])('%s is refused', async (_, file, refusal) => {
  expect(await decodePicture(file)).toEqual({ ok: false, refusal });
});

test('a JPEG of endless scans is refused before it costs a second', async () => {
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
  const scans = Buffer.concat(Array.from({ length: 200 }, () => scan));

  expect(await decodePicture(Buffer.concat([jpeg.subarray(0, -2), scans, jpeg.subarray(-2)]))).toEqual({
    ok: false,
    refusal: 'PICTURE_DAMAGED',
  });
});

test('what comes after the end of a JPEG does no harm', async () => {
  expect(await decodePicture(Buffer.concat([jpeg, ascii('<script>')]))).toMatchObject({ ok: true });
});
