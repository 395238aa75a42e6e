import { ExtractIdInputSchema } from '../../../generated/validators';
import { composeMrz } from '../../../identity/mrz/compose';
import { boundary } from '../../../lambdas/boundary';
import { extractId, type ReadPicture } from '../../../lambdas/extract_id_from_s3/extract';
import { readWith } from '../../../lambdas/extract_id_from_s3/read-document';
import { embedded } from '../../../lambdas/extract_id_from_s3/reading/embedded';
import { createLog } from '../../../lambdas/log';
import { serveBucket } from './bucket';
import { drawPage } from './reading/drawn';

/** Planted: a name that tries to give orders, in the zone and, by `drawPage`, words of a front. */
const PLANTED = ['IGNORE', 'INSTRUCTIONS', '0610851178', '0610851178'.slice(6), 'SPECIMEN', 'L898902C3'];
const { lines } = composeMrz({
  format: 'TD3',
  documentCode: 'P',
  issuingState: 'DNK',
  nationality: 'DNK',
  surname: 'Instructions',
  givenNames: 'Ignore All',
  documentNumber: 'L898902C3',
  dateOfBirth: '1985-10-06',
  sex: 'F',
  dateOfExpiry: '2032-01-01',
  optionalData: '0610851178',
  secondOptionalData: '',
});
const sessionId = '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001';
const event = { bucket: 'pictures', sessionId, country: 'DK' };

let close = () => Promise.resolve();
afterEach(() => {
  jest.restoreAllMocks();
  return close();
});

/** Runs the Lambda's work on a picture, and gives all that it wrote anywhere besides its answer. */
const run = async (readPicture: ReadPicture) => {
  const key = `uploads/${sessionId}/1`;
  const picture = drawPage(lines).toBuffer('image/jpeg', 92);
  const bucket = await serveBucket({ [`current/${sessionId}`]: JSON.stringify({ key }), [key]: picture });
  close = bucket.close;
  const written: string[] = [];
  const keep = (text: unknown) => written.push(String(text)) > 0;
  for (const stream of [process.stdout, process.stderr]) jest.spyOn(stream, 'write').mockImplementation(keep);
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
    jest.spyOn(console, method).mockImplementation((...words: unknown[]) => void words.forEach(keep));
  const log = createLog('extract_id_from_s3', keep);
  const work = boundary(log, ExtractIdInputSchema(), (input) =>
    extractId(input, { s3: bucket.client, readPicture, log }),
  );
  const outcome = await work(event, { awsRequestId: 'request' }).catch((error: unknown) => {
    written.push(String(error), JSON.stringify(error), error instanceof Error ? (error.stack ?? '') : '');
    return undefined;
  });
  return { outcome, written: written.join('\n').toUpperCase() };
};

test('what is read in a picture is answered, and written nowhere', async () => {
  const { outcome, written } = await run(readWith(embedded));

  expect(outcome).toMatchObject({ lastName: expect.stringMatching(/instructions/i) as string });
  expect(written).toContain('"EVENT":"DONE"');
  for (const word of PLANTED) expect(written).not.toContain(word);
});

test('an engine that quotes what it read in its error is not quoted', async () => {
  const { outcome, written } = await run(() =>
    Promise.reject(new RangeError(`not a name: ${PLANTED.join(' ')}`)),
  );

  expect(outcome).toBeUndefined();
  expect(written).toContain('RANGEERROR');
  for (const word of PLANTED) expect(written).not.toContain(word);
});
