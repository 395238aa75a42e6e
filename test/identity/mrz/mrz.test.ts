import fc from 'fast-check';
import { isoDate } from '../../../identity/calendar';
import { checkDigit, MRZ_ALPHABET } from '../../../identity/mrz/check-digit';
import { composeMrz } from '../../../identity/mrz/compose';
import type { MrzFormat } from '../../../identity/mrz/layout';
import type { MrzContent } from '../../../identity/mrz/mrz';
import { optionalDataWith } from '../../../identity/mrz/national-number';
import { parseMrz } from '../../../identity/mrz/parse';
import { syntheticPerson } from '../../../identity/population';
import { POPULATION_SIZE } from '../../../identity/population/numbers';

const TODAY = '2026-11-22';

const passport = (first: string, second: string) =>
  parseMrz({ format: 'TD3', lines: [first.padEnd(44, '<'), second] }, TODAY);

const ALL_PASS = {
  documentNumber: 'pass',
  dateOfBirth: 'pass',
  dateOfExpiry: 'pass',
  optionalData: 'pass',
  composite: 'pass',
};

describe('parseMrz reads the specimens of the four countries', () => {
  it('Danish passport', () => {
    const fields = passport(
      'P<DNKOESTERGAARD<<HANNE<KRISTINE',
      '0000000000DNK8510068F2202015061085<1178<<<58',
    );
    expect(fields).toMatchObject({
      documentCode: 'P',
      kind: 'PASSPORT',
      issuingState: 'DNK',
      nationality: 'DNK',
      surname: 'OESTERGAARD',
      givenNames: 'HANNE KRISTINE',
      namesCut: false,
      dateOfBirth: '1985-10-06',
      sex: 'F',
      dateOfExpiry: '2022-02-01',
      nationalNumber: { country: 'DK', text: '061085-1178', at: { line: 1, from: 28, to: 39 } },
      checkDigits: ALL_PASS,
    });
  });

  it('Swedish passport', () => {
    const fields = passport('P<SWESPECIMEN<<SVEN', '59000001<5SWE8703145M1701027198703142391<<46');
    expect(fields).toMatchObject({
      documentNumber: '59000001',
      dateOfBirth: '1987-03-14',
      nationalNumber: { country: 'SE', text: '198703142391' },
      checkDigits: ALL_PASS,
    });
  });

  it('Norwegian passport: year first, and a digit before it', () => {
    const fields = passport('PVNORSPECIMEN<<KARI', '00000000<0NOR7505319F21020784197505311234584');
    expect(fields).toMatchObject({
      documentCode: 'PV',
      kind: 'PASSPORT',
      nationalNumber: { country: 'NO', text: '31057512345' },
      checkDigits: ALL_PASS,
    });
  });

  it('Finnish passport: a filler for the hyphen', () => {
    const fields = passport('P<FINSPECIMEN<<ANNA', 'XP82716024FIN7112214F1108213211271<426U<<<04');
    expect(fields).toMatchObject({
      nationalNumber: { country: 'FI', text: '211271-426U' },
      checkDigits: ALL_PASS,
    });
  });

  it('Swedish identity card', () => {
    const first = 'I<SWE59000002<8198703142391<<<';
    const second = '8703145M1701027SWE<<<<<<<<<<<';
    const composite = checkDigit(
      first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18),
    );
    const lines = [first, second + composite, 'SPECIMEN<<SVEN'.padEnd(30, '<')];
    expect(parseMrz({ format: 'TD1', lines }, TODAY)).toMatchObject({
      kind: 'IDENTITY_CARD',
      documentNumber: '59000002',
      nationalNumber: { country: 'SE', text: '198703142391', at: { line: 0, from: 15, to: 27 } },
      checkDigits: { ...ALL_PASS, optionalData: 'absent' },
    });
  });
});

describe('parseMrz finds no national number', () => {
  const td3 = (optional: string, state = 'SWE') =>
    passport(`P<${state}SPECIMEN<<SVEN`, `59000001<5${state}8703145M1701027${optional.padEnd(14, '<')}46`);

  it.each([
    ['where the optional data are empty', td3('')],
    ['where they hold something else', td3('AB12345')],
    ['where a letter stands for a digit', td3('1987O3142391')],
    ['where something follows it', td3('198703142391<1')],
    ['in a Norwegian passport without one', td3('', 'NOR')],
    ["in a Danish passport with Sweden's form", td3('198703142391', 'DNK')],
    ['in the documents of other states', td3('198703142391', 'POL')],
  ])('%s', (_, fields) => {
    expect(fields.nationalNumber).toBeUndefined();
  });

  it('in an older Finnish identity card, whose zone has none', () => {
    const lines = [
      'I<FINXA00000000<<<<<<<<<<<<<<<',
      '8103011F1504207FIN<<<<<<<<<<<2',
      'MEIKAELAEINEN<<MAIJA'.padEnd(30, '<'),
    ];
    expect(parseMrz({ format: 'TD1', lines }, TODAY)).toMatchObject({
      surname: 'MEIKAELAEINEN',
      nationalNumber: undefined,
    });
  });
});

describe("parseMrz reads ICAO's own examples", () => {
  it('TD1, with a document number of nine characters', () => {
    const lines = [
      'I<UTOD231458907<<<<<<<<<<<<<<<',
      '7408122F1204159UTO<<<<<<<<<<<6',
      'ERIKSSON<<ANNA<MARIA<<<<<<<<<<',
    ];
    expect(parseMrz({ format: 'TD1', lines }, TODAY)).toMatchObject({
      documentNumber: 'D23145890',
      surname: 'ERIKSSON',
      givenNames: 'ANNA MARIA',
      nationalNumber: undefined,
      checkDigits: { documentNumber: 'pass', dateOfBirth: 'pass', dateOfExpiry: 'pass', composite: 'pass' },
    });
  });

  it('TD1, with a document number that goes on in the optional data', () => {
    const lines = [
      'I<UTOD23145890<7349<<<<<<<<<<<',
      '3407127M9507122UTO<<<<<<<<<<<2',
      'STEVENSON<<PETER<JOHN<<<<<<<<<',
    ];
    expect(parseMrz({ format: 'TD1', lines }, TODAY)).toMatchObject({
      documentNumber: 'D23145890734',
      optionalData: '',
      checkDigits: { documentNumber: 'pass' },
    });
  });

  it('TD2', () => {
    const lines = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'];
    expect(parseMrz({ format: 'TD2', lines }, TODAY)).toMatchObject({
      documentNumber: 'D23145890',
      dateOfBirth: '1974-08-12',
      checkDigits: { documentNumber: 'pass', composite: 'pass' },
    });
  });

  it('TD3', () => {
    const fields = passport('P<UTOERIKSSON<<ANNA<MARIA', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10');
    expect(fields).toMatchObject({
      documentNumber: 'L898902C3',
      optionalData: 'ZE184226B',
      checkDigits: ALL_PASS,
    });
  });
});

describe('parseMrz judges, and does not repair', () => {
  const line = '0000000000DNK8510068F2202015061085<1178<<<58';

  it.each([
    [13, 'dateOfBirth'],
    [21, 'dateOfExpiry'],
    [28, 'optionalData'],
    [3, 'documentNumber'],
  ])('a changed digit at %i fails its check digit and the composite', (at, name) => {
    const changed = line.slice(0, at) + (line[at] === '1' ? '2' : '1') + line.slice(at + 1);
    const { checkDigits } = passport('P<DNKOESTERGAARD<<HANNE', changed);
    expect(checkDigits).toMatchObject({ [name]: 'fail', composite: 'fail' });
  });

  it('says nothing of a birth date that does not exist', () => {
    const { dateOfBirth } = passport('P<DNKOESTERGAARD<<HANNE', line.replace('851006', '851306'));
    expect(dateOfBirth).toBeUndefined();
  });

  it.each([
    ['too short a line', ['P<DNK', line]],
    ['a line too few', [line]],
    ['a letter outside the alphabet', [line.replace('0', 'Ø'), line]],
  ])('throws, without the text, on %s', (_, lines) => {
    expect(() => parseMrz({ format: 'TD3', lines }, TODAY)).toThrow(/^TD3 has 2 lines of 44 MRZ characters$/);
  });

  it('reads a name field that is full as one that may be cut, and one without a parting as a surname', () => {
    const cut = passport('P<DNK' + 'A'.repeat(20) + '<<' + 'B'.repeat(17), line);
    expect(cut).toMatchObject({ namesCut: true, surname: 'A'.repeat(20), givenNames: 'B'.repeat(17) });
    expect(passport('P<DNKSUKARNO', line)).toMatchObject({
      surname: 'SUKARNO',
      givenNames: '',
      namesCut: false,
    });
  });

  it("gives Germany's one letter as three", () => {
    expect(passport('P<D<<MUSTERMANN<<ERIKA', line).issuingState).toBe('DEU');
  });
});

const characters = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const LETTERS = MRZ_ALPHABET.slice(11);
const LETTERS_AND_DIGITS = MRZ_ALPHABET.slice(1);
const word = characters(LETTERS, 1, 12);
const date = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map(([year, month, day]) => isoDate(year, month, day));

const content = fc.constantFrom<MrzFormat>('TD1', 'TD2', 'TD3').chain((format) =>
  fc.record({
    format: fc.constant(format),
    documentCode: format === 'TD3' ? fc.constantFrom('P', 'PV', 'PD') : fc.constantFrom('I', 'ID', 'IR', 'C'),
    issuingState: fc.constantFrom('DNK', 'SWE', 'NOR', 'FIN', 'DEU', 'UTO'),
    nationality: fc.constantFrom('DNK', 'SWE', 'NOR', 'FIN', 'DEU', 'UTO'),
    surname: word,
    givenNames: fc
      .array(word, { minLength: 1, maxLength: format === 'TD3' ? 2 : 1 })
      .map((words) => words.join(' ')),
    documentNumber: characters(LETTERS_AND_DIGITS, 1, format === 'TD1' ? 14 : 9),
    dateOfBirth: date(1930, 2025),
    sex: fc.constantFrom('F' as const, 'M' as const, 'X' as const),
    dateOfExpiry: date(2000, 2040),
    optionalData: fc.constantFrom('', 'A', '061<78', 'ZE1842B'),
    secondOptionalData: format === 'TD1' ? characters(LETTERS_AND_DIGITS, 0, 11) : fc.constant(''),
  }),
);

describe('composeMrz is the inverse of parseMrz', () => {
  it('for every content that fits', () => {
    fc.assert(
      fc.property(content, (said: MrzContent) => {
        const fields = parseMrz(composeMrz(said), TODAY);
        expect(fields).toMatchObject(said);
        expect(Object.values(fields.checkDigits)).not.toContain('fail');
      }),
    );
  });

  it('and notices every single changed character that a check digit can see', () => {
    fc.assert(
      fc.property(content, fc.nat(43), fc.constantFrom(...MRZ_ALPHABET), (said, at, character) => {
        if (said.format !== 'TD3') return;
        const { lines } = composeMrz(said);
        const [first = '', second = ''] = lines;
        const covered = at < 10 || (at >= 13 && at < 20) || at >= 21;
        const value = (c: string) => (c === '<' ? 0 : parseInt(c, 36));
        const visible = (value(character) - value(second[at] ?? '<')) % 10 !== 0;
        if (!covered || !visible) return;
        const changed = second.slice(0, at) + character + second.slice(at + 1);
        expect(
          Object.values(parseMrz({ format: 'TD3', lines: [first, changed] }, TODAY).checkDigits),
        ).toContain('fail');
      }),
    );
  });

  it.each([
    ['DK', 'DNK', 'TD3'],
    ['SE', 'SWE', 'TD3'],
    ['SE', 'SWE', 'TD1'],
    ['NO', 'NOR', 'TD3'],
    ['FI', 'FIN', 'TD3'],
  ] as const)('for the national number of %s in a document of %s, %s', (country, state, format) => {
    fc.assert(
      fc.property(fc.nat(POPULATION_SIZE[country] - 1), (index) => {
        const person = syntheticPerson(country, index);
        const lines = composeMrz({
          format,
          documentCode: format === 'TD3' ? 'P' : 'I',
          issuingState: state,
          nationality: state,
          surname: person.lastName,
          givenNames: person.firstName,
          documentNumber: '123456789',
          dateOfBirth: person.dateOfBirth,
          sex: person.sex,
          dateOfExpiry: '2031-01-01',
          optionalData:
            optionalDataWith(country, format, person.nationalId, person.dateOfBirth.slice(0, 4)) ?? '',
          secondOptionalData: '',
        });
        const { nationalNumber, dateOfBirth } = parseMrz(lines, TODAY);
        expect(nationalNumber).toMatchObject({ country, text: expect.any(String) });
        expect(nationalNumber?.text.replace('-', '')).toBe(person.nationalId.replace('-', ''));
        expect(dateOfBirth).toBe(person.dateOfBirth);
      }),
      { numRuns: 30 },
    );
  });

  it('cuts names that are too long, and keeps a letter of the given names', () => {
    const { lines } = composeMrz({
      format: 'TD1',
      documentCode: 'I',
      issuingState: 'SWE',
      nationality: 'SWE',
      surname: 'Åkerström-Östergård von und zu Hohenlohe',
      givenNames: 'Örjan',
      documentNumber: '1',
      dateOfBirth: '1990-01-01',
      sex: 'X',
      dateOfExpiry: undefined,
      optionalData: '',
      secondOptionalData: '',
    });
    expect(lines[2]).toBe('AAKERSTROEM<OESTERGAARD<VON<<O');
  });

  it('refuses what a field cannot hold, and does not say what it was', () => {
    const said = {
      format: 'TD3' as const,
      documentCode: 'P',
      issuingState: 'SWE',
      nationality: 'SWE',
      surname: 'A',
      givenNames: 'B',
      documentNumber: '1234567890',
      dateOfBirth: undefined,
      sex: 'X' as const,
      dateOfExpiry: undefined,
      optionalData: '',
      secondOptionalData: '',
    };
    expect(() => composeMrz(said)).toThrow(/^documentNumber does not fit a TD3 machine-readable zone$/);
    expect(() => composeMrz({ ...said, documentNumber: '1', optionalData: 'å' })).toThrow(
      /^optionalData does not fit/,
    );
  });
});
