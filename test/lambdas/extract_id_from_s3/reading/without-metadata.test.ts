import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { orientationOf } from '../../../../lambdas/extract_id_from_s3/reading/exif-orientation';
import { jpegParts } from '../../../../lambdas/extract_id_from_s3/reading/jpeg-parts';
import { decodePicture } from '../../../../lambdas/extract_id_from_s3/reading/picture';
import { readHeader } from '../../../../lambdas/extract_id_from_s3/reading/picture-header';
import { withoutMetadata } from '../../../../lambdas/extract_id_from_s3/reading/without-metadata';
import {
  application,
  exif,
  jpegWith,
  pngChunk,
  pngWith,
  unusual,
} from '../../../../tools/hostile-pictures/splice';

/** What must be gone, wherever it stood: the place, the camera, the owner. */
const SECRET = 'GPS 55.6761N 12.5683E, camera 04711';
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const canvas = createCanvas(400, 300);
const pen = canvas.getContext('2d');
pen.fillStyle = '#c04030';
pen.fillRect(0, 0, 400, 300);
pen.fillStyle = 'black';
pen.fillRect(0, 0, 100, 100);
// Skia writes a colour profile.
const jpeg = Buffer.from(withoutMetadata(canvas.toBuffer('image/jpeg', 90)));
const png = Buffer.from(withoutMetadata(canvas.toBuffer('image/png')));
const preview = createCanvas(160, 120).toBuffer('image/jpeg', 50);

/** Upright luminance, as text that tells two pictures apart. */
const decoded = async (file: Uint8Array): Promise<string> => {
  const result = await decodePicture(file);
  if (!result.ok) throw new Error(result.refusal);
  const { width, height, pixels } = result.picture;
  return `${width} × ${height}: ${createHash('sha256').update(pixels).digest('hex')}`;
};

test.each<[string, Buffer, Buffer]>([
  ['EXIF with its preview', jpeg, jpegWith(jpeg, exif({ rest: Buffer.concat([ascii(SECRET), preview]) }))],
  ['XMP', jpeg, jpegWith(jpeg, application(1, ascii(`http://ns.adobe.com/xap/1.0/\0<x>${SECRET}</x>`)))],
  ['IPTC', jpeg, jpegWith(jpeg, application(13, ascii(`Photoshop 3.0\0${SECRET}`)))],
  ['a colour profile', jpeg, jpegWith(jpeg, application(2, ascii(`ICC_PROFILE\0\x01\x01${SECRET}`)))],
  ['a list of further pictures', jpeg, jpegWith(jpeg, application(2, ascii(`MPF\0${SECRET}`)))],
  [
    'a comment',
    jpeg,
    jpegWith(jpeg, Buffer.concat([Buffer.of(0xff, 0xfe, 0, 2 + SECRET.length), ascii(SECRET)])),
  ],
  ['an extension of JFIF', jpeg, jpegWith(jpeg, application(0, ascii(`JFXX\0\x10${SECRET}`)))],
  ['a film behind its end', jpeg, Buffer.concat([jpeg, ascii(`\0\0\0\x18ftypmp42${SECRET}`)])],
  ['an archive behind its end', jpeg, Buffer.concat([jpeg, ascii(`PK\x03\x04${SECRET}PK\x05\x06`)])],
  ['a page behind its end', jpeg, Buffer.concat([jpeg, ascii(`<script>${SECRET}</script>`)])],
  ['EXIF', png, pngWith(png, pngChunk('eXIf', ascii(SECRET)))],
  ['a text', png, pngWith(png, pngChunk('tEXt', ascii(`Author\0${SECRET}`)))],
  [
    'an international text',
    png,
    pngWith(png, pngChunk('iTXt', ascii(`XML:com.adobe.xmp\0\0\0\0\0${SECRET}`))),
  ],
  ['a compressed text', png, pngWith(png, pngChunk('zTXt', ascii(`c\0\0${SECRET}`)))],
  ['a chunk that nobody knows', png, pngWith(png, pngChunk('prVt', ascii(SECRET)))],
  ['an archive behind its end', png, Buffer.concat([png, ascii(`PK\x03\x04${SECRET}PK\x05\x06`)])],
])('a picture with %s loses that, and nothing else', (_, plain, file) => {
  expect(file.includes(SECRET)).toBe(true);

  expect(Buffer.from(withoutMetadata(file)).equals(plain)).toBe(true);
});

test.each([
  ['a JPEG', jpeg],
  ['a PNG', png],
  ['a specimen', readFileSync('test/specimens/dk-passport.jpg')],
  ['a file that is no picture', ascii('Not a picture.')],
  ['nothing', Buffer.alloc(0)],
])('%s without metadata is the very same array', (_, file) => {
  expect(withoutMetadata(file)).toBe(file);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('orientation %i stays, and the picture with it', async (orientation) => {
  const file = jpegWith(jpeg, exif({ orientation, littleEndian: orientation > 4, rest: ascii(SECRET) }));
  const kept = withoutMetadata(file);

  expect(Buffer.from(kept).includes(SECRET)).toBe(false);
  const segment = jpegParts(kept)?.find(({ marker }) => marker === 0xe1);
  expect(segment && orientationOf(kept.subarray(segment.start + 4, segment.end))).toBe(
    orientation === 1 ? undefined : orientation,
  );
  expect(await decoded(kept)).toBe(await decoded(file));
});

test.each<[string, Buffer]>([
  ['is cut off', exif({ orientation: 6 }).subarray(0, 16)],
  ['points out of itself', exif({ orientation: 6, directory: 4_000_000_000 })],
  ['holds a number that there is not', exif({ orientation: 9 })],
  ['is of neither byte order', exif({ orientation: 6, byteOrder: 'XX' })],
])('EXIF that %s says nothing', (_, segment) => {
  expect(orientationOf(segment.subarray(4))).toBeUndefined();
});

test('colours stay: what JFIF and Adobe say of them is kept without what hangs on behind', async () => {
  const adobe = (transform: number, rest = '') =>
    application(14, Buffer.concat([ascii('Adobe'), Buffer.of(0, 100, 0, 0, 0, 0, transform), ascii(rest)]));
  const rgb = jpegWith(jpeg, adobe(0, SECRET), { withoutJfif: true });
  const kept = withoutMetadata(rgb);

  expect(Buffer.from(kept).includes(SECRET)).toBe(false);
  expect(Buffer.from(kept).includes('Adobe')).toBe(true);
  expect(await decoded(kept)).toBe(await decoded(rgb));
  expect(await decoded(kept)).not.toBe(await decoded(jpeg));

  const jfif = Buffer.concat([ascii('JFIF\0'), Buffer.of(1, 2, 0, 0, 1, 0, 1, 9, 9), Buffer.alloc(243, 7)]);
  const withPreview = jpegWith(jpeg, application(0, jfif), { withoutJfif: true });
  const [first] = jpegParts(withoutMetadata(withPreview)) ?? [];
  expect(first).toMatchObject({ marker: 0xe0, start: 2, end: 20 });
});

test.each<[string, Buffer]>([
  ['a HEIC', ascii(`\0\0\0\x18ftypheic\0\0\0\0mif1heic${SECRET}`)],
  ['a WebP', ascii(`RIFF\x90\0\0\0WEBPVP8X${SECRET}`)],
  ['a PDF', ascii(`%PDF-1.7\n${SECRET}`)],
  ['a JPEG that is cut off', jpegWith(jpeg, exif({ rest: ascii(SECRET) })).subarray(0, 900)],
  ['a JPEG of four inks', unusual.fourInks(jpegWith(jpeg, exif({ rest: ascii(SECRET) })))],
  ['a JPEG of 12 bits', unusual.twelveBits(jpegWith(jpeg, exif({ rest: ascii(SECRET) })))],
  ['an arithmetic JPEG', unusual.arithmetic(jpegWith(jpeg, exif({ rest: ascii(SECRET) })))],
  ['a PNG that is cut off', pngWith(png, pngChunk('tEXt', ascii(SECRET))).subarray(0, 200)],
  ['an animation', pngWith(pngWith(png, pngChunk('acTL', Buffer.alloc(8))), pngChunk('tEXt', ascii(SECRET)))],
])('of %s, which is refused, no more is left than it takes to refuse it again', async (_, file) => {
  const kept = withoutMetadata(file);

  expect(kept.length).toBeLessThan(100);
  expect(Buffer.from(kept).includes(SECRET)).toBe(false);
  expect(readHeader(kept)).toEqual(readHeader(file));
  expect(await decodePicture(kept)).toEqual(await decodePicture(file));
  expect(withoutMetadata(kept)).toBe(kept);
});

test('taking out twice takes out no more, and what is read of a file stays what it was', async () => {
  const starts = [jpeg, png, jpegWith(jpeg, exif({ orientation: 6, rest: ascii(SECRET) }))];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...starts),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      fc.nat(),
      async (start, changes, length) => {
        const file = Buffer.from(start.subarray(0, changes.length === 0 ? length % start.length : undefined));
        for (const [at, value] of changes) file[at % Math.min(file.length, 700)] = value;
        const kept = withoutMetadata(file);

        expect(kept.length).toBeLessThanOrEqual(file.length);
        expect(withoutMetadata(kept)).toBe(kept);
        expect(readHeader(kept)).toEqual(readHeader(file));
      },
    ),
    { numRuns: 300 },
  );
});
