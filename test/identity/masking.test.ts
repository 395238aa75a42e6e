import fc from 'fast-check';
import type { Country } from '../../generated/types';
import { maskNationalId, NUMBER_REMOVED, withoutNationalNumbers } from '../../identity/masking';
import { syntheticPerson } from '../../identity/population';
import { POPULATION_SIZE } from '../../identity/population/numbers';

describe('maskNationalId shows the last four characters', () => {
  it.each([
    ['0610851178', '--1178'],
    ['131052-308T', '--308T'],
    ['198703142391', '--2391'],
  ])('%s → %s', (canonical, expected) => {
    expect(maskNationalId(canonical)).toBe(expected);
  });
});

describe('withoutNationalNumbers', () => {
  it.each([
    '061085-1178',
    '0610851178',
    '061085 1178',
    '06.10.85-1178',
    '06 10 85 – 11 78',
    '061085<1178',
    '19870314-2391',
    '121212+1212',
    '198703142391',
    '200369 14700',
    '20036914700',
    '2 0 0 3 6 9 1 4 7 0 0',
    '20.03.69 14700',
    '131052-308T',
    '131052-308t',
    '131052 - 308 T',
    '131052308T',
    '010594Y9032',
    '010594y 9032',
    '010594A903B',
    '٠٦١٠٨٥-١١٧٨',
    '061085\u200b1178',
    '061085\n1178',
  ])('removes %j', (number) => {
    expect(withoutNationalNumbers(`My number is ${number}, thank you`)).toBe(
      `My number is ${NUMBER_REMOVED}, thank you`,
    );
  });

  it.each([
    'Hello, I am Anna. I was born in 1985.',
    'I moved here on 12 May 2019',
    'Born 06.10.1985 in Odense',
    'My birthday is 061085',
    'It costs 100 000 kr, I have 3 children',
    'Call me at 12 34 56 78',
    'Error 404 at 23:59',
  ])('leaves %j as it is', (text) => {
    expect(withoutNationalNumbers(text)).toBe(text);
  });

  it('removes every number of the population in every usual spelling, wherever it stands', () => {
    const spellings = (country: Country, id: string): string[] => {
      const cut = country === 'SE' ? 8 : 6;
      const parts = [id.slice(0, cut), id.slice(cut).replace(/^[-+]/, '')];
      return [
        id,
        id.toLowerCase(),
        parts.join(' '),
        parts.join('-'),
        ...(country === 'SE' ? [id.slice(2), `${id.slice(2, 8)}-${id.slice(8)}`] : []),
      ];
    };
    fc.assert(
      fc.property(
        fc.constantFrom<Country>('DK', 'FI', 'NO', 'SE'),
        fc.nat(100_000),
        fc.constantFrom('', 'CPR:', '(', 'nr. ', '"', 'x '),
        fc.constantFrom('', '.', ')', ' og', '\n', '!'),
        (country, index, before, after) => {
          for (const spelling of spellings(
            country,
            syntheticPerson(country, index % POPULATION_SIZE[country]).nationalId,
          )) {
            expect(withoutNationalNumbers(before + spelling + after)).toBe(before + NUMBER_REMOVED + after);
          }
        },
      ),
    );
  });

  it('is quick on hostile text', () => {
    const text = withoutNationalNumbers('1 '.repeat(4).concat('a').repeat(50_000));
    expect(text.length).toBe(450_000);
  });
});
