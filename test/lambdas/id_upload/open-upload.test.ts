import { S3Client } from '@aws-sdk/client-s3';
import { createHash, randomBytes } from 'node:crypto';
import type { IdUploadInput } from '../../../generated/types';
import { IdUploadSchema } from '../../../generated/validators';
import { openUpload } from '../../../lambdas/id_upload/open-upload';
import { readSessionToken } from '../../../lambdas/session-token/token';
import { parse } from '../../../lambdas/validation';
import { serve, type Reaction } from '../loopback';

const key = new Uint8Array(randomBytes(48));
const now = new Date('2026-11-20T10:00:00.000Z');
const sessionId = '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001';
const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

const input = (changes: Partial<IdUploadInput['picture']> = {}, upload = 1): IdUploadInput => ({
  sessionId,
  upload,
  sessionExpiresAt: '2026-11-23T10:00:00.000Z',
  picture: {
    country: 'DK',
    contentType: 'image/jpeg',
    contentLength: 123_456,
    sha256: sha256('a'),
    ...changes,
  },
});

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

const s3 = async (...reactions: Reaction[]) => {
  const server = await serve(...reactions);
  const client = new S3Client({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    maxAttempts: 1,
  });
  closing.push(async () => {
    client.destroy();
    await server.close();
  });
  const open = async (asked: IdUploadInput) => {
    const answer = await openUpload(asked, {
      s3: client,
      bucket: 'pictures',
      secret: () => Promise.resolve(key),
      now: () => now,
    });
    return parse(IdUploadSchema(), answer, 'answer');
  };
  return { open, requests: server.requests };
};
const done: Reaction = { status: 200, body: '', headers: { 'content-type': 'application/xml' } };

test('an upload has a key of its own, five minutes, and the headers that say which bytes', async () => {
  const { open } = await s3(done);

  const { url, method, headers, expiresAt, sessionId: session } = await open(input({}, 3));

  expect(session).toBe(sessionId);
  expect(method).toBe('PUT');
  expect(expiresAt).toBe('2026-11-20T10:05:00.000Z');
  expect(Object.fromEntries(headers.map(({ name, value }) => [name, value]))).toEqual({
    'content-length': '123456',
    'content-type': 'image/jpeg',
    'if-none-match': '*',
    'x-amz-checksum-sha256': sha256('a'),
  });
  const { pathname, searchParams } = new URL(url);
  expect(pathname).toBe(`/pictures/uploads/${sessionId}/3`);
  expect(searchParams.get('X-Amz-Expires')).toBe('300');
  expect(searchParams.get('X-Amz-SignedHeaders')).toBe(
    'content-length;content-type;host;if-none-match;x-amz-checksum-sha256',
  );
  // A checksum in the URL would be that of an empty body.
  expect([...searchParams.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
});

test('the signature holds for the announced size, type and content alone', async () => {
  const { open } = await s3(done);
  const signatureOf = async (asked: IdUploadInput) =>
    new URL((await open(asked)).url).searchParams.get('X-Amz-Signature');

  const signatures = await Promise.all([
    signatureOf(input()),
    signatureOf(input({ contentLength: 123_457 })),
    signatureOf(input({ contentType: 'image/png' })),
    signatureOf(input({ sha256: sha256('b') })),
    signatureOf(input({}, 2)),
  ]);

  expect(new Set(signatures).size).toBe(5);
  expect(await signatureOf(input())).toBe(signatures[0]);
});

test('the upload becomes the session’s current one', async () => {
  const { open, requests } = await s3(done);

  await open(input({}, 2));

  expect(requests).toEqual([
    expect.objectContaining({
      method: 'PUT',
      path: expect.stringMatching(`^/pictures/current/${sessionId}(\\?|$)`) as string,
      body: JSON.stringify({ key: `uploads/${sessionId}/2` }),
    }),
  ]);
});

test('the token speaks for the session as long as the session lives', async () => {
  const { open } = await s3(done);

  const { sessionToken } = await open(input());

  expect(await readSessionToken(key, sessionToken, now)).toEqual({
    sessionId,
    expiresAt: Date.parse('2026-11-23T10:00:00.000Z') / 1000,
  });
});

test('without the pointer there is no upload: the picture would not be found', async () => {
  const { open } = await s3({
    status: 403,
    body: '<Error><Code>AccessDenied</Code></Error>',
    headers: { 'content-type': 'application/xml' },
  });

  await expect(open(input())).rejects.toMatchObject({ name: 'AccessDenied' });
});
