import type { Canvas } from '@napi-rs/canvas';
import { capture, conditionNames, type ConditionName } from '../../../tools/specimens/capture/conditions';
import { paint } from '../../../tools/specimens/paper/picture';
import { seeded } from '../../../tools/specimens/random';

/** A small page with fine bars, as text has. */
const page = paint(300, 210, (pen) => {
  pen.fillStyle = '#f4efe6';
  pen.fillRect(0, 0, 300, 210);
  pen.fillStyle = '#202020';
  for (let x = 20; x < 280; x += 6) pen.fillRect(x, 45, 3, 120);
});

const { abs } = Math;

const pixels = (picture: Canvas): Buffer => picture.data();

/** How much neighbouring pixels differ: what blur takes away and noise adds. */
function sharpness(picture: Canvas): number {
  const data = pixels(picture);
  let sum = 0;
  for (let at = 0; at + 4 < data.length; at += 4) sum += abs((data[at] ?? 0) - (data[at + 4] ?? 0));
  return sum / (data.length / 4);
}

const take = (condition: ConditionName, seed = 'seed'): Canvas =>
  capture(page, condition, seeded(seed)).picture;

describe('the conditions of a capture', () => {
  test.each(conditionNames)('%s takes the same picture of the same page with the same seed', (condition) => {
    expect(pixels(take(condition)).equals(pixels(take(condition)))).toBe(true);
  });

  test.each(conditionNames.filter((name) => name !== 'clean'))(
    '%s differs from seed to seed',
    (condition) => {
      const shots = ['a', 'b', 'c'].map((seed) => pixels(take(condition, seed)).toString('base64'));
      expect(new Set(shots).size).toBeGreaterThan(1);
    },
  );

  test('leave the page as it was', () => {
    const before = Buffer.from(pixels(page));
    for (const condition of conditionNames) take(condition);
    expect(pixels(page).equals(before)).toBe(true);
  });

  test('turn a page by quarters without losing a pixel', () => {
    const clean = take('clean');
    const sizes = ['a', 'b', 'c', 'd', 'e', 'f'].map((seed) => take('rotated', seed));
    for (const turned of sizes) {
      expect([turned.width, turned.height].sort()).toEqual([clean.width, clean.height].sort());
      expect(sharpness(turned)).toBeGreaterThan(0);
    }
    expect(sizes.some(({ width }) => width === clean.height)).toBe(true);
  });

  test('blur until the fine bars are gone, and add noise where there was none', () => {
    expect(sharpness(take('blurred'))).toBeLessThan(sharpness(take('photo')) / 4);
    expect(sharpness(take('noise'))).toBeGreaterThan(sharpness(take('photo')));
  });

  test('write a starved JPEG only where it is asked for', () => {
    const qualities = conditionNames.map((name) => [name, capture(page, name, seeded('q')).quality] as const);
    expect(qualities.filter(([, quality]) => quality < 50).map(([name]) => name)).toEqual(['jpeg-low']);
  });
});
