import { readFileSync } from 'node:fs';
import { extractId } from '../../../lambdas/extract_id_from_s3/extract';
import { nothingRead } from '../../../lambdas/extract_id_from_s3/nothing-read';
import { createLog } from '../../../lambdas/log';
import { serveBucket } from './bucket';
import { application, exif, jpegWith } from '../../../tools/hostile-pictures/splice';

const sessionId = '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001';
const key = `uploads/${sessionId}/1`;
const PLACE = 'GPS 55.6761N 12.5683E';
const clean = readFileSync('test/specimens/not-a-document.jpg');
const taken = jpegWith(clean, exif({ rest: Buffer.from(PLACE) }));
const answer = nothingRead('NO_DOCUMENT_FOUND');

let close = () => Promise.resolve();
afterEach(() => close());

const extract = async (picture: Buffer, onPut?: Parameters<typeof serveBucket>[1]) => {
  const bucket = await serveBucket(
    { [`current/${sessionId}`]: JSON.stringify({ key }), [key]: picture },
    onPut,
  );
  close = bucket.close;
  const lines: string[] = [];
  const seen: Buffer[] = [];
  const found = await extractId(
    { bucket: 'pictures', sessionId, country: 'DK' },
    {
      s3: bucket.client,
      log: createLog('extract_id_from_s3', (line) => lines.push(line)),
      readPicture: (bytes) => {
        seen.push(Buffer.from(bytes));
        return Promise.resolve(answer);
      },
    },
  );
  const stored = bucket.objects[key];
  if (!Buffer.isBuffer(stored)) throw new Error('the picture has gone');
  return { found, seen, stored, written: bucket.written, lines };
};

test('a picture is cleaned in the bucket before it is read: same key, same type, only if nobody wrote meanwhile', async () => {
  const { found, seen, stored, written, lines } = await extract(taken);

  expect(found).toBe(answer);
  expect(stored.equals(clean)).toBe(true);
  expect(seen.map((bytes) => bytes.equals(clean))).toEqual([true]);
  expect(written).toMatchObject([{ key, headers: { 'content-type': 'image/jpeg' } }]);
  expect(written[0]?.headers['if-match']).toMatch(/^"[0-9a-f]{32}"$/);
  expect(lines).toEqual([]);
});

test('a picture without metadata is not written', async () => {
  const { stored, seen, written } = await extract(clean);

  expect(written).toEqual([]);
  expect(seen.map((bytes) => bytes.equals(clean))).toEqual([true]);
  expect(stored.equals(clean)).toBe(true);
});

test('another delivery that was faster, or a first attempt whose answer was lost, is no failure', async () => {
  const { found, stored, written, lines } = await extract(taken, (_, store) => {
    store();
    return { status: 412, code: 'PreconditionFailed' };
  });

  expect(found).toBe(answer);
  expect(written).toHaveLength(1);
  expect(stored.equals(clean)).toBe(true);
  expect(lines).toEqual([]);
});

test.each([
  ['is forbidden', { status: 403, code: 'AccessDenied' }],
  ['conflicts with another', { status: 409, code: 'ConditionalRequestConflict' }],
  ['fails', { status: 500, code: 'InternalError' }],
])(
  'where the write %s the person is onboarded, and the log says that metadata is left',
  async (_, failure) => {
    const { found, seen, lines } = await extract(taken, () => failure);

    expect(found).toBe(answer);
    expect(seen[0]?.includes(PLACE)).toBe(false);
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      {
        level: 'warn',
        event: 'metadata is still in the bucket',
        sessionId,
        fault: { httpStatus: failure.status },
      },
    ]);
    expect(lines.join()).not.toContain(PLACE);
  },
);

test('a refused file leaves hardly more than its signature', async () => {
  const heic = Buffer.from(`\0\0\0\x18ftypheic\0\0\0\0${PLACE}`);
  const half = jpegWith(clean, application(1, Buffer.from(PLACE))).subarray(0, 5_000);

  expect((await extract(heic)).stored).toEqual(heic.subarray(0, 12));
  await close();
  expect((await extract(half)).stored).toEqual(half.subarray(0, 12));
});
