import fc from 'fast-check';
import { parse as parseByLibrary, type FieldName } from 'mrz';
import { checkDigit, MRZ_ALPHABET } from '../../../identity/mrz/check-digit';
import { composeMrz } from '../../../identity/mrz/compose';
import { parseMrz } from '../../../identity/mrz/parse';
import { isoDate } from '../../../identity/calendar';
import type { MrzContent, MrzLines } from '../../../identity/mrz/mrz';
import type { MrzFormat } from '../../../identity/mrz/layout';

const TODAY = '2026-11-22';

const characters = (alphabet: string, minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });
const LETTERS = MRZ_ALPHABET.slice(11);
const LETTERS_AND_DIGITS = MRZ_ALPHABET.slice(1);
const names = fc
  .array(characters(LETTERS, 1, 9), { minLength: 1, maxLength: 2 })
  .map((words) => words.join(' '));
const date = (min: number, max: number) =>
  fc
    .tuple(fc.integer({ min, max }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map(([year, month, day]) => isoDate(year, month, day));

const content = fc.constantFrom<MrzFormat>('TD1', 'TD2', 'TD3').chain((format) =>
  fc.record<MrzContent>({
    format: fc.constant(format),
    documentCode:
      format === 'TD3' ? fc.constantFrom('P', 'PV', 'PD') : fc.constantFrom('I', 'ID', 'IR', 'AR'),
    issuingState: fc.constantFrom('DNK', 'SWE', 'NOR', 'FIN', 'EUE', 'XXA'),
    nationality: fc.constantFrom('DNK', 'SWE', 'NOR', 'FIN', 'POL', 'USA'),
    surname: names,
    givenNames: fc.oneof(fc.constant(''), names),
    documentNumber: characters(LETTERS_AND_DIGITS, 1, 9),
    dateOfBirth: date(1930, 2025),
    sex: fc.constantFrom('F' as const, 'M' as const, 'X' as const),
    dateOfExpiry: date(2000, 2040),
    optionalData: fc.constantFrom('', 'A', '0612078', 'ZE1842B'),
    secondOptionalData: format === 'TD1' ? characters(LETTERS_AND_DIGITS, 0, 11) : fc.constant(''),
  }),
);

const yymmdd = (dateOfAny: string | undefined): string | undefined => dateOfAny?.slice(2).replaceAll('-', '');
const LIBRARY_SEX = { F: 'female', M: 'male', X: 'nonspecified' } as const;

describe('mrz, a library of another hand', () => {
  it('reads the same in every zone that we compose', () => {
    fc.assert(
      fc.property(content, (said) => {
        const zone = composeMrz(said);
        const ours = parseMrz(zone, TODAY);
        const theirs = parseByLibrary([...zone.lines]);
        expect(theirs).toMatchObject({
          format: ours.format,
          valid: true,
          fields: {
            documentCode: ours.documentCode,
            issuingState: ours.issuingState,
            nationality: ours.nationality,
            lastName: ours.surname,
            firstName: ours.givenNames,
            documentNumber: ours.documentNumber,
            birthDate: yymmdd(ours.dateOfBirth),
            expirationDate: yymmdd(ours.dateOfExpiry),
            sex: LIBRARY_SEX[ours.sex],
          },
        });
        expect(Object.values(ours.checkDigits)).not.toContain('fail');
      }),
    );
  });

  it('judges every check digit the same after one character has changed', () => {
    const validity = (zone: MrzLines, field: FieldName): boolean | undefined =>
      parseByLibrary([...zone.lines]).details.find((detail) => detail.field === field)?.valid;
    fc.assert(
      fc.property(content, fc.nat(), fc.constantFrom(...MRZ_ALPHABET), (said, place, character) => {
        const { format, lines } = composeMrz(said);
        const text = lines.join('');
        const at = place % text.length;
        // It takes a TD2 with a digit here for a French identity card: see below.
        if (format === 'TD2' && at >= 30 && at < 36 && /\d/.test(character)) return;
        const changed = text.slice(0, at) + character + text.slice(at + 1);
        const length = lines[0]?.length ?? 0;
        const zone = { format, lines: lines.map((_, i) => changed.slice(i * length, (i + 1) * length)) };
        const { checkDigits } = parseMrz(zone, TODAY);
        // A filler for the number's check digit means that the number goes on: see below.
        if (character !== '<') {
          expect(validity(zone, 'documentNumberCheckDigit')).toBe(checkDigits.documentNumber === 'pass');
        }
        expect(validity(zone, 'birthDateCheckDigit')).toBe(checkDigits.dateOfBirth === 'pass');
        expect(validity(zone, 'expirationDateCheckDigit')).toBe(checkDigits.dateOfExpiry === 'pass');
        expect(validity(zone, 'compositeCheckDigit')).toBe(checkDigits.composite === 'pass');
      }),
    );
  });
});

/** Where the two differ, and why; a line that no longer holds fails. */
const TD3 = (first: string, second: string): MrzLines => ({
  format: 'TD3',
  lines: [first.padEnd(44, '<'), second],
});
const SPECIMEN = '0000000000DNK8510068F2202015061085<1178<<<58';

describe('mrz differs', () => {
  const judged = (zone: MrzLines, field: FieldName): [string, boolean | undefined] => {
    const detail = parseByLibrary([...zone.lines]).details.find((candidate) => candidate.field === field);
    return [detail?.value ?? '', detail?.valid];
  };

  it("on ICAO's specimen state: it knows no UTO", () => {
    const zone = TD3('P<UTOERIKSSON<<ANNA<MARIA', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10');
    expect(judged(zone, 'issuingState')[1]).toBe(false);
    expect(parseMrz(zone, TODAY).issuingState).toBe('UTO');
  });

  it('on Germany: it gives the one letter that stands there, we the three of ISO 3166', () => {
    const zone = TD3('P<D<<MUSTERMANN<<ERIKA', SPECIMEN);
    expect(judged(zone, 'issuingState')).toEqual(['D', true]);
    expect(parseMrz(zone, TODAY).issuingState).toBe('DEU');
  });

  it('on a TD2 with a digit at the end of the names: it takes it for a French identity card', () => {
    const lines = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<7<<', 'D231458907UTO7408122F1204159<<<<<<<6'];
    expect(parseByLibrary(lines).format).toBe('FRENCH_NATIONAL_ID');
    expect(parseMrz({ format: 'TD2', lines }, TODAY).checkDigits.composite).toBe('pass');
  });

  it('on days that do not exist: it looks at 1 to 31 alone', () => {
    const digit = checkDigit('850230');
    const zone = TD3('P<DNKOESTERGAARD<<HANNE', SPECIMEN.replace('8510068', `850230${digit}`));
    expect(judged(zone, 'birthDate')).toEqual(['850230', true]);
    expect(parseMrz(zone, TODAY).dateOfBirth).toBeUndefined();
  });

  it('on long document numbers: it also takes a check digit over the filler that marks them', () => {
    const number = 'D23145890735';
    const strict = checkDigit(number);
    const withFiller = checkDigit('D23145890<735');
    expect(withFiller).not.toBe(strict);
    const zone: MrzLines = {
      format: 'TD1',
      lines: [
        `I<DNKD23145890<735${withFiller}`.padEnd(30, '<'),
        '3407127M9507122DNK<<<<<<<<<<<2',
        'STEVENSON<<PETER<JOHN'.padEnd(30, '<'),
      ],
    };
    expect(judged(zone, 'documentNumberCheckDigit')[1]).toBe(true);
    expect(parseMrz(zone, TODAY).checkDigits.documentNumber).toBe('fail');
  });

  it('on a check digit that is left out: to us a filler says nothing where nothing stands, to it it is wrong', () => {
    const zone = TD3('P<DNKOESTERGAARD<<HANNE', `<<<<<<<<<<${SPECIMEN.slice(10)}`);
    expect(judged(zone, 'documentNumberCheckDigit')[1]).toBe(false);
    expect(parseMrz(zone, TODAY).checkDigits.documentNumber).toBe('absent');
  });
});

test('a visa identifies nobody', () => {
  expect(parseMrz(TD3('V<DNKOESTERGAARD<<HANNE', SPECIMEN), TODAY).kind).toBe('OTHER');
});
