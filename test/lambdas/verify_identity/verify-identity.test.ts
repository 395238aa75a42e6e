import type { Country, ReasonCode, VerifyIdentityInput } from '../../../generated/types';
import {
  personInState,
  personWithNumber,
  syntheticPerson,
  type RegistryState,
  type SyntheticPerson,
} from '../../../identity/population';
import { mockRegistry } from '../../../identity/registry/mock-registry';
import { transliterate } from '../../../identity/names';
import { verifyIdentity, type Verification } from '../../../lambdas/verify_identity/verify-identity';

const COUNTRIES: Country[] = ['DK', 'FI', 'NO', 'SE'];
const STATES = { DK: 'DNK', FI: 'FIN', NO: 'NOR', SE: 'SWE' } as const;

const sandbox: Verification = { registryOf: mockRegistry, today: '2026-11-22', acceptsSynthetic: true };

const verify = (input: VerifyIdentityInput, changes: Partial<Verification> = {}) =>
  verifyIdentity(input, { ...sandbox, ...changes });

/** What a reading of this person's valid passport hands over. */
const claim = ({ country, nationalId, firstName, lastName, dateOfBirth, sex }: SyntheticPerson) =>
  ({
    country,
    nationalId,
    firstName,
    lastName,
    dateOfBirth,
    document: {
      kind: 'PASSPORT',
      issuingState: STATES[country],
      number: 'X1',
      expiresOn: '2030-01-01',
      sex,
      source: 'MRZ',
    },
  }) satisfies VerifyIdentityInput;

const unverified = (...reasons: ReasonCode[]) => ({ status: 'UNVERIFIED', reasons });

describe.each(COUNTRIES)('a person of %s', (country) => {
  const person = syntheticPerson(country, 5);
  const { nationalId, firstName, lastName, dateOfBirth } = person;

  it("is verified, in the registry's spelling, from what a machine-readable zone can spell", async () => {
    const zone = { firstName: transliterate(firstName), lastName: transliterate(lastName) };
    expect(await verify({ ...claim(person), ...zone })).toEqual({
      status: 'VERIFIED',
      reasons: [],
      // Synthetic Danish numbers have no modulus 11.
      warnings: country === 'DK' ? ['NATIONAL_ID_WITHOUT_CHECKSUM'] : [],
      person: { nationalId, firstName, lastName, dateOfBirth },
    });
  });

  it('is verified under any spelling of the number, and gets it back in canonical form', async () => {
    const spelling = `${nationalId.slice(0, -4).toLowerCase()} ${nationalId.slice(-4).toLowerCase()}`;
    expect(await verify({ ...claim(person), nationalId: spelling })).toMatchObject({
      status: 'VERIFIED',
      person: { nationalId },
    });
  });

  it('is not verified where synthetic people are not accepted', async () => {
    expect(await verify(claim(person), { acceptsSynthetic: false })).toMatchObject(
      unverified('NATIONAL_ID_SYNTHETIC'),
    );
  });

  it.each<[RegistryState, ReasonCode]>([
    ['NOT_FOUND', 'REGISTRY_NOT_FOUND'],
    ['DECEASED', 'REGISTRY_DECEASED'],
    ['EMIGRATED', 'REGISTRY_EMIGRATED'],
    ['OTHER_NAME', 'REGISTRY_NAME_MISMATCH'],
    ['OTHER_DATE_OF_BIRTH', 'REGISTRY_DATE_OF_BIRTH_MISMATCH'],
  ])('in the registry state %s is %s', async (state, reason) => {
    const result = await verify(claim(personInState(country, state)));
    expect(result).toMatchObject(unverified(reason));
    expect(result).not.toHaveProperty('person');
  });

  it('whose name is protected is verified, with a warning', async () => {
    const result = await verify(claim(personInState(country, 'PROTECTED')));
    expect(result).toMatchObject({ status: 'VERIFIED', reasons: [] });
    expect(result.warnings).toContain('REGISTRY_PROTECTED');
  });
});

describe('what does not fit together is told, the most useful first', () => {
  const swede = syntheticPerson('SE', 5);
  const base = claim(swede);

  it.each<[string, Partial<VerifyIdentityInput>, ReasonCode[]]>([
    ['no number', { nationalId: null }, ['NATIONAL_ID_MISSING']],
    ['blank names', { firstName: '  ', lastName: '' }, ['LAST_NAME_MISSING', 'FIRST_NAME_MISSING']],
    ['no date of birth', { dateOfBirth: undefined }, ['DATE_OF_BIRTH_MISSING']],
    ['a malformed number', { nationalId: '12345' }, ['NATIONAL_ID_MALFORMED']],
    ['a wrong check digit', { nationalId: '199006022398' }, ['NATIONAL_ID_CHECKSUM_FAILED']],
    ["another country's number", { nationalId: '131052-308T' }, ['NATIONAL_ID_MALFORMED']],
    ['another country', { document: { ...base.document, issuingState: 'NOR' } }, ['COUNTRY_MISMATCH']],
    [
      'a state that is none of the four',
      { document: { ...base.document, issuingState: 'UTO' } },
      ['COUNTRY_MISMATCH'],
    ],
    ['another date of birth', { dateOfBirth: '1980-02-30' }, ['DATE_OF_BIRTH_MISMATCH']],
    ['another sex', { document: { ...base.document, sex: swede.sex === 'F' ? 'M' : 'F' } }, ['SEX_MISMATCH']],
    [
      'an expired document',
      { document: { ...base.document, expiresOn: '2026-11-21' } },
      ['DOCUMENT_EXPIRED'],
    ],
    [
      'several things',
      {
        dateOfBirth: '1980-01-01',
        document: { ...base.document, issuingState: 'FIN', expiresOn: '2020-01-01' },
      },
      ['COUNTRY_MISMATCH', 'DATE_OF_BIRTH_MISMATCH', 'DOCUMENT_EXPIRED'],
    ],
    ['another first name', { firstName: 'Någon' }, ['REGISTRY_NAME_MISMATCH']],
  ])('%s', async (_, changes, reasons) => {
    const result = await verify({ ...base, ...changes });
    expect(result).toMatchObject(unverified(...reasons));
    expect(result).not.toHaveProperty('person');
  });

  it.each<[string, Partial<VerifyIdentityInput>]>([
    ['a document that expires today', { document: { ...base.document, expiresOn: '2026-11-22' } }],
    ['a document without sex, expiry or state', { document: { kind: 'PASSPORT', source: 'MRZ' } }],
    ['an unspecified sex', { document: { ...base.document, sex: 'X' } }],
    ['no document facts', { document: null }],
  ])('%s refuses nobody', async (_, changes) => {
    expect(await verify({ ...base, ...changes })).toMatchObject({ status: 'VERIFIED' });
  });

  it('knows the Faroes and Greenland as Danish', async () => {
    const dane = claim(syntheticPerson('DK', 1));
    for (const issuingState of ['FRO', 'GRL']) {
      const document = { ...dane.document, issuingState };
      expect(await verify({ ...dane, document })).toMatchObject({ status: 'VERIFIED' });
    }
  });

  it('does not ask the registry about a person whose document is refused', async () => {
    const lookUp = jest.fn();
    await verify({ ...base, dateOfBirth: '1980-01-01' }, { registryOf: () => ({ lookUp }) });
    expect(lookUp).not.toHaveBeenCalled();
  });

  it('takes names cut by a machine-readable zone for the whole ones', async () => {
    const whole = { firstName: 'Christiane Louise Alexandra', lastName: 'Hohenlohe-Langenburg' };
    const record = {
      nationalId: swede.nationalId,
      dateOfBirth: swede.dateOfBirth,
      status: 'RESIDENT' as const,
      isProtected: false,
    };
    const registryOf = () => ({ lookUp: () => Promise.resolve({ ...record, ...whole }) });
    const cut = { firstName: 'CHRISTIANE LO', lastName: 'HOHENLOHE LANGENBURG' };
    expect(await verify({ ...base, ...cut }, { registryOf })).toMatchObject({
      status: 'VERIFIED',
      person: whole,
    });
  });
});

describe('age', () => {
  const child = personWithNumber('NO', '17912099997');
  if (child === undefined) throw new Error('no test person');

  it('a child is under age', async () => {
    expect(await verify(claim(child))).toMatchObject(unverified('UNDER_AGE'));
  });

  it('is counted in full years up to the birthday itself', async () => {
    const registryOf = mockRegistry;
    const claimed = { ...claim(personWithNumber('SE', '200001052380') ?? child) };
    const document = { ...claimed.document, expiresOn: '2040-01-01' };
    expect(await verify({ ...claimed, document }, { registryOf, today: '2018-01-04' })).toMatchObject(
      unverified('UNDER_AGE'),
    );
    expect(await verify({ ...claimed, document }, { registryOf, today: '2018-01-05' })).toMatchObject({
      status: 'VERIFIED',
    });
  });
});

describe('numbers whose date need not be the birth date', () => {
  it("a Norwegian D-number is judged by the registry's date of birth", async () => {
    const person = personWithNumber('NO', '57912075186');
    if (person === undefined) throw new Error('no test person');
    const { nationalId, firstName, lastName } = person;
    const record = { nationalId, firstName, lastName, status: 'RESIDENT' as const, isProtected: false };
    const registryOf = () => ({ lookUp: () => Promise.resolve({ ...record, dateOfBirth: '1990-11-18' }) });
    expect(await verify({ ...claim(person), dateOfBirth: '1990-11-18' }, { registryOf })).toMatchObject({
      status: 'VERIFIED',
    });
    expect(await verify({ ...claim(person), dateOfBirth: '1991-11-18' }, { registryOf })).toMatchObject(
      unverified('REGISTRY_DATE_OF_BIRTH_MISMATCH'),
    );
  });
});

describe('a real number', () => {
  it('is found by no mock registry: it knows synthetic people only', async () => {
    const input = {
      country: 'NO' as const,
      nationalId: '20036914700',
      firstName: 'Kari',
      lastName: 'Nordmann',
      dateOfBirth: '1969-03-20',
    };
    expect(await verify(input)).toMatchObject(unverified('REGISTRY_NOT_FOUND'));
    expect(await verify(input, { acceptsSynthetic: false })).toMatchObject(unverified('REGISTRY_NOT_FOUND'));
  });
});
