import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import {
  printOf,
  upsideDown,
  type PlacedLine,
} from '../../../../../lambdas/extract_id_from_s3/reading/front/page';
import {
  directionOfPrint,
  findLines,
  findMarks,
} from '../../../../../lambdas/extract_id_from_s3/reading/front/print';
import { grayOf, turned } from '../drawn';

GlobalFonts.registerFromPath('tools/specimens/fonts/SourceSans3-SemiBold.woff2', 'Print');

const LINES = ['1. ANDERSSON', '2. KARL ERIK', '3. 01.02.1980 UPPSALA', '5. 198002010000'];
const LEFT = 50;

/** A card with four lines of print, capitals 16 pixels high. */
function card() {
  const canvas = createCanvas(400, 250);
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#efe6ea';
  pen.fillRect(0, 0, 400, 250);
  pen.fillStyle = '#1b1b20';
  pen.font = '24px Print';
  LINES.forEach((text, i) => pen.fillText(text, LEFT, 60 + 45 * i));
  return canvas;
}

const letters = (text: string): number => text.replace(/[^\p{L}\p{Nd}]/gu, '').length;

test('print is found line by line, from the top to the bottom', () => {
  const lines = findLines(findMarks(grayOf(card())));

  expect(lines.map(({ count }) => count)).toEqual(LINES.map(letters));
  lines.forEach(({ from, to }, i) => {
    expect(Math.abs(from.x - LEFT)).toBeLessThan(12);
    expect(Math.abs(from.y - (60 + 45 * i))).toBeLessThan(4);
    expect(Math.abs(to.y - from.y)).toBeLessThan(4);
  });
});

test('gaps between words are known, so that lost spaces can be given back', () => {
  const [, names] = findLines(findMarks(grayOf(card())));

  // 2 | KARL | ERIK: behind one character, and behind four more.
  expect(names?.breaks).toEqual([1, 5]);
});

test.each([-12, 97, 187])('a card turned by %s° has the same lines', (degrees) => {
  const found = printOf(grayOf(turned(card(), (degrees * Math.PI) / 180)));
  const length = ({ from, to }: PlacedLine): number => Math.hypot(to.x - from.x, to.y - from.y);
  const upright = printOf(grayOf(card()));

  const lines = degrees > 135 ? upsideDown(found) : found;
  const seen = lines.filter(({ count }) => count > 5);
  expect(seen.map(length).map((value) => Math.round(value / 12))).toEqual(
    upright.map(length).map((value) => Math.round(value / 12)),
  );
});

test('the direction of print is told from the letters', () => {
  const marks = findMarks(grayOf(turned(card(), 0.2)));
  expect(directionOfPrint(marks)).toBeCloseTo(0.2, 1);
  expect(directionOfPrint([])).toBeUndefined();
});

test('an empty picture has no print', () => {
  expect(printOf({ width: 150, height: 100, pixels: new Uint8Array(15_000).fill(200) })).toEqual([]);
});
