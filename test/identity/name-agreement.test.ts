import fc from 'fast-check';
import { mayBeCut, nameAgreement, type NameAgreement, type PersonName } from '../../identity/name-agreement';
import { transliterate } from '../../identity/names';
import { NAMES } from '../../identity/population/names';

/** `Anna Maria / Berg Hansen` */
const nameOf = (text: string): PersonName => {
  const [firstName = '', lastName = ''] = text.split('/').map((part) => part.trim());
  return { firstName, lastName };
};

describe('a name in a document and the same name in a register', () => {
  it.each<[string, string, NameAgreement]>([
    // Transliterated, as ICAO Doc 9303-3 § 6 has it first.
    ['HANNE KRISTINE / OESTERGAARD', 'Hanne Kristine / Østergaard', 'same'],
    ['AASE / SJOEBERG', 'Åse / Sjöberg', 'same'],
    ['MAERTA / AEROE', 'Märta / Ærø', 'same'],
    ['JUERGEN / MUELLER', 'Jürgen / Müller', 'same'],
    ['LINNEA / STRAUSS', 'Linnéa / Strauß', 'same'],
    ['THORDUR / GUDMUNDSSON', 'Þórður / Guðmundsson', 'same'],
    ['Soeren / Kierkegaard', 'SØREN / KIERKEGÅRD', 'same'],
    // With the issuer's other choice.
    ['JURGEN / MULLER', 'Jürgen / Müller', 'variant'],
    ['ASA / ANGSTROM', 'Åsa / Ångström', 'variant'],
    ['JURGEN / MULLER', 'Juergen / Mueller', 'variant'],
    ['HAKAN / AKESSON', 'HAAKAN / AAKESSON', 'variant'],
    // Hyphens, apostrophes, spaces.
    ['ANNA LENA / LINDBERG', 'Anna-Lena / Lindberg', 'same'],
    ['ANNALENA / LINDBERG', 'Anna-Lena / Lindberg', 'same'],
    ['SINEAD / OCONNOR', "Sinéad / O'Connor", 'same'],
    ['SINEAD / O CONNOR', 'Sinéad / O’Connor', 'same'],
    ['EVA / VON ESSEN', 'Eva / von Essen', 'same'],
    ['EVA / BERG HANSEN', 'Eva / Berg-Hansen', 'same'],
    // Given names: another order, one missing on either side.
    ['KRISTINE HANNE / JENSEN', 'Hanne Kristine / Jensen', 'variant'],
    ['HANNE / JENSEN', 'Hanne Kristine / Jensen', 'variant'],
    ['HANNE KRISTINE / JENSEN', 'Kristine / Jensen', 'variant'],
    // Middle names and double surnames.
    ['OLA BERG / NORDMANN', 'Ola / Berg Nordmann', 'variant'],
    ['OLA / NORDMANN', 'Ola / Berg Nordmann', 'variant'],
    ['OLA / BERG', 'Ola / Berg-Nordmann', 'variant'],
    // Cut or abbreviated where the field was full, and only there.
    ['CHRISTIANE LO / HOHENLOHE LANGENBURG', 'Christiane Louise / Hohenlohe-Langenburg', 'variant'],
    ['CHAYAPA D K / PAPANDROPOULOUS', 'Chayapa Dejthamrong Krasuang / Papandropoulous', 'variant'],
    ['CHRISTIANE LO / HOLM', 'Christiane Louise / Holm', 'different'],
    ['CHRISTIANE LO / HOHENLOHE LANGENBURG', 'Christiane Louise / Hohenlohe', 'different'],
    ['CHRISTIANE MAR / HOHENLOHE', 'Christiane Louise Marie / Hohenlohe', 'different'],
    // Other people.
    ['ANN / HANSEN', 'Anna / Hansen', 'different'],
    ['ANNA / HANSEN', 'Anna / Jensen', 'different'],
    ['MARIA / HANSEN', 'Anna / Hansen', 'different'],
    ['ANNA MARIA / HANSEN', 'Anna Sofie / Hansen', 'different'],
    ['HANSEN / ANNA', 'Anna / Hansen', 'different'],
    ['EVA / VON ESSEN', 'Eva / von Anrep', 'different'],
    ['ANNA / BERG', 'Berg / Anna Berg', 'different'],
    ['ANNA ANNA / BERG', 'Anna / Anna Berg', 'variant'],
    ['ANNA ANNA / BERG', 'Anna Maria / Berg Holm', 'different'],
    // No letter to compare.
    ['王 / 李', '王 / 李', 'different'],
    ['ANNA / ', 'Anna / ', 'different'],
  ])('%s and %s: %s', (document, register, agreement) => {
    expect(nameAgreement(nameOf(document), nameOf(register))).toBe(agreement);
    expect(nameAgreement(nameOf(register), nameOf(document))).toBe(agreement);
  });

  it('may have been cut from 28 characters on', () => {
    expect(mayBeCut({ firstName: 'Papandropoulous Jonathon', lastName: 'Alexander' })).toBe(true);
    expect(mayBeCut({ firstName: 'Hanne Kristine', lastName: 'Østergård' })).toBe(false);
  });
});

describe('nameAgreement', () => {
  const everyList = Object.values(NAMES);
  const given = fc.constantFrom(...everyList.flatMap(({ F, M }) => [...F, ...M]));
  const last = fc.constantFrom(...everyList.map((lists) => lists.last).flat());
  /** Up to three words joined as people join them: names that collide often enough to meet every rule. */
  const joined = (words: fc.Arbitrary<string>) =>
    fc
      .tuple(fc.array(words, { minLength: 1, maxLength: 3 }), fc.constantFrom(' ', '-'))
      .map(([parts, joint]) => parts.join(joint));
  const nordic = fc.record({ firstName: joined(given), lastName: joined(last) });
  const any = fc.record({
    firstName: fc.string({ unit: 'grapheme', maxLength: 40 }),
    lastName: fc.string({ unit: 'grapheme', maxLength: 40 }),
  });
  const pair = fc.oneof(
    fc.tuple(nordic, nordic),
    fc.tuple(any, any),
    // The same name, less some words and in another order.
    nordic.chain((name) =>
      fc
        .shuffledSubarray(name.firstName.split(/[ -]/), { minLength: 1 })
        .map((words): [PersonName, PersonName] => [name, { ...name, firstName: words.join(' ') }]),
    ),
  );
  const zoned = ({ firstName, lastName }: PersonName): PersonName => ({
    firstName: transliterate(firstName),
    lastName: transliterate(lastName),
  });

  it('is symmetric', () => {
    fc.assert(fc.property(pair, ([a, b]) => nameAgreement(a, b) === nameAgreement(b, a)));
  });

  it('finds every name that has letters the same as itself', () => {
    fc.assert(
      fc.property(fc.oneof(nordic, any), (name) => {
        const spelled = transliterate(name.firstName) !== '' && transliterate(name.lastName) !== '';
        expect(nameAgreement(name, name)).toBe(spelled ? 'same' : 'different');
      }),
    );
  });

  it('does not change when either side, or both, is transliterated', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const agreement = nameAgreement(a, b);
        expect(nameAgreement(zoned(a), b)).toBe(agreement);
        expect(nameAgreement(a, zoned(b))).toBe(agreement);
        expect(nameAgreement(zoned(a), zoned(b))).toBe(agreement);
      }),
    );
  });

  it('knows a name by whichever letters its issuer chose', () => {
    const choices: Record<string, [string, string]> = {
      Å: ['AA', 'A'],
      Ä: ['AE', 'A'],
      Ö: ['OE', 'O'],
      Ü: ['UE', 'U'],
    };
    const word = fc.string({
      unit: fc.constantFrom(...'ÅÄÖÜAEOUKN'),
      minLength: 1,
      maxLength: 12,
    });
    const chosen = fc.tuple(word, fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }));
    fc.assert(
      fc.property(chosen, chosen, ([firstName, first], [lastName, second]) => {
        const spell = (name: string, short: boolean[]) =>
          [...name].map((letter, i) => choices[letter]?.[short[i] ? 1 : 0] ?? letter).join('');
        const issued = { firstName: spell(firstName, first), lastName: spell(lastName, second) };
        expect(nameAgreement(issued, { firstName, lastName })).not.toBe('different');
      }),
    );
  });
});
