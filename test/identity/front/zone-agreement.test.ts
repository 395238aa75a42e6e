import fc from 'fast-check';
import type { FrontFields } from '../../../identity/front';
import {
  compareWithZone,
  confirmsZone,
  contradictsZone,
  type ZoneAgreement,
} from '../../../identity/front/zone-agreement';
import type { TextLine } from '../../../identity/front/text-line';
import { parseMrz } from '../../../identity/mrz/parse';
import { syntheticPerson, type SyntheticPerson } from '../../../identity/population';
import { COUNTRIES, zoneOf } from '../document';

const TODAY = '2026-11-22';
const EXPIRES = '2031-05-01';

const fieldNames = ['lastName', 'firstName', 'dateOfBirth', 'nationalId', 'expiresOn'] as const;
type Printed = Record<(typeof fieldNames)[number], string>;

const dayFirst = (date: string): string => date.split('-').reverse().join('.');

const pageOf = ({ lastName, firstName, dateOfBirth, nationalId }: SyntheticPerson): Printed => ({
  lastName: lastName.toUpperCase(),
  firstName: firstName.toUpperCase(),
  dateOfBirth,
  nationalId,
  expiresOn: EXPIRES,
});

const linesOf = (printed: Printed): TextLine[] =>
  [
    printed.lastName,
    printed.firstName,
    dayFirst(printed.dateOfBirth),
    printed.nationalId,
    dayFirst(printed.expiresOn),
  ].map((text, i) => ({ text, confidence: 0.95, box: { x: 0, y: 40 * i, width: 200, height: 20 } }));

const frontOf = (printed: Printed, confidence = 0.95): FrontFields => ({
  kind: 'PASSPORT',
  lastName: { value: printed.lastName, confidence },
  firstName: { value: printed.firstName, confidence },
  dateOfBirth: { value: printed.dateOfBirth, confidence },
  nationalId: { value: printed.nationalId, confidence },
  expiresOn: { value: printed.expiresOn, confidence },
});

/** The zone of one person under a page that says something else, every label found. */
function compare(of: SyntheticPerson, changes: Partial<Printed>, confidence = 0.95): ZoneAgreement {
  const printed = { ...pageOf(of), ...changes };
  const zone = parseMrz(zoneOf(of, 0.95, { dateOfExpiry: EXPIRES }), TODAY);
  return compareWithZone(zone, linesOf(printed), frontOf(printed, confidence), TODAY);
}

describe.each(COUNTRIES)('a passport page of %s', (country) => {
  test('confirms its own zone without a label being read, and spells the names', () => {
    fc.assert(
      fc.property(fc.nat(500), (index) => {
        const of = syntheticPerson(country, index);
        const zone = parseMrz(zoneOf(of, 0.95, { dateOfExpiry: EXPIRES }), TODAY);
        const agreement = compareWithZone(zone, linesOf(pageOf(of)), undefined, TODAY);
        expect(confirmsZone(zone, agreement)).toBe(true);
        expect(contradictsZone(agreement)).toBe(false);
        expect(agreement).toMatchObject({
          lastName: of.lastName.toUpperCase(),
          firstName: of.firstName.toUpperCase(),
        });
      }),
      { numRuns: 40 },
    );
  });

  test('contradicts it where one field was altered, and in that field only', () => {
    const of = syntheticPerson(country, 3);
    const other = syntheticPerson(country, 777);
    const altered: Printed = {
      ...pageOf(other),
      lastName: 'ZABRISKIE',
      firstName: 'WOLFGANG',
      expiresOn: '2044-12-24',
    };
    for (const name of fieldNames) {
      const { fields } = compare(of, { [name]: altered[name] });
      expect(fields).toEqual({ ...allConfirmed, [name]: 'contradicted' });
    }
  });

  test('does not contradict it where a letter or a digit was misread, or little was seen', () => {
    const of = syntheticPerson(country, 3);
    const page = pageOf(of);
    expect(compare(of, { lastName: page.lastName.replace(/^./u, 'W') }).fields.lastName).toBe('unseen');
    const [year = '', rest = ''] = [page.dateOfBirth.slice(0, 3), page.dateOfBirth.slice(4)];
    const misread = `${year}${page.dateOfBirth[3] === '8' ? '3' : '8'}${rest}`;
    expect(compare(of, { dateOfBirth: misread }).fields.dateOfBirth).toBe('unseen');
    const poorly = compare(of, { lastName: 'ZABRISKIE', firstName: 'WOLFGANG' }, 0.8);
    expect(contradictsZone(poorly)).toBe(false);
    const zone = parseMrz(zoneOf(of, 0.95), TODAY);
    expect(contradictsZone(compareWithZone(zone, [], undefined, TODAY))).toBe(false);
  });
});

const allConfirmed = {
  lastName: 'confirmed',
  firstName: 'confirmed',
  dateOfBirth: 'confirmed',
  nationalId: 'confirmed',
  expiresOn: 'confirmed',
};

describe('spellings', () => {
  const of: SyntheticPerson = { ...syntheticPerson('FI', 1), lastName: 'Åkerlund', firstName: 'Åsa Märta' };

  test('an Å that was read as Ä is Å again where the zone says so', () => {
    expect(compare(of, { lastName: 'ÄKERLUND' })).toMatchObject({ lastName: 'ÅKERLUND' });
  });

  test('letters that lost their dots confirm the name and are not its spelling', () => {
    const agreement = compare(of, { firstName: 'ASA MARTA' });
    expect(agreement.fields.firstName).toBe('confirmed');
    expect(agreement).not.toHaveProperty('firstName');
  });

  test('words that ran together are the same name', () => {
    expect(compare(of, { firstName: 'ÅSAMÄRTA' }).fields.firstName).toBe('confirmed');
  });
});

test('a number that begins with the date of birth is not the date of birth', () => {
  const of = syntheticPerson('SE', 3);
  const zone = parseMrz(zoneOf(of, 0.95), TODAY);
  const [, , , number] = linesOf(pageOf(of));
  const { fields } = compareWithZone(zone, number ? [number] : [], undefined, TODAY);
  expect(fields).toMatchObject({ nationalId: 'confirmed', dateOfBirth: 'unseen' });
});

test('an altered date of birth shows although the number still tells the true one', () => {
  const of = syntheticPerson('DK', 3);
  expect(compare(of, { dateOfBirth: '1931-12-30' }).fields.dateOfBirth).toBe('contradicted');
});
