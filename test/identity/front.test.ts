import fc from 'fast-check';
import { readFront, type TextLine } from '../../identity/front';

const TODAY = '2026-11-22';

/** Lines one under the other, as a recognizer gives them. */
const printed = (...texts: string[]): TextLine[] =>
  texts.map((text, i) => ({
    text,
    confidence: 0.9,
    box: { x: 10, y: 40 * i, width: 12 * text.length, height: 20 },
  }));

const valuesOf = (fields: ReturnType<typeof readFront>) =>
  Object.fromEntries(
    Object.entries(fields ?? {}).map(([name, field]) => [
      name,
      typeof field === 'string' ? field : field?.value,
    ]),
  );

describe('readFront reads driving licences by their field numbers', () => {
  it('Sweden: the personal number is field 5', () => {
    const lines = printed(
      'KÖRKORT SVERIGE',
      '1. ÅKESSON',
      '2. ANNA-LENA',
      '3. 02.06.90 SVERIGE',
      '4a. 01.02.2020 4c. TRANSPORTSTYRELSEN',
      '4b. 01.02.2030',
      '5. 900602-2389',
    );
    expect(valuesOf(readFront(lines, 'SE', TODAY))).toEqual({
      kind: 'DRIVING_LICENCE',
      issuingState: 'SWE',
      lastName: 'ÅKESSON',
      firstName: 'ANNA-LENA',
      dateOfBirth: '1990-06-02',
      expiresOn: '2030-02-01',
      nationalId: '900602-2389',
    });
  });

  it('Norway: the number is field 4d, and field 5 is the licence', () => {
    const lines = printed(
      'FØRERKORT NORGE',
      '1. ØDEGÅRD',
      '2. KARI',
      '3. 20.03.1969',
      '4a. 01.02.2020 4b. 01.02.2030',
      '4d. 20036914700',
      '5. 02 20 123456 7',
    );
    expect(valuesOf(readFront(lines, 'NO', TODAY))).toMatchObject({
      nationalId: '20036914700',
      lastName: 'ØDEGÅRD',
      issuingState: 'NOR',
    });
  });

  it('Denmark, with the title as recognizers spell it', () => {
    const lines = printed(
      'KOREKORT DANMARK',
      '1. Østergaard',
      '2. Hanne Kristine',
      '3. 06.10.1985',
      '4b. 06.10.2035',
      '4d. 061085-1178',
    );
    expect(valuesOf(readFront(lines, 'DK', TODAY))).toMatchObject({
      issuingState: 'DNK',
      nationalId: '061085-1178',
      firstName: 'Hanne Kristine',
    });
  });

  it('Finland, in two languages', () => {
    const lines = printed(
      'AJOKORTTI KÖRKORT SUOMI FINLAND',
      '1. Virtanen',
      '2. Väinö',
      '3. 13.10.1952',
      '4b. 13.10.2027',
      '5. 131052-308T',
    );
    expect(valuesOf(readFront(lines, 'FI', TODAY))).toMatchObject({
      issuingState: 'FIN',
      nationalId: '131052-308T',
    });
  });

  it('leaves out what it cannot be sure of', () => {
    const lines = printed(
      'KÖRKORT SVERIGE',
      '1. ÅKE55ON',
      '2. ANNA',
      '2. LENA',
      '3. 31.02.1990',
      '5. 900602-2389',
    );
    expect(valuesOf(readFront(lines, 'SE', TODAY))).toEqual({
      kind: 'DRIVING_LICENCE',
      issuingState: 'SWE',
      nationalId: '900602-2389',
    });
  });
});

describe('readFront makes up for what recognizers do to a licence', () => {
  it.each([
    ['another sign for the full stop', '2: KARI', '4b 01.02.2030'],
    ['none', '2 KARI', '4b. 01.02.2030'],
    ['several', '2... KARI', 'Ab. 01.02.2030'],
  ])('field numbers with %s', (_, given, expiry) => {
    const lines = printed('FØRERKORT NORGE', '1. ØDEGÅRD', given, '3. 20.03.1969', expiry, '4d. 20036914700');
    expect(valuesOf(readFront(lines, 'NO', TODAY))).toMatchObject({
      firstName: 'KARI',
      expiresOn: '2030-02-01',
    });
  });

  it('given names whose number was lost, between the two others', () => {
    const lines = printed('FØRERKORT NORGE', '1. ØDEGÅRD', 'KARI', '3. 20.03.1969');
    expect(valuesOf(readFront(lines, 'NO', TODAY))).toMatchObject({ lastName: 'ØDEGÅRD', firstName: 'KARI' });
  });

  it('names that go on in another line', () => {
    const lines = printed('FØRERKORT NORGE', '1. ØDEGÅRD', '2. KARI', 'MARIE', '3. 20.03.1969');
    expect(valuesOf(readFront(lines, 'NO', TODAY))).toMatchObject({ firstName: 'KARI MARIE' });
  });

  it('dust at the end of a name', () => {
    const lines = printed('KÖRKORT SVERIGE', '1. ÅKESSON.', '2. ANNA —', '3. 02.06.90');
    expect(valuesOf(readFront(lines, 'SE', TODAY))).toMatchObject({ lastName: 'ÅKESSON', firstName: 'ANNA' });
  });
});

describe('readFront reads labelled documents', () => {
  it('with a label that was misread, when the value under it is printed larger', () => {
    const at = (text: string, y: number, height: number): TextLine => ({
      text,
      confidence: 0.9,
      box: { x: 10, y, width: 200, height },
    });
    const lines = [
      at('PASSI PASSPORT', 0, 30),
      at('Sukunimt / Efternamn / Sutname', 50, 14),
      at('MÄKELÄ', 70, 24),
      at('Syntymäaika / Date ofbirth', 110, 14),
      at('13.10.1952', 130, 24),
    ];
    expect(valuesOf(readFront(lines, 'FI', TODAY))).toMatchObject({
      lastName: 'MÄKELÄ',
      dateOfBirth: '1952-10-13',
    });
  });

  it.each(['06 OKT 1985', '06 OKT/OCT 85', '06 OCT 1985', '06.10.1985'])('the date %s', (date) => {
    const lines = printed('PAS PASSPORT', 'Efternavn / Surname', 'ØSTERGAARD', 'Date of birth', date);
    expect(valuesOf(readFront(lines, 'DK', TODAY))).toMatchObject({ dateOfBirth: '1985-10-06' });
  });

  it('with the value under a label in three languages', () => {
    const lines = printed(
      'HENKILÖKORTTI IDENTITETSKORT',
      'Sukunimi / Efternamn / Surname',
      'MÄKELÄ',
      'Etunimet / Förnamn / Given names',
      'AINO KAARINA',
      'Syntymäaika / Födelsedatum / Date of birth',
      '13.10.1952',
      'Henkilötunnus / Personbeteckning',
      '131052-308T',
    );
    expect(valuesOf(readFront(lines, 'FI', TODAY))).toEqual({
      kind: 'IDENTITY_CARD',
      lastName: 'MÄKELÄ',
      firstName: 'AINO KAARINA',
      dateOfBirth: '1952-10-13',
      nationalId: '131052-308T',
    });
  });

  it('with the value behind its label', () => {
    const lines = printed(
      'ID-kort Norge',
      'Etternavn/Surname Næss',
      'Fornavn/Given names Åse',
      'Fødselsnr. 200369 14700',
    );
    expect(valuesOf(readFront(lines, 'NO', TODAY))).toMatchObject({
      lastName: 'Næss',
      firstName: 'Åse',
      nationalId: '200369 14700',
      issuingState: 'NOR',
    });
  });

  it('takes a value from under its own label only, not from another column', () => {
    const at = (text: string, x: number, y: number): TextLine => ({
      text,
      confidence: 0.9,
      box: { x, y, width: 100, height: 20 },
    });
    const lines = [at('Surname', 0, 0), at('Given names', 300, 0), at('HANSEN', 0, 30), at('OLE', 300, 30)];
    expect(valuesOf(readFront(lines, 'DK', TODAY))).toMatchObject({ lastName: 'HANSEN', firstName: 'OLE' });
  });

  it('finds a number without a label when it is the only one whose check digit holds', () => {
    const lines = printed('IDENTITETSKORT', 'Surname', 'MÄKELÄ', '131052-308T', 'No. 12345678');
    expect(valuesOf(readFront(lines, 'FI', TODAY))).toMatchObject({ nationalId: '131052-308T' });
    const two = printed('IDENTITETSKORT', 'Surname', 'MÄKELÄ', '131052-308T', '010594Y9032');
    expect(valuesOf(readFront(two, 'FI', TODAY))).not.toHaveProperty('nationalId');
  });
});

describe('readFront refuses', () => {
  it("Denmark's health card", () => {
    const lines = printed('SUNDHEDSKORT', 'Efternavn', 'Hansen', 'Fornavn', 'Ole', 'CPR-nr', '061085-1178');
    expect(readFront(lines, 'DK', TODAY)).toBeUndefined();
  });

  it.each([
    [[]],
    [['Faktura', 'Beløb 1 234,56', 'Betales senest 01.12.2026']],
    [['1. mælk', '2. brød', '3. smør']],
  ])('what is no document: %j', (texts) => {
    expect(readFront(printed(...texts), 'DK', TODAY)).toBeUndefined();
  });

  it('nothing by throwing, whatever the lines', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string({ unit: 'grapheme' }),
            fc.constantFrom('Surname', 'KÖRKORT', '1. X', '4b.', 'CPR'),
          ),
        ),
        (texts) => {
          for (const field of Object.values(readFront(printed(...texts), 'SE', TODAY) ?? {}))
            expect(field).toBeDefined();
        },
      ),
    );
  });
});
