import { MAX_PICTURE_BYTES, readCurrentPicture } from '../../../lambdas/extract_id_from_s3/current-picture';
import { serveBucket, type S3Object } from './bucket';

const sessionId = '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001';
const pointer = JSON.stringify({ key: `uploads/${sessionId}/2` });

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

const bucket = async (objects: Record<string, S3Object>) => {
  const { client, sent, close } = await serveBucket(objects);
  closing.push(close);
  return { read: () => readCurrentPicture(client, 'pictures', sessionId), sent };
};

test('the current picture is the one that the pointer names', async () => {
  const { read } = await bucket({
    [`current/${sessionId}`]: pointer,
    [`uploads/${sessionId}/1`]: 'old',
    [`uploads/${sessionId}/2`]: Buffer.from([0xff, 0xd8, 0]),
  });

  expect(await read()).toEqual({
    kind: 'picture',
    picture: {
      bucket: 'pictures',
      key: `uploads/${sessionId}/2`,
      bytes: new Uint8Array([0xff, 0xd8, 0]),
      contentType: 'image/jpeg',
      etag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string,
    },
  });
});

test.each([
  ['forbidden', { status: 403, code: 'AccessDenied' }],
  ['not found', { status: 404, code: 'NoSuchKey' }],
])('a picture that is %s was not uploaded', async (_, object) => {
  const { read } = await bucket({ [`current/${sessionId}`]: pointer, [`uploads/${sessionId}/2`]: object });

  expect(await read()).toEqual({ kind: 'none', reason: 'PICTURE_MISSING' });
});

test('an empty file is told', async () => {
  const { read } = await bucket({ [`current/${sessionId}`]: pointer, [`uploads/${sessionId}/2`]: '' });

  expect(await read()).toEqual({ kind: 'none', reason: 'PICTURE_EMPTY' });
});

test('a file over the limit is refused before it is read', async () => {
  const { read, sent } = await bucket({
    [`current/${sessionId}`]: pointer,
    [`uploads/${sessionId}/2`]: { announces: MAX_PICTURE_BYTES + 1 },
  });

  expect(await read()).toEqual({ kind: 'none', reason: 'PICTURE_TOO_LARGE' });
  expect(sent.bytes).toBeLessThan(MAX_PICTURE_BYTES);
});

test('a file at the limit is read', async () => {
  const { read } = await bucket({
    [`current/${sessionId}`]: pointer,
    [`uploads/${sessionId}/2`]: Buffer.alloc(MAX_PICTURE_BYTES),
  });

  expect(await read()).toMatchObject({ kind: 'picture', picture: { bytes: { length: MAX_PICTURE_BYTES } } });
});

test.each<[string, S3Object]>([
  ['cannot be read', { status: 403, code: 'AccessDenied' }],
  ['is not JSON', 'uploads'],
  ['names nothing', '{}'],
  ['leads to another session', JSON.stringify({ key: `uploads/${sessionId.replace('0b', '0c')}/1` })],
  ['is far too large', Buffer.alloc(5_000, 32)],
])('a pointer that %s is a failure, not a missing picture', async (_, object) => {
  const { read } = await bucket({ [`current/${sessionId}`]: object, [`uploads/${sessionId}/2`]: 'picture' });

  await expect(read()).rejects.toThrow();
});

test('S3 failing is a failure, not a missing picture', async () => {
  const { read } = await bucket({
    [`current/${sessionId}`]: pointer,
    [`uploads/${sessionId}/2`]: { status: 500, code: 'InternalError' },
  });

  await expect(read()).rejects.toThrow();
});
