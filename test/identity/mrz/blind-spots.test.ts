import type { Country } from '../../../generated/types';
import { countryOfState, stateOfCountry } from '../../../identity/issuing-states';
import { checkDigit, MRZ_ALPHABET } from '../../../identity/mrz/check-digit';
import { composeMrz } from '../../../identity/mrz/compose';
import { optionalDataWith } from '../../../identity/mrz/national-number';
import { parseMrz } from '../../../identity/mrz/parse';
import { henkilotunnusCheckCharacter } from '../../../identity/national-id/finland';
import { agreesWithDateOfBirth, readNationalId } from '../../../identity/national-id/national-id';
import { syntheticPerson } from '../../../identity/population';

const TODAY = '2026-11-22';

/** Characters that a check digit takes for each other: their values leave the same remainder modulo 10. */
const alike = (character: string): string[] =>
  [...MRZ_ALPHABET].filter((other) => other !== character && checkDigit(other) === checkDigit(character));

test.each([
  ['<', '0AKU'],
  ['1', 'BLV'],
  ['8', 'IS'],
  ['6', 'GQ'],
  ['5', 'FPZ'],
  ['2', 'CMW'],
])('check digits take %s for each of %s', (character, others) => {
  expect(alike(character).join('')).toBe(others);
});

function passportOf(country: Country, index: number) {
  const person = syntheticPerson(country, index);
  const state = stateOfCountry(country);
  const year = person.dateOfBirth.slice(0, 4);
  const { lines } = composeMrz({
    format: 'TD3',
    documentCode: 'P',
    issuingState: state,
    nationality: state,
    surname: person.lastName,
    givenNames: person.firstName,
    documentNumber: '70136258',
    dateOfBirth: person.dateOfBirth,
    sex: person.sex,
    dateOfExpiry: '2031-04-25',
    optionalData: optionalDataWith(country, 'TD3', person.nationalId, year) ?? '',
    secondOptionalData: '',
  });
  return { person, lines };
}

/** The first rule that notices; undefined where none does. What the person and the registry would notice is not counted. */
function caughtBy(country: Country, lines: readonly string[]): string | undefined {
  const fields = parseMrz({ format: 'TD3', lines }, TODAY);
  if (Object.values(fields.checkDigits).includes('fail')) return 'check digits';
  if (countryOfState(fields.issuingState) !== country) return 'country code';
  if (fields.dateOfBirth === undefined || fields.dateOfExpiry === undefined) return 'date';
  if (fields.nationalNumber === undefined) return 'form of the number';
  const id = readNationalId(country, fields.nationalNumber.text, TODAY);
  if (!id.ok) return 'rules of the number';
  if (!id.flags.includes('DATE_MAY_DIFFER') && !agreesWithDateOfBirth(id, fields.dateOfBirth)) {
    return 'birth date and number';
  }
  return undefined;
}

/** Every change of one character of the second line that no check digit notices, and what notices it. */
function invisibleChanges(country: Country) {
  const { lines } = passportOf(country, 11);
  const [first = '', second = ''] = lines;
  return [...second].flatMap((character, at) =>
    alike(character).map((other) => {
      const changed = second.slice(0, at) + other + second.slice(at + 1);
      return { at, change: `${character} → ${other}`, by: caughtBy(country, [first, changed]) };
    }),
  );
}

const DOCUMENT_NUMBER = { from: 0, to: 9 };
const NATIONALITY = { from: 10, to: 13 };
const SEX = 20;
const OPTIONAL_DATA = { from: 28, to: 42 };
const isAt = (at: number, { from, to }: { from: number; to: number }): boolean => at >= from && at < to;

describe.each<Country>(['DK', 'FI', 'NO', 'SE'])(
  'a passport of %s: what check digits cannot see',
  (country) => {
    const changes = invisibleChanges(country);

    it('is noticed in a date, the national number and a check digit, by their form and their rules', () => {
      const missed = changes.filter(
        ({ at, by }) =>
          by === undefined && !isAt(at, DOCUMENT_NUMBER) && !isAt(at, NATIONALITY) && at !== SEX,
      );
      // Finland's letters for the century: those of the 1900s are twins of those of the 2000s, U of the hyphen.
      expect(missed.map(({ change }) => change)).toEqual(country === 'FI' ? ['< → U'] : []);
      const optional = changes.filter(({ at }) => isAt(at, OPTIONAL_DATA));
      expect(optional.length).toBeGreaterThan(20);
    });

    it('is not noticed in the document number: nothing else holds it', () => {
      const number = changes.filter(({ at }) => isAt(at, DOCUMENT_NUMBER));
      expect(number.length).toBeGreaterThan(10);
      expect(number.every(({ by }) => by === undefined)).toBe(true);
    });

    it('is noticed in the issuing state, and not in the names, which have no check digit at all', () => {
      const { lines } = passportOf(country, 11);
      const [first = '', second = ''] = lines;
      const at = first.indexOf('<<', 5) - 1;
      const withName = first.slice(0, at) + (first[at] === 'X' ? 'Y' : 'X') + first.slice(at + 1);
      expect(caughtBy(country, [withName, second])).toBeUndefined();
      const withState = `${first.slice(0, 2)}X${first.slice(3)}`;
      expect(caughtBy(country, [withState, second])).toBe('country code');
    });
  },
);

test('Finland: each letter of the 1900s has a twin of the 2000s that check digits and check character take for it', () => {
  const twins = ['<A', 'UA', 'VB', 'WC', 'XD', 'YE'];
  for (const [a = '', b = ''] of twins) {
    expect(alike(a)).toContain(b);
    const texts = [a, b].map(
      (separator) => `010105${separator.replace('<', '-')}903${henkilotunnusCheckCharacter('010105903')}`,
    );
    // 2005 or 1905: only the age, the printed number and the register tell.
    const dates = texts.map((text) => readNationalId('FI', text, TODAY)).map((id) => id.ok && id.dateOfBirth);
    expect(dates).toEqual(['1905-01-01', '2005-01-01']);
  }
});
