import fc from 'fast-check';
import type { Country } from '../../generated/types';
import { ageOn } from '../../identity/calendar';
import { readNationalId } from '../../identity/national-id/national-id';
import { luhnDigit } from '../../identity/national-id/sweden';
import { personInState, personWithNumber, registryStateOf, syntheticPerson } from '../../identity/population';
import { belongsToPopulation, POPULATION_SIZE, syntheticNumber } from '../../identity/population/numbers';
import { REGISTRY_STATES } from '../../identity/population/table';
import { mockRegistry } from '../../identity/registry/mock-registry';

const TODAY = '2026-11-22';
const { signal } = new AbortController();
const COUNTRIES: Country[] = ['DK', 'FI', 'NO', 'SE'];

describe.each(COUNTRIES)('the synthetic population of %s', (country) => {
  it('has as many adults as it says, each with a number of their own and none with a state', () => {
    const size = POPULATION_SIZE[country];
    expect(size).toBe(country === 'SE' ? 23_296 : 100_000);
    const numbers = new Set(Array.from({ length: size }, (_, index) => syntheticNumber(country, index)));
    expect(numbers.size).toBe(size);
    for (const state of REGISTRY_STATES) {
      expect(numbers.has(personInState(country, state).nationalId)).toBe(false);
    }
  });

  it('has adults whose number is valid and theirs', () => {
    fc.assert(
      fc.property(fc.nat(POPULATION_SIZE[country] - 1), (index) => {
        const person = syntheticPerson(country, index);
        const id = readNationalId(country, person.nationalId, TODAY);
        expect(id).toMatchObject({
          ok: true,
          canonical: person.nationalId,
          dateOfBirth: person.dateOfBirth,
          sex: person.sex,
        });
        expect(ageOn(TODAY, person.dateOfBirth)).toBeGreaterThanOrEqual(18);
        expect(person.firstName).toMatch(/^\p{Lu}/u);
        expect(person.lastName).toMatch(/^\p{L}{2}/u);
        expect(personWithNumber(country, person.nationalId)).toEqual(person);
        expect(registryStateOf(country, person.nationalId)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('has women and men, many names, and Nordic letters', () => {
    const people = Array.from({ length: 500 }, (_, index) => syntheticPerson(country, index));
    const women = people.filter(({ sex }) => sex === 'F').length;
    expect(women).toBeGreaterThan(200);
    expect(women).toBeLessThan(300);
    expect(new Set(people.map(({ firstName, lastName }) => `${firstName} ${lastName}`)).size).toBeGreaterThan(
      400,
    );
    expect(people.some(({ lastName }) => /[ÅÄÖÆØåäöæø]/.test(lastName))).toBe(true);
    expect(people.some(({ firstName }) => firstName.includes(' '))).toBe(true);
  });

  it('ends with an error that says so', () => {
    expect(() => syntheticPerson(country, 1_000_000_000)).toThrow(RangeError);
    expect(() => syntheticPerson(country, -1)).toThrow(RangeError);
    expect(() => syntheticPerson(country, 0.5)).toThrow(RangeError);
  });

  it.each(REGISTRY_STATES)('has somebody in the state %s', (state) => {
    const person = personInState(country, state);
    expect(registryStateOf(country, person.nationalId)).toBe(state);
    expect(readNationalId(country, person.nationalId, TODAY)).toMatchObject({ ok: true });
  });

  it('is known to the registry, with the same names', async () => {
    const { nationalId, firstName, lastName, dateOfBirth } = syntheticPerson(country, 42);
    await expect(mockRegistry(country).lookUp(nationalId, signal)).resolves.toEqual({
      nationalId,
      firstName,
      lastName,
      dateOfBirth,
      status: 'RESIDENT',
      isProtected: false,
    });
  });
});

describe('the population of Sweden', () => {
  it('is enumerated with test birth numbers of 1976 to 2007 alone, and ends there', () => {
    const form = /^(?:197[6-9]|19[89]\d|200[0-7])(?:0\d|1[0-2])[0-3]\d23[89]\d$/;
    const numbers = Array.from({ length: POPULATION_SIZE.SE }, (_, index) => syntheticNumber('SE', index));
    expect(numbers.filter((number) => !form.test(number))).toEqual([]);
    expect(() => syntheticNumber('SE', POPULATION_SIZE.SE)).toThrow(RangeError);
  });

  it.each([
    ['19760102', true, 'the first year of the test birth numbers'],
    ['20131231', true, 'the last'],
    ['19751231', false, 'a year in which real people have them'],
    ['20140101', false, 'a year after'],
    ['19900662', false, 'a samordningsnummer'],
  ])('with the birth number 238 of %s: %s, %s', (date, belongs) => {
    const id = readNationalId('SE', `${date}238${luhnDigit(`${date.slice(2)}238`)}`, TODAY);
    expect(id.ok && belongsToPopulation(id)).toBe(belongs);
  });

  it('has nobody with another birth number that is not published', () => {
    const id = readNationalId('SE', `19900602240${luhnDigit('900602240')}`, TODAY);
    expect(id.ok).toBe(true);
    expect(id.ok && belongsToPopulation(id)).toBe(false);
  });
});

describe('the population', () => {
  it.each([
    [
      'DK',
      '061085-1178',
      { firstName: 'Hanne Kristine', lastName: 'Østergaard', dateOfBirth: '1985-10-06', sex: 'F' },
    ],
    [
      'FI',
      '131052-308T',
      { firstName: 'Anna', lastName: 'Suomalainen', dateOfBirth: '1952-10-13', sex: 'F' },
    ],
    ['SE', '870314-2391', { nationalId: '198703142391', dateOfBirth: '1987-03-14', sex: 'M' }],
    ['NO', '17912099997', { dateOfBirth: '2020-11-17' }],
  ] as const)('has the published test number %s %s', (country, number, expected) => {
    expect(personWithNumber(country, number)).toMatchObject(expected);
  });

  it.each<[Country, string, string]>([
    ['NO', '20036914700', "Skatteetaten's example, a number as real people have"],
    ['SE', '199006020003', 'malformed'],
    ['FI', '131052-308U', 'a wrong check character'],
    ['DK', '0201650010', 'a real serial'],
  ])('has nobody with %s %s: %s', async (country, number) => {
    expect(personWithNumber(country, number)).toBeUndefined();
    await expect(mockRegistry(country).lookUp(number, signal)).resolves.toBeUndefined();
  });

  it('gives the same names on every machine', () => {
    const names = COUNTRIES.map((country) => syntheticPerson(country, 7)).map(
      ({ firstName, lastName }) => `${firstName} ${lastName}`,
    );
    expect(names).toMatchInlineSnapshot(`
     [
       "Søren Vestergaard",
       "Petri Savolainen",
       "Eli Ellingsen",
       "Sören Stefan Lundqvist",
     ]
    `);
  });
});
