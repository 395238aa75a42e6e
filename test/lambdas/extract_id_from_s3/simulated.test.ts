import type { Country } from '../../../generated/types';
import { ExtractedIdSchema, VerifyIdentityInputSchema } from '../../../generated/validators';
import { CONFIDENCE_GATE } from '../../../identity/confidence';
import { readNationalId } from '../../../identity/national-id/national-id';
import { createReader } from '../../../lambdas/extract_id_from_s3/engines';
import { parse } from '../../../lambdas/validation';

const countries: Country[] = ['DK', 'FI', 'NO', 'SE'];
const read = createReader('simulated');
const file = (text: string) => new TextEncoder().encode(text);

test.each(countries)('a file shows a synthetic person of %s, always the same one', async (country) => {
  const first = parse(ExtractedIdSchema(), await read(file('a picture'), country), 'answer');

  expect(await read(file('a picture'), country)).toEqual(first);
  expect(await read(file('another picture'), country)).not.toEqual(first);
  expect(first.confidence).toBeGreaterThanOrEqual(CONFIDENCE_GATE);
  expect(first.reasons).toEqual([]);
  expect(first.document?.source).toBe('SIMULATED');
  expect(readNationalId(country, first.nationalId ?? '', '2026-11-20')).toMatchObject({
    ok: true,
    canonical: first.nationalId,
  });
  // What it answers can be handed on to be verified.
  const { firstName, lastName, dateOfBirth, nationalId, document } = first;
  const next = { country, firstName, lastName, dateOfBirth, nationalId, document };
  expect(parse(VerifyIdentityInputSchema(), next, 'next')).toEqual(next);
});

test('a file that begins with "blurred" is a blurred picture', async () => {
  expect(await read(file('blurred, number 7'), 'DK')).toMatchObject({
    confidence: 0,
    reasons: ['PICTURE_BLURRED'],
  });
});

test('an engine that does not exist is refused at start, with those that do', () => {
  expect(() => createReader('crystal ball')).toThrow(/OCR_ENGINE must be one of .*simulated/);
});
