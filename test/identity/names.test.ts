import fc from 'fast-check';
import { displayCase, emailLocalPart, initials, sameName, transliterate } from '../../identity/names';

describe('transliterate writes names in MRZ letters (ICAO 9303-3 § 6)', () => {
  it.each([
    ['Østergård', 'OESTERGAARD'],
    ['Håkansson Sjöberg', 'HAAKANSSON SJOEBERG'],
    ['Ærø', 'AEROE'],
    ['Müller', 'MUELLER'],
    ['Linnéa', 'LINNEA'],
    ['Þórður Guðmundsson', 'THORDUR GUDMUNDSSON'],
    ['Strauß', 'STRAUSS'],
    ['Łukasz Đorđević', 'LUKASZ DORDEVIC'],
    ["O'Connor", 'OCONNOR'],
    ['Anna-Lena  von  Essen', 'ANNA LENA VON ESSEN'],
    ['A\u030ase', 'AASE'],
    ['Jr.', 'JR'],
    ['王', ''],
  ])('%s → %s', (name, expected) => {
    expect(transliterate(name)).toBe(expected);
  });

  it('leaves nothing but capitals and single spaces, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const once = transliterate(name);
        expect(once).toMatch(/^([A-Z]+( [A-Z]+)*)?$/);
        expect(transliterate(once)).toBe(once);
      }),
    );
  });
});

describe('sameName', () => {
  it.each([
    ['OESTERGAARD', 'Østergård'],
    ['AASE', 'Åse'],
    ['ANNA LENA', 'Anna-Lena'],
    ['Sørensen', 'Soerensen'],
    ['hanne kristine', 'HANNE KRISTINE'],
  ])('%s is %s', (a, b) => {
    expect(sameName(a, b)).toBe(true);
    expect(sameName(b, a)).toBe(true);
  });

  it.each([
    ['Ann', 'Anna'],
    ['Hanne', 'Hanne Kristine'],
    ['Jensen', 'Hansen'],
    ['', 'Hansen'],
    ['', ''],
    ['王', '李'],
  ])('%j is not %j', (a, b) => {
    expect(sameName(a, b)).toBe(false);
  });

  it('takes a name that was cut or abbreviated for the whole one, only where it may have been cut', () => {
    expect(sameName('CHRISTIANE LOU', 'Christiane Louise Marie', { cut: true })).toBe(true);
    expect(sameName('CHAYAPA D K', 'Chayapa Dejthamrong Krasuang', { cut: true })).toBe(true);
    expect(sameName('CHRISTIANE LOU', 'Christiane Louise Marie')).toBe(false);
    expect(sameName('CHRISTIANE MAR', 'Christiane Louise Marie', { cut: true })).toBe(false);
  });
});

describe('displayCase', () => {
  it.each([
    ['HANNE KRISTINE', 'Hanne Kristine'],
    ['ANNA-LENA', 'Anna-Lena'],
    ["O'CONNOR", "O'Connor"],
    ['ØSTERGÅRD', 'Østergård'],
    ['', ''],
  ])('%s → %s', (name, expected) => {
    expect(displayCase(name)).toBe(expected);
  });
});

describe('emailLocalPart', () => {
  it.each([
    ['Hanne Kristine', 'Østergaard', 'hanne.oestergaard'],
    ['Åse', 'Bjørnsæther', 'aase.bjoernsaether'],
    ['Märta', 'Söderström Öberg', 'maerta.soederstroem-oeberg'],
    ['Anna-Lena', "O'Connor", 'anna-lena.oconnor'],
    ['王', 'Hansen', 'hansen'],
    ['王', '李', 'customer'],
  ])('%s %s → %s', (first, last, expected) => {
    expect(emailLocalPart(first, last)).toBe(expected);
  });

  it('is always a valid local part that leaves room for a suffix', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 120 }),
        fc.string({ unit: 'grapheme', maxLength: 120 }),
        (first, last) => {
          const part = emailLocalPart(first, last);
          expect(part).toMatch(/^[a-z]+([.-][a-z]+)*$/);
          expect(part.length).toBeLessThanOrEqual(56);
        },
      ),
    );
  });
});

describe('initials', () => {
  it.each([
    ['Hanne Kristine', 'Østergaard', 'H. K. Ø.'],
    ['Anna-Lena', 'von Essen', 'A. L. V. E.'],
    ['åse', 'li', 'Å. L.'],
  ])('%s %s → %s', (first, last, expected) => {
    expect(initials(first, last)).toBe(expected);
  });

  it('fits the forty characters of the contract, however many names', () => {
    expect(initials('A B C D E F G H I J K L', 'M').length).toBeLessThanOrEqual(40);
  });
});
