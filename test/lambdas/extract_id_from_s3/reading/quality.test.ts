import { createCanvas, type Canvas } from '@napi-rs/canvas';
import { isSure, readMrz } from '../../../../lambdas/extract_id_from_s3/reading/mrz/read';
import { blur } from '../../../../lambdas/extract_id_from_s3/reading/image/filter';
import { reduceTo, type GrayPicture } from '../../../../lambdas/extract_id_from_s3/reading/image/resample';
import { judgeQuality, measureQuality } from '../../../../lambdas/extract_id_from_s3/reading/quality';
import { drawPage, grayOf, PASSPORT } from './drawn';

/** What a person is told who uploads this. */
async function verdict(picture: GrayPicture) {
  const { reading, zone } = await readMrz(picture);
  return reading && isSure(reading) ? 'read' : judgeQuality(measureQuality(picture, zone));
}

const even = (level: number): GrayPicture => ({
  width: 800,
  height: 600,
  pixels: new Uint8Array(480_000).fill(level),
});

function glaring(page: Canvas): Canvas {
  const pen = page.getContext('2d');
  const [x, y, radius] = [page.width * 0.4, page.height - 90, page.width * 0.22];
  const light = pen.createRadialGradient(x, y, 0, x, y, radius);
  light.addColorStop(0, 'rgba(255, 255, 255, 1)');
  light.addColorStop(0.7, 'rgba(255, 255, 255, 1)');
  light.addColorStop(1, 'rgba(255, 255, 255, 0)');
  pen.fillStyle = light;
  pen.fillRect(0, 0, page.width, page.height);
  return page;
}

function cutAt(page: Canvas, width: number, height: number): Canvas {
  const part = createCanvas(width, height);
  part.getContext('2d').drawImage(page, 0, 0);
  return part;
}

test('a good picture is read', async () => {
  expect(await verdict(grayOf(drawPage(PASSPORT)))).toBe('read');
});

test.each([4.5, 7, 12])('a picture blurred by %d pixels is blurred', async (sigma) => {
  expect(await verdict(blur(grayOf(drawPage(PASSPORT)), sigma))).toBe('PICTURE_BLURRED');
});

test.each([0, 128, 255])('an even surface (%i) is no document', async (level) => {
  expect(await verdict(even(level))).toBe('NO_DOCUMENT_FOUND');
});

test('a sharp page without a zone is no document', async () => {
  expect(await verdict(grayOf(drawPage([''], 24)))).toBe('NO_DOCUMENT_FOUND');
});

test('a lamp in the zone is a glare', async () => {
  expect(await verdict(grayOf(glaring(drawPage(PASSPORT))))).toBe('PICTURE_GLARE');
});

test('a page that goes on beyond the picture is cut off', async () => {
  const page = drawPage(PASSPORT);

  expect(await verdict(grayOf(cutAt(page, page.width - 200, page.height)))).toBe('MRZ_CUT_OFF');
  expect(await verdict(grayOf(cutAt(page, page.width, page.height - 90)))).toBe('MRZ_CUT_OFF');
});

test('a document that fills too little of the picture is too small', async () => {
  expect(await verdict(reduceTo(grayOf(drawPage(PASSPORT)), 250))).toBe('PICTURE_TOO_SMALL');
});

test('sharpness falls as a picture blurs, whatever its size', () => {
  const page = grayOf(drawPage(PASSPORT));
  const sharpness = [0.1, 2, 4, 8].map((sigma) => measureQuality(blur(page, sigma), undefined).sharpness);

  expect(sharpness).toEqual([...sharpness].sort((p, q) => q - p));
  expect(sharpness[0]).toBeGreaterThan(0.3);
  expect(sharpness[3]).toBeLessThan(0.2);
});
