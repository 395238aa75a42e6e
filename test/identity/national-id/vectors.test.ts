import type { Country } from '../../../generated/types';
import { readNationalId, type NationalId } from '../../../identity/national-id/national-id';

const TODAY = '2026-11-22';

type Expected = Partial<Omit<NationalId, 'ok'>>;

const passes: Expected = { checksum: 'pass', flags: [] };

/** What the authorities publish: specimens, test numbers, the examples of their validators. */
const VALID: [Country, string, Expected][] = [
  // Danish passport specimen and MedCom: no modulus 11.
  [
    'DK',
    '061085-1178',
    { canonical: '0610851178', dateOfBirth: '1985-10-06', sex: 'F', checksum: 'fail', synthetic: true },
  ],
  ['DK', '2512489996', { dateOfBirth: '1948-12-25', flags: ['WITHOUT_MODULUS_11'], synthetic: true }],
  // Skatteverket.
  ['SE', '199006022397', { ...passes, dateOfBirth: '1990-06-02', sex: 'M', synthetic: true }],
  ['SE', '200001052380', { ...passes, dateOfBirth: '2000-01-05', sex: 'F', synthetic: true }],
  ['SE', '191212121212', { ...passes, dateOfBirth: '1912-12-12', sex: 'M', synthetic: true }],
  ['SE', '121212+1212', { canonical: '191212121212' }],
  ['SE', '189001019802', { ...passes, dateOfBirth: '1890-01-01', synthetic: true }],
  ['SE', '640823-3234', { ...passes, canonical: '196408233234', type: 'personnummer' }],
  [
    'SE',
    '701063-2391',
    {
      canonical: '197010632391',
      type: 'samordningsnummer',
      dateOfBirth: '1970-10-03',
      flags: ['DATE_MAY_DIFFER'],
    },
  ],
  ['SE', '198703142391', { ...passes, dateOfBirth: '1987-03-14', sex: 'M', synthetic: true }],
  // Skatteetaten: fødselsnummer, D-number, Tenor.
  [
    'NO',
    '20036914700',
    { ...passes, dateOfBirth: '1969-03-20', sex: 'M', type: 'fodselsnummer', synthetic: false },
  ],
  ['NO', '29020073150', { ...passes, dateOfBirth: '2000-02-29' }],
  ['NO', '17912099997', { ...passes, dateOfBirth: '2020-11-17', synthetic: true }],
  ['NO', '29822099635', { ...passes, dateOfBirth: '2020-02-29', synthetic: true }],
  [
    'NO',
    '57912075186',
    { type: 'd-nummer', dateOfBirth: '2020-11-17', flags: ['DATE_MAY_DIFFER'], synthetic: true },
  ],
  // NAV's and Skatteetaten's tests for the same people, as NAV lists them.
  ['NO', '15507600333', { type: 'h-nummer', dateOfBirth: '1976-10-15', sex: 'M', synthetic: true }],
  [
    'NO',
    '55507608360',
    { type: 'd-nummer', dateOfBirth: '1976-10-15', flags: ['DATE_MAY_DIFFER'], synthetic: true },
  ],
  ['NO', '29422059278', { dateOfBirth: '2020-02-29', sex: 'F', synthetic: true }],
  ['NO', '05440355678', { dateOfBirth: '2003-04-05', sex: 'F', synthetic: true }],
  ['NO', '12505209719', { dateOfBirth: '1952-10-12', sex: 'M', synthetic: true }],
  ['NO', '69822075096', { type: 'd-nummer', dateOfBirth: '2020-02-29', sex: 'F', synthetic: true }],
  ['NO', '05840399895', { dateOfBirth: '2003-04-05', sex: 'F', synthetic: true }],
  ['NO', '12905299938', { dateOfBirth: '1952-10-12', sex: 'M', synthetic: true }],
  ['NO', '21883649874', { dateOfBirth: '1936-08-21', sex: 'F', synthetic: true }],
  ['NO', '21929774873', { dateOfBirth: '1897-12-21', sex: 'F', synthetic: true }],
  ['NO', '61929750062', { type: 'd-nummer', dateOfBirth: '1897-12-21', sex: 'F', synthetic: true }],
  // Of Norsk helsenett's form.
  ['NO', '17772070098', { type: 'fodselsnummer', dateOfBirth: '2020-12-17', flags: [], synthetic: true }],
  // DVV.
  ['FI', '131052-308T', { ...passes, dateOfBirth: '1952-10-13', sex: 'F', synthetic: true }],
  [
    'FI',
    '010594Y9032',
    { canonical: '010594Y9032', dateOfBirth: '1994-05-01', sex: 'M', flags: ['TEMPORARY'], synthetic: true },
  ],
  ['FI', '020594X903P', { dateOfBirth: '1994-05-02' }],
  ['FI', '030594W903B', { dateOfBirth: '1994-05-03' }],
  ['FI', '040594V9030', { dateOfBirth: '1994-05-04' }],
  ['FI', '050594U903M', { dateOfBirth: '1994-05-05' }],
  ['FI', '010516B903X', { dateOfBirth: '2016-05-01' }],
  ['FI', '020516C903K', { dateOfBirth: '2016-05-02' }],
  ['FI', '030516D9037', { dateOfBirth: '2016-05-03' }],
  ['FI', '010501E9032', { dateOfBirth: '2001-05-01' }],
  ['FI', '020503F9037', { dateOfBirth: '2003-05-02' }],
];

const REFUSED: [Country, string, 'NATIONAL_ID_MALFORMED' | 'NATIONAL_ID_CHECKSUM_FAILED', string][] = [
  ['DK', '660185-1178', 'NATIONAL_ID_MALFORMED', 'a replacement number (day + 60)'],
  ['DK', '310285-1178', 'NATIONAL_ID_MALFORMED', '31 February'],
  ['DK', '0610851', 'NATIONAL_ID_MALFORMED', 'too short'],
  ['SE', '199006022398', 'NATIONAL_ID_CHECKSUM_FAILED', 'another check digit'],
  ['SE', '19900602T397', 'NATIONAL_ID_MALFORMED', 'an interim number'],
  ['SE', '900602-R397', 'NATIONAL_ID_MALFORMED', 'an interim number, ten digits'],
  ['SE', '19900602TF10', 'NATIONAL_ID_MALFORMED', 'a number that authorities report without a personnummer'],
  ['SE', '165560160680', 'NATIONAL_ID_MALFORMED', 'an organisation'],
  ['SE', '197013602391', 'NATIONAL_ID_MALFORMED', 'a samordningsnummer of month 13'],
  ['SE', '197010922396', 'NATIONAL_ID_MALFORMED', 'a samordningsnummer of day 32'],
  ['SE', '202700602390', 'NATIONAL_ID_MALFORMED', 'a samordningsnummer of next year'],
  ['SE', '199006020003', 'NATIONAL_ID_MALFORMED', 'birth number 000'],
  ['SE', '209006022397', 'NATIONAL_ID_MALFORMED', 'born in 2090'],
  ['NO', '20036914712', 'NATIONAL_ID_CHECKSUM_FAILED', 'other check digits'],
  ['NO', '29020105729', 'NATIONAL_ID_MALFORMED', '29 February 2001'],
  ['NO', '30108299939', 'NATIONAL_ID_CHECKSUM_FAILED', 'the rule of 2032, before it is in force'],
  ['NO', '15076580000', 'NATIONAL_ID_MALFORMED', 'an individual number never given in that year'],
  ['NO', '81010012345', 'NATIONAL_ID_MALFORMED', 'an FH-number of the health services: it has no date'],
  ['NO', '200012345678', 'NATIONAL_ID_MALFORMED', 'a DUF number, of twelve digits'],
  ['FI', '\u0661\u0663\u0661\u0660\u0665\u0662-308T', 'NATIONAL_ID_MALFORMED', 'Arabic digits'],
  ['FI', '131052-308U', 'NATIONAL_ID_CHECKSUM_FAILED', 'another check character'],
  ['FI', '131052-0003', 'NATIONAL_ID_MALFORMED', 'individual number 000'],
  ['FI', '131052308T', 'NATIONAL_ID_MALFORMED', 'without its separator'],
  ['FI', '131052G308T', 'NATIONAL_ID_MALFORMED', 'a separator that does not exist'],
  ['FI', '211271-426U', 'NATIONAL_ID_CHECKSUM_FAILED', "the passport specimen's number"],
  ['NO', '31057512345', 'NATIONAL_ID_CHECKSUM_FAILED', "the passport specimen's number"],
];

describe('readNationalId reads what the authorities publish', () => {
  it.each(VALID)('%s %s', (country, text, expected) => {
    expect(readNationalId(country, text, TODAY)).toMatchObject({ ok: true, country, ...expected });
  });

  it.each(REFUSED)('%s %s is %s: %s', (country, text, reason) => {
    expect(readNationalId(country, text, TODAY)).toEqual({ ok: false, reason });
  });
});

describe('one number has one canonical form', () => {
  it.each<[Country, string, string[]]>([
    ['DK', '0610851178', ['061085-1178', '061085 1178', ' 0610851178 ', '061085–1178', '061085\u00a01178']],
    ['SE', '199006022397', ['900602-2397', '9006022397', '19900602-2397', '19900602 2397', '900602 - 2397']],
    ['NO', '20036914700', ['200369 14700', '200369-14700', '200 369 147 00']],
    ['FI', '131052-308T', ['131052-308t', '131052 - 308 T', '131052\u2212308T']],
    ['FI', '010594Y9032', ['010594y9032']],
  ])('%s %s', (country, canonical, spellings) => {
    for (const text of spellings)
      expect(readNationalId(country, text, TODAY)).toMatchObject({ ok: true, canonical });
  });

  it('keeps two Finns apart who differ in the separator alone', () => {
    const forms = ['010594-9032', '010594Y9032', '010594X9032'].map((text) =>
      readNationalId('FI', text, TODAY),
    );
    expect(new Set(forms.map((id) => id.ok && id.canonical)).size).toBe(3);
  });
});

describe('Denmark', () => {
  it.each([
    ['1105011234', '1901-05-11'],
    ['1105514234', '1951-05-11'],
    ['1105204234', '2020-05-11'],
    ['1105205234', '2020-05-11'],
    ['1105588234', '1858-05-11'],
    ['1105379234', '1937-05-11'],
  ])('%s was born on %s: the seventh digit tells the century', (text, dateOfBirth) => {
    expect(readNationalId('DK', text, TODAY)).toMatchObject({ ok: true, dateOfBirth });
  });

  it('does not expect modulus 11 on a 1 January that ran out of numbers', () => {
    const id = readNationalId('DK', '010165-4002', TODAY);
    expect(id).toMatchObject({ ok: true, checksum: 'not-applicable', flags: [], synthetic: false });
  });

  it('flags a number without modulus 11 on any other day, and does not refuse it', () => {
    const id = readNationalId('DK', '020165-4002', TODAY);
    expect(id).toMatchObject({ ok: true, checksum: 'fail', flags: ['WITHOUT_MODULUS_11'], synthetic: false });
  });

  it("takes nobody's number for a test's by its looks: a high serial without modulus 11 may be given one day", () => {
    expect(readNationalId('DK', '020165-9999', TODAY)).toMatchObject({ checksum: 'fail', synthetic: false });
  });
});

describe('Sweden', () => {
  it('changes - into + in the calendar year of the 100th birthday', () => {
    expect(readNationalId('SE', '121212-1212', '2011-12-31')).toMatchObject({ canonical: '191212121212' });
    expect(readNationalId('SE', '121212+1212', '2012-01-01')).toMatchObject({ canonical: '191212121212' });
    expect(readNationalId('SE', '121212-1212', '2012-12-12')).toMatchObject({ dateOfBirth: '2012-12-12' });
  });

  it("takes nobody's number for a test's by its birth number: Skatteverket publishes a list, not a range", () => {
    expect(readNationalId('SE', '198310132389', TODAY)).toMatchObject({ ok: true, synthetic: false });
  });

  it.each([
    ['191711602399', '17-11-00'],
    // Nobody's: samordningsnummer are given since 2000, and nobody born in 1880 lived then.
    ['188000602394', '80-00-00'],
    ['188002912395', '80-02-31'],
    ['191500722390', '15-00-12'],
  ])('reads the samordningsnummer %s without a date of birth', (text, yearMonthDay) => {
    const id = readNationalId('SE', text, TODAY);
    expect(id).toMatchObject({ type: 'samordningsnummer', yearMonthDay, flags: ['DATE_MAY_DIFFER'] });
    expect(id).not.toHaveProperty('dateOfBirth');
  });
});

describe('Norway', () => {
  const NEW = '2032-01-01';

  it.each([
    ['30108299939', ['RULE_OF_2032', 'CENTURY_UNKNOWN']],
    ['30108299920', ['CENTURY_UNKNOWN']],
    ['55102499947', ['RULE_OF_2032', 'CENTURY_UNKNOWN', 'DATE_MAY_DIFFER']],
    ['02013299997', ['CENTURY_UNKNOWN']],
  ])('%s is valid from 2032 and tells neither century nor sex', (text, flags) => {
    const id = readNationalId('NO', text, NEW);
    expect(id).toMatchObject({ ok: true, flags });
    expect(id).not.toHaveProperty('dateOfBirth');
    expect(id).not.toHaveProperty('sex');
  });

  it('still refuses wrong check digits under the new rule', () => {
    expect(readNationalId('NO', '02013299987', NEW)).toMatchObject({ reason: 'NATIONAL_ID_CHECKSUM_FAILED' });
    expect(readNationalId('NO', '02013299996', NEW)).toMatchObject({ reason: 'NATIONAL_ID_CHECKSUM_FAILED' });
  });

  it('counts month + 40 (hospitals, NAV) as temporary and synthetic', () => {
    expect(readNationalId('NO', '15418520075', TODAY)).toMatchObject({
      ok: true,
      type: 'h-nummer',
      synthetic: true,
      flags: ['TEMPORARY'],
    });
  });
});
