import fc from 'fast-check';
import { decodeLines } from '../../../../../lambdas/extract_id_from_s3/reading/mrz/decode';
import {
  ALPHABET,
  CLASSES,
  type LinePosteriors,
} from '../../../../../lambdas/extract_id_from_s3/reading/mrz/network';
import { CARD, PASSPORT } from '../drawn';

type Frame = Record<string, number>;

/** What a network would say that sees these characters, each in one frame with a blank (`_`) before it. */
function posteriors(frames: readonly Frame[]): LinePosteriors {
  const all = frames.flatMap((frame) => [{ _: 0.998 }, frame]);
  const logProbabilities = new Float32Array(all.length * CLASSES);
  all.forEach((frame: Frame, i) => {
    const rest =
      (1 - Object.values(frame).reduce((sum, p) => sum + p, 0)) / (CLASSES - Object.keys(frame).length);
    [...`_${ALPHABET}`].forEach((character, c) => {
      logProbabilities[i * CLASSES + c] = Math.log(Math.max(1e-7, frame[character] ?? rest));
    });
  });
  return { frames: all.length, logProbabilities };
}

const seen = (text: string, instead: Record<number, Frame> = {}): LinePosteriors =>
  posteriors([...text].map((character, at) => instead[at] ?? { [character]: 0.998 }));
const [upper = '', lower = ''] = PASSPORT;

test.each([
  ['TD3', PASSPORT],
  ['TD1', CARD],
  ['TD2', ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6']],
  ['MRVB', ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX4009078F9612109<<<<<<<<']],
])('clearly seen lines of %s are read as they are', (format, lines) => {
  const reading = decodeLines(lines.map((line) => seen(line)));

  expect(reading).toMatchObject({ format, lines, checkDigitsOk: true, repaired: 0 });
  expect(reading?.lowestConfidence).toBeGreaterThan(0.99);
  expect(reading?.strain).toBeLessThan(0.5);
});

test('a line of other print above or below does not disturb', () => {
  const other = seen('DATE OF ISSUE 12 JAN 1980 SPECIMEN AUTHORITY'.replaceAll(' ', ''));

  expect(decodeLines([other, seen(upper), seen(lower)])?.lines).toEqual(PASSPORT);
  expect(decodeLines([seen(upper), seen(lower), other])?.lines).toEqual(PASSPORT);
});

test('letters where only digits may stand are digits', () => {
  const reading = decodeLines([seen(upper), seen(lower, { 15: { O: 0.9, '1': 0.09 } })]);

  expect(reading?.lines).toEqual(PASSPORT);
  expect(reading?.repaired).toBe(0);
});

test('a faintly seen filler is found again by the length', () => {
  const faint = seen(upper, { 43: { _: 0.9, '<': 0.08 } });

  expect(decodeLines([faint, seen(lower)])).toMatchObject({ lines: PASSPORT, checkDigitsOk: true });
});

test('a line with a clear character too many is not believed: nobody knows which one it is', () => {
  const reading = decodeLines([seen(`${upper}<`), seen(lower)]);

  expect(reading?.checkDigitsOk).toBe(true);
  expect(reading?.lowestConfidence).toBeLessThanOrEqual(0.5);
});

test('check digits change what they show to be wrong, and say so', () => {
  const reading = decodeLines([seen(upper), seen(lower, { 14: { '6': 0.6, '5': 0.39 } })]);

  expect(reading).toMatchObject({ lines: PASSPORT, checkDigitsOk: true, repaired: 1 });
});

test('where no likely change satisfies the check digits, they stay wrong and their characters are not believed', () => {
  const reading = decodeLines([seen(upper), seen(lower, { 14: { '6': 0.998 } })]);

  expect(reading?.checkDigitsOk).toBe(false);
  expect(reading?.characterConfidence[1]?.[14]).toBeLessThanOrEqual(0.5);
  expect(reading?.characterConfidence[1]?.[10]).toBeGreaterThan(0.99);
});

test('a check digit makes sure of a single doubt that it can see', () => {
  const reading = decodeLines([seen(upper), seen(lower, { 14: { '5': 0.6, '6': 0.39 } })]);

  expect(reading?.lines).toEqual(PASSPORT);
  expect(reading?.lowestConfidence).toBeGreaterThan(0.95);
});

test('a check digit makes sure neither of many doubts at once nor of what it cannot see', () => {
  const doubtful = Object.fromEntries(
    [13, 14, 15, 17, 18].map((at) => [at, { [lower[at] ?? '']: 0.55, '2': 0.2, '7': 0.2 }]),
  );
  const many = decodeLines([seen(upper), seen(lower, doubtful)]);
  // 0 and < have one value.
  const unseen = decodeLines([seen(upper), seen(lower, { 0: { '0': 0.6, '<': 0.39 } })]);

  expect(many?.lowestConfidence).toBeLessThan(0.8);
  expect(unseen?.characterConfidence[1]?.[0]).toBeLessThan(0.7);
});

test('a doubt in a name stays a doubt: nothing checks it', () => {
  const reading = decodeLines([seen(upper, { 20: { N: 0.7, M: 0.29 } }), seen(lower)]);

  expect(reading?.checkDigitsOk).toBe(true);
  expect(reading?.lowestConfidence).toBeLessThan(0.75);
});

test('names out of order are not believed', () => {
  const reading = decodeLines([seen(upper, { 38: { K: 0.99 } }), seen(lower)]);

  expect(reading?.lowestConfidence).toBeLessThanOrEqual(0.5);
});

test('text that is no zone is no reading, or a strained one', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[A-Z0-9]{20,50}$/), { minLength: 1, maxLength: 4 }), (lines) => {
      const reading = decodeLines(lines.map((line) => seen(line)));
      expect(reading === undefined || reading.strain > 30 || !reading.checkDigitsOk).toBe(true);
    }),
    { numRuns: 15 },
  );
});
