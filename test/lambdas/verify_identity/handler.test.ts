import { VerificationResultSchema } from '../../../generated/validators';
import * as v from 'valibot';
import { buildSync } from 'esbuild';
import { syntheticPerson } from '../../../identity/population';
import { handler } from '../../../lambdas/verify_identity/handler';

const { country, nationalId, firstName, lastName, dateOfBirth } = syntheticPerson('SE', 8);
const event = { country, nationalId, firstName, lastName, dateOfBirth };

describe('the Lambda verify_identity', () => {
  const stage = process.env['STAGE'];
  afterEach(() => {
    if (stage === undefined) delete process.env['STAGE'];
    else process.env['STAGE'] = stage;
  });

  it('verifies synthetic people in the sandbox, in the shape of the contract', async () => {
    process.env['STAGE'] = 'sandbox';
    const result = await handler(event);
    expect(result).toMatchObject({ status: 'VERIFIED', person: { nationalId } });
    expect(v.safeParse(VerificationResultSchema(), result).success).toBe(true);
  });

  it.each(['production', 'Sandbox', '', undefined])('refuses them in stage %j', async (name) => {
    if (name === undefined) delete process.env['STAGE'];
    else process.env['STAGE'] = name;
    expect(await handler(event)).toMatchObject({ status: 'UNVERIFIED', reasons: ['NATIONAL_ID_SYNTHETIC'] });
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
    await expect(handler(malformed)).rejects.toMatchObject({ name: 'INVALID_INPUT', message });
  });

  it('writes no log', async () => {
    const written = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
    await handler(event);
    await handler({ ...event, nationalId: 'x' });
    for (const write of written) expect(write).not.toHaveBeenCalled();
    jest.restoreAllMocks();
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
