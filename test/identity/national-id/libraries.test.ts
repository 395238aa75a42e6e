import { readFileSync } from 'node:fs';
import { DISAGREEMENTS, kindOf, LIBRARIES, type Library } from '../../../bench/numbers/libraries';
import { mutated, seeded, validNumber } from '../../../bench/numbers/generate';
import type { Country } from '../../../generated/types';
import { readNationalId } from '../../../identity/national-id/national-id';

const TODAY = '2026-11-22';
const COUNT = 800;

// The libraries ask the clock whether a birthday is still to come.
beforeAll(() => jest.useFakeTimers({ now: new Date(`${TODAY}T12:00:00Z`), doNotFake: ['performance'] }));
afterAll(() => jest.useRealTimers());

const libraryOf = (name: string, country: Country): Library => {
  const found = LIBRARIES.find((library) => library.name === name && library.country === country);
  if (found === undefined) throw new Error(`no library ${name} for ${country}`);
  return found;
};

describe.each(LIBRARIES.map((library) => [library.name, library.country, library] as const))(
  '%s, %s',
  (_, country, library) => {
    it('agrees with us on valid and on mutated numbers, but for the kinds that are known', () => {
      const random = seeded(2026);
      const unknown: string[] = [];
      let taken = 0;
      for (let i = 0; i < COUNT; i++) {
        const valid = validNumber(country, random);
        for (const number of [valid, mutated(country, valid, random)]) {
          const ours = readNationalId(country, number, TODAY);
          if (ours.ok) taken += 1;
          if (library.takes(number) !== ours.ok && kindOf(library, number, ours) === undefined) {
            unknown.push(number);
          }
        }
      }
      expect(unknown).toEqual([]);
      expect(taken).toBeGreaterThan(COUNT);
      expect(taken).toBeLessThan(2 * COUNT - 100);
    });
  },
);

test.each(DISAGREEMENTS)('$library, $country, still differs: $kind ($example)', (known) => {
  const library = libraryOf(known.library, known.country);
  const ours = readNationalId(known.country, known.example, TODAY);
  expect({ us: ours.ok, library: library.takes(known.example) }).toEqual({
    us: known.takenBy === 'us',
    library: known.takenBy === 'library',
  });
  expect(kindOf(library, known.example, ours)).toBe(known);
});

test('docs/national-numbers.md explains each of them', () => {
  const page = readFileSync('docs/national-numbers.md', 'utf8');
  for (const { library, country, example, kind, why } of DISAGREEMENTS) {
    expect(page).toContain(`| \`${library}\`, ${country} | \`${example}\` |`);
    expect(page).toContain(`${kind}: ${why}`);
  }
});

test.each<Country>(['DK', 'FI', 'NO', 'SE'])('what is generated for %s as valid is valid', (country) => {
  const random = seeded(7);
  const numbers = Array.from({ length: 500 }, () => validNumber(country, random));
  expect(numbers.filter((number) => !readNationalId(country, number, TODAY).ok)).toEqual([]);
  expect(numbers).toEqual(
    Array.from(
      { length: 500 },
      (
        (again) => () =>
          validNumber(country, again)
      )(seeded(7)),
    ),
  );
});
