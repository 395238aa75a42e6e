import fc from 'fast-check';
import {
  reduceTo,
  resize,
  resizePicture,
  sampleQuad,
  turn,
  turnedRectangle,
  type GrayPicture,
} from '../../../../../lambdas/extract_id_from_s3/reading/image/resample';

const pictures = fc
  .tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }))
  .chain(([width, height]) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height })
      .map((pixels): GrayPicture => ({ width, height, pixels })),
  );
const sizes = fc.integer({ min: 1, max: 40 });
const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

test('resizing never leaves the range of the picture', () => {
  fc.assert(
    fc.property(pictures, sizes, sizes, (picture, width, height) => {
      const resized = resize(picture, width, height);
      expect(resized).toHaveLength(width * height);
      expect(Math.min(...resized)).toBeGreaterThanOrEqual(Math.min(...picture.pixels) - 1e-3);
      expect(Math.max(...resized)).toBeLessThanOrEqual(Math.max(...picture.pixels) + 1e-3);
    }),
  );
});

test('shrinking keeps the mean brightness', () => {
  fc.assert(
    fc.property(pictures, fc.nat(), fc.nat(), (picture, a, b) => {
      const resized = resize(picture, 1 + (a % picture.width), 1 + (b % picture.height));
      expect(mean(resized)).toBeCloseTo(mean(picture.pixels), 1);
    }),
  );
});

test('resizing to its own size changes nothing', () => {
  fc.assert(
    fc.property(pictures, (picture) => {
      expect(resizePicture(picture, picture.width, picture.height).pixels).toEqual(picture.pixels);
    }),
  );
});

test('reducing keeps small pictures as they are and the proportions of large ones', () => {
  const picture = { width: 30, height: 20, pixels: new Uint8Array(600) };

  expect(reduceTo(picture, 30)).toBe(picture);
  expect(reduceTo(picture, 15)).toMatchObject({ width: 15, height: 10 });
});

test('four quarter turns are none, and turns add up', () => {
  fc.assert(
    fc.property(pictures, fc.integer({ min: 0, max: 3 }), (picture, turns) => {
      expect(turn(turn(picture, turns), 4 - turns)).toEqual(picture);
      expect(turn(turn(picture, 1), 1)).toEqual(turn(picture, 2));
    }),
  );
});

test('a quarter turn is clockwise', () => {
  const picture = { width: 3, height: 2, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6) };

  expect(turn(picture, 1)).toEqual({ width: 2, height: 3, pixels: Uint8Array.of(4, 1, 5, 2, 6, 3) });
});

test('lifting the whole picture gives the picture, and turned by 180° the picture upside down', () => {
  fc.assert(
    fc.property(pictures, (picture) => {
      const { width, height } = picture;
      const centre = { x: width / 2, y: height / 2 };
      const lift = (angle: number) =>
        sampleQuad(picture, turnedRectangle(centre, angle, width, height), width, height);
      expect(lift(0).pixels).toEqual(picture.pixels);
      expect(lift(Math.PI).pixels).toEqual(turn(picture, 2).pixels);
    }),
  );
});

test('outside the picture its edge goes on', () => {
  const picture = { width: 2, height: 1, pixels: Uint8Array.of(10, 200) };
  const around = turnedRectangle({ x: 1, y: 0.5 }, 0, 6, 3);

  expect(sampleQuad(picture, around, 6, 3).pixels.slice(0, 6)).toEqual(
    Uint8Array.of(10, 10, 10, 200, 200, 200),
  );
});
