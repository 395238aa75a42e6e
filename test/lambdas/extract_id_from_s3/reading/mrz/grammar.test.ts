import fc from 'fast-check';
import { checkDigit } from '../../../../../identity/mrz/check-digit';
import {
  GRAMMARS,
  judge,
  type MrzFormat,
} from '../../../../../lambdas/extract_id_from_s3/reading/mrz/grammar';
import { CARD, PASSPORT } from '../drawn';

const grammarOf = (format: MrzFormat) => {
  const grammar = GRAMMARS.find((candidate) => candidate.format === format);
  if (!grammar) throw new Error(format);
  return grammar;
};
const faults = (format: MrzFormat, lines: readonly string[]) => {
  const { failed, broken } = judge(grammarOf(format), lines);
  return { failed: failed.length, broken: broken.length };
};

test('every layout has the length that ICAO 9303 gives it, and France its own', () => {
  const sizes = Object.fromEntries(
    GRAMMARS.map(({ format, layouts }) => [format, layouts.map(({ length }) => length)]),
  );

  expect(sizes).toEqual({
    TD1: [30, 30, 30],
    TD2: [36, 36],
    TD3: [44, 44],
    MRVA: [44, 44],
    MRVB: [36, 36],
    FRA: [36, 36],
  });
});

test.each<[MrzFormat, string[]]>([
  ['TD3', PASSPORT],
  ['TD1', CARD],
  ['TD2', ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6']],
  // The specimen of the French identity card.
  ['FRA', ['IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<', '9409923102854CORINNE<<<<<<<6512068F4']],
  // ICAO 9303-5, appendix: a document number of more than nine characters.
  [
    'TD1',
    ['I<UTOD23145890<7349<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<'],
  ],
  ['MRVA', ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L8988901C4XXX4009078F96121096ZE184226B<<<<<<']],
])('a specimen of %s breaks no rule', (format, lines) => {
  expect(faults(format, lines)).toEqual({ failed: 0, broken: 0 });
});

test('a check digit sees every single digit that is wrong', () => {
  fc.assert(
    fc.property(fc.integer({ min: 13, max: 18 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
      const line = PASSPORT[1] ?? '';
      const wrong = line.slice(0, at) + String((Number(line[at]) + by) % 10) + line.slice(at + 1);
      // The composite one fails as well, and tells nothing new.
      expect(faults('TD3', [PASSPORT[0] ?? '', wrong]).failed).toBe(1);
    }),
  );
});

test('the composite check digit alone fails where it alone is wrong', () => {
  const wrong = (PASSPORT[1] ?? '').slice(0, -1) + '7';

  expect(faults('TD3', [PASSPORT[0] ?? '', wrong])).toEqual({ failed: 1, broken: 0 });
});

test.each([
  ['names that end in something', 'P<DNKOESTERGAARD<<HANNE<KRISTINE<<<<<K<<<<<<'],
  ['names with two partings', 'P<DNKOESTERGAARD<<HANNE<<KRISTINE<<<<<<<<<<<'],
  ['no name', 'P<DNK<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<'],
  ['a state with a gap', 'P<D<KOESTERGAARD<<HANNE<KRISTINE<<<<<<<<<<<<'],
])('%s break a rule', (_, upper) => {
  expect(faults('TD3', [upper, PASSPORT[1] ?? ''])).toEqual({ failed: 0, broken: 1 });
});

test('a thirteenth month breaks a rule, an unknown day does not', () => {
  const born = (date: string): string => {
    const number = '0000000000';
    const birth = date + checkDigit(date);
    const rest = '2202015061085<1178<<<5';
    return `${number}DNK${birth}F${rest}${checkDigit(number + birth + rest)}`;
  };

  expect(faults('TD3', [PASSPORT[0] ?? '', born('851306')])).toEqual({ failed: 0, broken: 1 });
  expect(faults('TD3', [PASSPORT[0] ?? '', born('8510<<')])).toEqual({ failed: 0, broken: 0 });
});
