import { isSure, readMrz } from '../../../../../lambdas/extract_id_from_s3/reading/mrz/read';
import { CARD, drawPage, grayOf, PASSPORT, turned } from '../drawn';

const degrees = (angle: number): number => (angle * Math.PI) / 180;

test.each([
  ['a passport', 'TD3', PASSPORT],
  ['an identity card', 'TD1', CARD],
])('the zone of %s is read for certain', async (_, format, lines) => {
  const { reading, zone } = await readMrz(grayOf(drawPage(lines)));

  expect(reading).toMatchObject({ format, lines, checkDigitsOk: true, repaired: 0 });
  expect(reading && isSure(reading)).toBe(true);
  expect(zone?.lines).toHaveLength(lines.length);
});

test.each([90, 180, 270, 7, -11, 173])(
  'a document turned by %i° is read as well, and its direction told',
  async (angle) => {
    const { reading, zone } = await readMrz(grayOf(turned(drawPage(PASSPORT), degrees(angle))));

    expect(reading?.lines).toEqual(PASSPORT);
    const [line] = zone?.lines ?? [];
    if (!line) throw new Error('no line');
    const direction = Math.atan2(line.to.y - line.from.y, line.to.x - line.from.x);
    expect(Math.cos(direction - degrees(angle))).toBeGreaterThan(0.999);
  },
);

test('small print is read', async () => {
  const { reading } = await readMrz(grayOf(drawPage(PASSPORT, 9)));

  expect(reading?.lines).toEqual(PASSPORT);
});

test('a page without a zone gives no reading', async () => {
  expect(await readMrz(grayOf(drawPage([''], 24)))).toEqual({ reading: undefined, zone: undefined });
});

test.each([
  [1, 1],
  [2, 300],
  [300, 2],
])('a picture of %i × %i pixels does no harm', async (width, height) => {
  const picture = {
    width,
    height,
    pixels: Uint8Array.from({ length: width * height }, (_, i) => (i * 97) % 256),
  };

  expect(await readMrz(picture)).toEqual({ reading: undefined, zone: undefined });
});
