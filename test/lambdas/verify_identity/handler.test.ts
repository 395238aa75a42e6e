import { buildSync } from 'esbuild';
import * as v from 'valibot';
import type { VerificationResult } from '../../../generated/types';
import { VerificationResultSchema } from '../../../generated/validators';
import { dateIn } from '../../../identity/calendar';
import { stateOfCountry } from '../../../identity/issuing-states';
import { personWithNumber, syntheticPerson, type SyntheticPerson } from '../../../identity/population';

const eventOf = (person: SyntheticPerson) => {
  const { country, nationalId, firstName, lastName, dateOfBirth } = person;
  const issuingState = stateOfCountry(country);
  const document = { kind: 'PASSPORT', source: 'MRZ', issuingState, expiresOn: '2099-12-31' };
  return { country, nationalId, firstName, lastName, dateOfBirth, document };
};
const event = eventOf(syntheticPerson('NO', 8));

const variables = { STAGE: 'sandbox', MINIMUM_AGE: '18' };

/** The Lambda as it starts in an environment with these variables. */
const load = async (changes: Partial<typeof variables> = {}) => {
  for (const name of Object.keys(variables)) delete process.env[name];
  Object.assign(process.env, variables, changes);
  let loaded: { handler: (event: unknown) => Promise<VerificationResult> } | undefined;
  await jest.isolateModulesAsync(async () => {
    loaded = await import('../../../lambdas/verify_identity/handler');
  });
  if (!loaded) throw new Error('there is no handler');
  return loaded.handler;
};

const original = { ...process.env };
let written: jest.SpyInstance[] = [];
beforeEach(() => {
  written = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(() => true),
  );
});
afterEach(() => {
  process.env = { ...original };
  jest.restoreAllMocks();
});
const lines = () => written.flatMap((write) => write.mock.calls).join('\n');

describe('the Lambda verify_identity', () => {
  it('verifies synthetic people in the sandbox, in the shape of the contract', async () => {
    const handler = await load();
    const result = await handler(event);
    expect(result).toMatchObject({ status: 'VERIFIED', person: { nationalId: event.nationalId } });
    expect(v.safeParse(VerificationResultSchema(), result).success).toBe(true);
  });

  it.each(['production', 'Sandbox'])('refuses them in stage %j', async (STAGE) => {
    const handler = await load({ STAGE });
    expect(await handler(event)).toMatchObject({ status: 'UNVERIFIED', reasons: ['NATIONAL_ID_SYNTHETIC'] });
  });

  it('in production asks no mock registry: with none connected nobody is verified, and the log says why', async () => {
    const handler = await load({ STAGE: 'production' });
    const dane = eventOf(syntheticPerson('DK', 8));
    expect(await handler(dane)).toMatchObject({ status: 'UNVERIFIED', reasons: ['SERVICE_UNAVAILABLE'] });
    expect(lines()).toContain('RegistryNotConnected');
    expect(lines()).not.toContain(dane.nationalId);
  });

  it('counts age in the country, from the age it is configured with', async () => {
    const child = personWithNumber('NO', '17912099997');
    if (child === undefined) throw new Error('no test person');
    expect(await (await load())(eventOf(child))).toMatchObject({ reasons: ['UNDER_AGE'] });
    const handler = await load({ MINIMUM_AGE: '5' });
    expect(await handler(eventOf(child))).toMatchObject({ status: 'VERIFIED' });
  });

  it.each([
    [{ STAGE: '' }, 'environment variables are missing: STAGE'],
    [{ MINIMUM_AGE: '' }, 'environment variables are missing: MINIMUM_AGE'],
    [{ MINIMUM_AGE: 'adult' }, 'MINIMUM_AGE must be a whole number of years, 0 to 99'],
    [{ MINIMUM_AGE: '-1' }, 'MINIMUM_AGE must be a whole number of years, 0 to 99'],
  ])('does not start with %j', async (changes, message) => {
    await expect(load(changes)).rejects.toThrow(message);
  });

  it.each([
    ['an unknown country', { ...event, country: 'DE' }, 'event: missing or invalid: country'],
    ['a number for a name', { ...event, firstName: 7 }, 'event: missing or invalid: firstName'],
    [
      'a date that is none',
      { ...event, dateOfBirth: '06.10.1985' },
      'event: missing or invalid: dateOfBirth',
    ],
    [
      'a name that is far too long',
      { ...event, lastName: 'Hemlig'.repeat(20) },
      'event: missing or invalid: lastName',
    ],
    [
      'an issuing state of two letters',
      { ...event, document: { kind: 'PASSPORT', source: 'MRZ', issuingState: 'SE' } },
      'event: missing or invalid: document.issuingState',
    ],
    ['no event', undefined, 'event: missing or invalid: (whole)'],
  ])('throws on %s, naming fields and no value', async (_, malformed, message) => {
    const handler = await load();
    await expect(handler(malformed)).rejects.toMatchObject({ name: 'INVALID_INPUT', message });
  });

  it('writes no log while its registry answers', async () => {
    const handler = await load();
    await handler(event);
    await handler({ ...event, nationalId: 'x' });
    await handler(eventOf({ ...syntheticPerson('NO', 8), lastName: 'Annet' }));
    expect(lines()).toBe('');
  });

  it('is a small bundle that knows no SDK, no network and no file', () => {
    const { outputFiles, metafile } = buildSync({
      entryPoints: ['lambdas/verify_identity/handler.ts'],
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      write: false,
      metafile: true,
    });
    expect(outputFiles[0]?.contents.length).toBeLessThan(40_000);
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports.map(({ path }) => path));
    expect(imports.filter((path) => /^(node:|@aws|@smithy)|node_modules\/(?!valibot)/.test(path))).toEqual(
      [],
    );
  });
});

describe('the date in a country', () => {
  it.each([
    ['DK', '2026-07-01T21:59:59Z', '2026-07-01'],
    ['DK', '2026-07-01T22:00:00Z', '2026-07-02'],
    ['NO', '2026-12-31T23:00:00Z', '2027-01-01'],
    ['SE', '2026-12-31T22:59:59Z', '2026-12-31'],
    ['FI', '2026-12-31T22:00:00Z', '2027-01-01'],
  ] as const)('%s at %s is %s', (country, instant, date) => {
    expect(dateIn(country, new Date(instant))).toBe(date);
  });
});
