import fc from 'fast-check';
import { components } from '../../../../../lambdas/extract_id_from_s3/reading/image/components';
import { blur, dilate } from '../../../../../lambdas/extract_id_from_s3/reading/image/filter';
import { histogram, percentile } from '../../../../../lambdas/extract_id_from_s3/reading/image/histogram';
import type { GrayPicture } from '../../../../../lambdas/extract_id_from_s3/reading/image/resample';

const pictures = fc
  .tuple(fc.integer({ min: 1, max: 16 }), fc.integer({ min: 1, max: 16 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height })
      .map((pixels): GrayPicture => ({ width, height, pixels })),
  );

/** A picture drawn with letters: `#` is ink, everything else is none. */
const drawn = (...rows: string[]): GrayPicture => ({
  width: rows[0]?.length ?? 0,
  height: rows.length,
  pixels: Uint8Array.from(rows.join(''), (letter) => (letter === '#' ? 1 : 0)),
});

test('dilation gives the brightest pixel of the square around each', () => {
  fc.assert(
    fc.property(pictures, fc.integer({ min: 1, max: 5 }), ({ width, height, pixels }, radius) => {
      const slow = pixels.map((_, i) => {
        const [x, y] = [i % width, Math.floor(i / width)];
        let brightest = 0;
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
            brightest = Math.max(brightest, pixels[v * width + u] ?? 0);
          }
        }
        return brightest;
      });
      expect(dilate({ width, height, pixels }, radius).pixels).toEqual(slow);
    }),
  );
});

test('blurring stays within the range of the picture and leaves an even one alone', () => {
  fc.assert(
    fc.property(pictures, fc.double({ min: 0.5, max: 6, noNaN: true }), (picture, sigma) => {
      const { pixels } = blur(picture, sigma);
      expect(Math.min(...pixels)).toBeGreaterThanOrEqual(Math.min(...picture.pixels));
      expect(Math.max(...pixels)).toBeLessThanOrEqual(Math.max(...picture.pixels));
    }),
  );
  const even = { width: 7, height: 5, pixels: new Uint8Array(35).fill(93) };
  expect(blur(even, 2).pixels).toEqual(even.pixels);
});

test('blurring spreads a point by the sigma asked for', () => {
  const size = 61;
  const pixels = new Uint8Array(size * size);
  for (let x = 0; x < size; x++) pixels[30 * size + x] = 255;
  const column = Array.from(
    { length: size },
    (_, y) => blur({ width: size, height: size, pixels }, 4).pixels[y * size + 30] ?? 0,
  );
  const mass = column.reduce((sum, v) => sum + v, 0);
  const variance = column.reduce((sum, v, y) => sum + v * (y - 30) ** 2, 0) / mass;

  expect(Math.sqrt(variance)).toBeGreaterThan(3);
  expect(Math.sqrt(variance)).toBeLessThan(5);
});

test('components are parted by a gap, joined by a side and not by a corner or across the edge', () => {
  const found = components(drawn('##..#', '#..#.', '....#'), 1);

  expect(found).toHaveLength(4);
  expect(found[0]).toEqual({
    x: 1 / 3 + 0.5,
    y: 1 / 3 + 0.5,
    left: 0,
    top: 0,
    width: 2,
    height: 2,
    pixels: 3,
  });
});

test('components find every pixel of ink once', () => {
  fc.assert(
    fc.property(pictures, ({ width, height, pixels }) => {
      const mask = { width, height, pixels: pixels.map((value) => (value > 128 ? 1 : 0)) };
      const counted = components(mask, 1).reduce((sum, { pixels: count }) => sum + count, 0);
      expect(counted).toBe(mask.pixels.reduce((sum, value) => sum + value, 0));
    }),
  );
});

test('a percentile is a level that so many pixels do not exceed', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 60 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (pixels, share) => {
        const level = percentile(histogram(pixels), share);
        const within = (limit: number) => pixels.filter((value) => value <= limit).length / pixels.length;
        expect(within(level)).toBeGreaterThanOrEqual(share);
        expect(pixels).toContain(level);
      },
    ),
  );
});
