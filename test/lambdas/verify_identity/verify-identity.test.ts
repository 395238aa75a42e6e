import fc from 'fast-check';
import { findings as meaning, reasons as advice } from '../../../generated/contract';
import type {
  Country,
  ReasonCode,
  VerificationFinding,
  VerificationResult,
  VerifyIdentityInput,
} from '../../../generated/types';
import { VerificationResultSchema } from '../../../generated/validators';
import {
  personInState,
  personWithNumber,
  syntheticPerson,
  type RegistryState,
  type SyntheticPerson,
} from '../../../identity/population';
import type { RegistryRecord } from '../../../identity/registry/registry';
import { mockRegistry } from '../../../identity/registry/mock-registry';
import { unconnectedRegistry } from '../../../identity/registry/unconnected';
import { transliterate } from '../../../identity/names';
import { parse } from '../../../lambdas/validation';
import { verifyIdentity, type Verification } from '../../../lambdas/verify_identity/verify-identity';

const COUNTRIES: Country[] = ['DK', 'FI', 'NO', 'SE'];
const STATES = { DK: 'DNK', FI: 'FIN', NO: 'NOR', SE: 'SWE' } as const;

const TODAY = '2026-11-22';
const warn = jest.fn();
beforeEach(() => warn.mockReset());

const sandbox: Verification = {
  registryOf: mockRegistry,
  today: TODAY,
  acceptsSynthetic: true,
  minimumAge: 18,
  registryWithinMs: 1000,
  log: { warn },
};

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

/** A registry that has this person, and everything else as it is given. */
const registryWith =
  (person: SyntheticPerson, changes: Partial<RegistryRecord> = {}): Verification['registryOf'] =>
  () => ({
    lookUp: () => {
      const { nationalId, firstName, lastName, dateOfBirth } = person;
      const record = { nationalId, firstName, lastName, dateOfBirth, isProtected: false };
      return Promise.resolve({ ...record, status: 'RESIDENT', ...changes });
    },
  });

/** The findings that are soft flags. */
const flags = ({ findings }: VerificationResult) =>
  findings.filter((finding) => meaning[finding].told === undefined);

describe.each(COUNTRIES)('a person of %s', (country) => {
  const person = syntheticPerson(country, 5);
  const { nationalId, firstName, lastName, dateOfBirth } = person;

  it("is verified, in the registry's spelling, from what a machine-readable zone can spell", async () => {
    const zone = { firstName: transliterate(firstName), lastName: transliterate(lastName) };
    expect(await verify({ ...claim(person), ...zone })).toEqual({
      status: 'VERIFIED',
      reasons: [],
      // Synthetic Danish numbers have no modulus 11.
      findings: country === 'DK' ? ['NATIONAL_ID_WITHOUT_CHECKSUM'] : [],
      internalText: expect.stringMatching(/^VERIFIED\./) as string,
      customerText: 'Your identity is confirmed.',
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

  it('is not verified in production: no reserved number is taken there, and no mock registry asked', async () => {
    const result = await verify(claim(person), { acceptsSynthetic: false, registryOf: unconnectedRegistry });
    // Danish and Swedish ones look like real people's.
    const hasReservedRange = country === 'FI' || country === 'NO';
    expect(result).toMatchObject(
      unverified(hasReservedRange ? 'NATIONAL_ID_SYNTHETIC' : 'SERVICE_UNAVAILABLE'),
    );
  });

  it.each<[RegistryState, VerificationFinding]>([
    ['NOT_FOUND', 'REGISTRY_NOT_FOUND'],
    ['DECEASED', 'REGISTRY_DECEASED'],
    ['EMIGRATED', 'REGISTRY_EMIGRATED'],
    ['OTHER_NAME', 'REGISTRY_NAME_MISMATCH'],
    ['OTHER_DATE_OF_BIRTH', 'REGISTRY_DATE_OF_BIRTH_MISMATCH'],
  ])('in the registry state %s is not confirmed; operators learn %s', async (state, finding) => {
    const result = await verify(claim(personInState(country, state)));
    expect(result).toMatchObject(unverified('IDENTITY_NOT_CONFIRMED'));
    expect(result.findings.filter((found) => meaning[found].told)).toEqual([finding]);
    expect(result.internalText).toContain(meaning[finding].text);
    expect(result).not.toHaveProperty('person');
  });

  it('is told the same, whatever the registry has against them', async () => {
    const states = ['NOT_FOUND', 'DECEASED', 'EMIGRATED', 'OTHER_NAME', 'OTHER_DATE_OF_BIRTH'] as const;
    const told = await Promise.all(
      states.map(async (state) => {
        const { status, reasons, customerText } = await verify(claim(personInState(country, state)));
        return JSON.stringify({ status, reasons, customerText });
      }),
    );
    expect(new Set(told).size).toBe(1);
  });

  it('whose name is protected is verified, and only operators learn of it', async () => {
    const { person: protectedOne, ...result } = await verify(claim(personInState(country, 'PROTECTED')));
    expect(result).toMatchObject({ status: 'VERIFIED', reasons: [] });
    expect(protectedOne).toBeDefined();
    expect(flags(result)).toContain('REGISTRY_PROTECTED');
    expect(result.customerText).toBe('Your identity is confirmed.');
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
      "another country's document with its number",
      { nationalId: '131052-308T', document: { ...base.document, issuingState: 'FIN' } },
      ['COUNTRY_MISMATCH', 'NATIONAL_ID_MALFORMED'],
    ],
    [
      "the passport of a foreigner who lives here and has the country's number",
      { document: { ...base.document, issuingState: 'DEU' } },
      ['COUNTRY_MISMATCH'],
    ],
    [
      'a state that is none of the four',
      { document: { ...base.document, issuingState: 'UTO' } },
      ['COUNTRY_MISMATCH'],
    ],
    ['another date of birth', { dateOfBirth: '1980-02-29' }, ['DATE_OF_BIRTH_MISMATCH']],
    ['a date of birth that no calendar has', { dateOfBirth: '1980-02-30' }, ['DATE_OF_BIRTH_IMPLAUSIBLE']],
    ['a date of birth to come', { dateOfBirth: '2026-11-23' }, ['DATE_OF_BIRTH_IMPLAUSIBLE']],
    ['somebody 121 years old', { dateOfBirth: '1905-11-22' }, ['DATE_OF_BIRTH_IMPLAUSIBLE']],
    ['no document', { document: null }, ['DOCUMENT_INCOMPLETE']],
    [
      'a document without an issuing state',
      { document: { ...base.document, issuingState: null } },
      ['DOCUMENT_INCOMPLETE'],
    ],
    [
      'a document without an expiry date',
      { document: { ...base.document, expiresOn: null } },
      ['DOCUMENT_INCOMPLETE'],
    ],
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
      // What no picture can mend comes first.
      ['DATE_OF_BIRTH_MISMATCH', 'COUNTRY_MISMATCH', 'DOCUMENT_EXPIRED'],
    ],
    ['another first name', { firstName: 'Någon' }, ['IDENTITY_NOT_CONFIRMED']],
  ])('%s', async (_, changes, reasons) => {
    const result = await verify({ ...base, ...changes });
    expect(result).toMatchObject(unverified(...reasons));
    expect(result).not.toHaveProperty('person');
    expect(result.customerText).toBe(advice[reasons[0] ?? 'SYSTEM_ERROR'].sentence);
  });

  it.each<[string, Partial<VerifyIdentityInput>]>([
    ['a document that expires today', { document: { ...base.document, expiresOn: '2026-11-22' } }],
    ['a document without sex', { document: { ...base.document, sex: null } }],
    ['an unspecified sex', { document: { ...base.document, sex: 'X' } }],
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

  it('takes names cut by a machine-readable zone for the whole ones, with a flag', async () => {
    const whole = { firstName: 'Christiane Louise Alexandra', lastName: 'Hohenlohe-Langenburg' };
    const cut = { firstName: 'CHRISTIANE LO', lastName: 'HOHENLOHE LANGENBURG' };
    const result = await verify({ ...base, ...cut }, { registryOf: registryWith(swede, whole) });
    expect(result).toMatchObject({
      status: 'VERIFIED',
      findings: ['REGISTRY_NAME_VARIANT'],
      person: whole,
    });
  });

  it('takes a number that the registry has replaced for the one in force', async () => {
    const inForce = '198703142391';
    const result = await verify(base, { registryOf: registryWith(swede, { nationalId: inForce }) });
    expect(result).toMatchObject({ status: 'VERIFIED', person: { nationalId: inForce } });
  });
});

describe('a registry', () => {
  const person = syntheticPerson('FI', 5);
  const unavailable = {
    ...unverified('SERVICE_UNAVAILABLE'),
    findings: ['REGISTRY_UNAVAILABLE'],
    customerText: advice.SERVICE_UNAVAILABLE.sentence,
  };

  it.each<[string, () => Promise<never>]>([
    ['rejects', () => Promise.reject(new Error(`no answer for ${person.nationalId}`))],
    [
      'throws',
      () => {
        throw new TypeError(person.lastName);
      },
    ],
  ])('that %s is unavailable, which is logged and tells nothing of anybody', async (_, lookUp) => {
    const result = await verify(claim(person), { registryOf: () => ({ lookUp }) });
    expect(result).toMatchObject(unavailable);
    expect(JSON.stringify(result)).not.toContain(person.nationalId);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn).toHaveBeenCalledWith('the registry could not be asked', expect.any(Error), {
      reason: 'SERVICE_UNAVAILABLE',
    });
  });

  it('that does not answer is told to stop and left behind', async () => {
    let told: AbortSignal | undefined;
    const lookUp = (_: string, signal: AbortSignal) => {
      told = signal;
      return new Promise<never>(() => undefined);
    };
    const result = await verify(claim(person), { registryOf: () => ({ lookUp }), registryWithinMs: 5 });
    expect(result).toMatchObject(unavailable);
    expect(told?.aborted).toBe(true);
  });

  it('that answers is not told to stop', async () => {
    const lookUp = jest.fn((id: string) => mockRegistry('FI').lookUp(id, new AbortController().signal));
    expect(await verify(claim(person), { registryOf: () => ({ lookUp }) })).toMatchObject({
      status: 'VERIFIED',
    });
    expect(lookUp).toHaveBeenCalledWith(person.nationalId, expect.objectContaining({ aborted: false }));
    expect(warn).not.toHaveBeenCalled();
  });
});

describe('age', () => {
  const child = personWithNumber('NO', '17912099997');
  if (child === undefined) throw new Error('no test person');

  it('a child is under age', async () => {
    expect(await verify(claim(child))).toMatchObject(unverified('UNDER_AGE'));
  });

  it.each([18, 15])('of %i is counted in full years up to the birthday itself', async (minimumAge) => {
    const claimed = { ...claim(personWithNumber('SE', '200001052380') ?? child) };
    const document = { ...claimed.document, expiresOn: '2040-01-01' };
    expect(
      await verify({ ...claimed, document }, { minimumAge, today: `${2000 + minimumAge}-01-04` }),
    ).toMatchObject(unverified('UNDER_AGE'));
    expect(
      await verify({ ...claimed, document }, { minimumAge, today: `${2000 + minimumAge}-01-05` }),
    ).toMatchObject({
      status: 'VERIFIED',
    });
  });
});

describe('what the contract lets a person hear', () => {
  it('is one reason for everything that a registry may have against somebody, and no name of any of it', () => {
    const entries = Object.entries(meaning).filter(([finding]) => finding.startsWith('REGISTRY_'));
    const told = entries.flatMap(([finding, { told: reason }]) =>
      reason === undefined || finding === 'REGISTRY_UNAVAILABLE' ? [] : [reason],
    );
    expect(told).toHaveLength(5);
    expect(new Set(told)).toEqual(new Set(['IDENTITY_NOT_CONFIRMED']));
    for (const [code, { sentence }] of Object.entries(advice)) {
      expect(`${code} ${sentence}`).not.toMatch(/registry|deceased|emigrated|protected/i);
    }
  });
});

describe('a soft flag', () => {
  it("of a D-number whose date differs leaves the date of birth to the registry's word", async () => {
    const person = personWithNumber('NO', '57912075186');
    if (person === undefined) throw new Error('no test person');
    const dateOfBirth = '1990-11-18';
    const registryOf = registryWith(person, { dateOfBirth });
    expect(await verify({ ...claim(person), dateOfBirth }, { registryOf })).toMatchObject({
      status: 'VERIFIED',
      findings: ['NATIONAL_ID_DATE_DIFFERS'],
    });
    expect(await verify({ ...claim(person), dateOfBirth: '1991-11-18' }, { registryOf })).toMatchObject({
      ...unverified('IDENTITY_NOT_CONFIRMED'),
      findings: ['NATIONAL_ID_DATE_DIFFERS', 'REGISTRY_DATE_OF_BIRTH_MISMATCH'],
    });
  });

  it('of a Swedish number for a birthday without numbers left is the same', async () => {
    // Born on 1 January, with the number of the 2nd.
    const person = { ...syntheticPerson('SE', 0), dateOfBirth: '1976-01-01' };
    expect(person.nationalId).toMatch(/^19760102/);
    expect(await verify(claim(person), { registryOf: registryWith(person) })).toMatchObject({
      status: 'VERIFIED',
      findings: ['NATIONAL_ID_DATE_DIFFERS'],
    });
  });

  it('refuses nobody alone, nor do all of them together', async () => {
    const person = syntheticPerson('DK', 5);
    const registryOf = registryWith(person, { isProtected: true, firstName: `${person.firstName} Mellem` });
    const result = await verify(claim(person), { registryOf });
    expect(result).toMatchObject({ status: 'VERIFIED', reasons: [] });
    expect(result.findings).toEqual([
      'NATIONAL_ID_WITHOUT_CHECKSUM',
      'REGISTRY_NAME_VARIANT',
      'REGISTRY_PROTECTED',
    ]);
    expect(flags(result)).toEqual(result.findings);
  });
});

describe('a real number', () => {
  it('is found by no mock registry: it knows synthetic people only', async () => {
    const input: VerifyIdentityInput = {
      country: 'NO',
      nationalId: '20036914700',
      firstName: 'Kari',
      lastName: 'Nordmann',
      dateOfBirth: '1969-03-20',
      document: { kind: 'PASSPORT', issuingState: 'NOR', expiresOn: '2030-01-01', source: 'MRZ' },
    };
    for (const acceptsSynthetic of [true, false]) {
      expect(await verify(input, { acceptsSynthetic })).toMatchObject({
        ...unverified('IDENTITY_NOT_CONFIRMED'),
        findings: ['REGISTRY_NOT_FOUND'],
      });
    }
  });
});

describe('whatever is handed over', () => {
  const person = syntheticPerson('NO', 9);
  const { nationalId, firstName, lastName, dateOfBirth, document } = claim(person);
  const maybe = <T>(usual: T, ...others: T[]) => fc.constantFrom(usual, usual, usual, ...others);
  const anything = fc.record({
    country: maybe<Country>('NO', 'DK', 'FI', 'SE'),
    nationalId: maybe<string | null>(nationalId, null, '1', '12853710200', '57912075186', '0610851178'),
    firstName: fc.oneof(maybe<string | null>(firstName, null, ' '), fc.string({ unit: 'grapheme' })),
    lastName: fc.oneof(maybe<string | null>(lastName, null), fc.string({ unit: 'grapheme' })),
    dateOfBirth: maybe<string | null>(dateOfBirth, null, '2026-13-45', '0001-01-01', '2999-01-01'),
    document: fc.oneof(
      fc.constant(null),
      fc.record({
        kind: fc.constant('PASSPORT' as const),
        source: fc.constant('MRZ' as const),
        issuingState: maybe<string | null>('NOR', 'UTO', null),
        expiresOn: maybe<string | null>('2030-01-01', '2020-01-01', null),
        sex: maybe<'F' | 'M' | 'X' | null>(document.sex, 'X', 'F', 'M', null),
      }),
    ),
  });

  it('the answer is of the contract, says no more than it may, and verifies nobody but the person', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (input) => {
        const result = await verify(input);
        expect(parse(VerificationResultSchema(), result, 'answer')).toEqual(result);
        expect(new Set(result.reasons)).toEqual(
          new Set(result.findings.flatMap((finding) => meaning[finding].told ?? [])),
        );
        const texts = `${result.internalText} ${result.customerText}`;
        for (const secret of [nationalId, firstName, lastName, dateOfBirth]) {
          expect(texts).not.toContain(secret);
        }
        expect(result.customerText).not.toMatch(/deceased|emigrated|protected|regist(er|ry)/i);
        const isTheirs = input.nationalId === nationalId && input.dateOfBirth === dateOfBirth;
        expect(result.status === 'VERIFIED').toBe(result.reasons.length === 0);
        if (result.status === 'VERIFIED') expect(isTheirs).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
