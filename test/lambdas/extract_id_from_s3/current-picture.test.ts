import { S3Client } from '@aws-sdk/client-s3';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MAX_PICTURE_BYTES, readCurrentPicture } from '../../../lambdas/extract_id_from_s3/current-picture';

const sessionId = '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001';
const pointer = JSON.stringify({ key: `uploads/${sessionId}/2` });

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

type S3Object = Buffer | string | { status: number; code: string } | { announces: number };

/** S3's GetObject on the loopback: what is not there is forbidden, as without the right to list. */
const bucket = async (objects: Record<string, S3Object>) => {
  const sent = { bytes: 0 };
  const server = createServer((request, response) => {
    const key = decodeURIComponent(new URL(request.url ?? '', 'http://s3').pathname).replace(
      '/pictures/',
      '',
    );
    const object = objects[key] ?? { status: 403, code: 'AccessDenied' };
    if (typeof object === 'string' || Buffer.isBuffer(object)) {
      response.writeHead(200, { 'content-length': Buffer.byteLength(object) }).end(object);
    } else if ('announces' in object) {
      response.writeHead(200, { 'content-length': object.announces });
      const more = () => {
        if (response.destroyed) return;
        sent.bytes += 65_536;
        response.write(Buffer.alloc(65_536), more);
      };
      more();
    } else {
      response.writeHead(object.status, { 'content-type': 'application/xml' });
      response.end(`<Error><Code>${object.code}</Code><Message>m</Message></Error>`);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  closing.push(
    () =>
      new Promise((resolve) => {
        client.destroy();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return { read: () => readCurrentPicture(client, 'pictures', sessionId), sent };
};

test('the current picture is the one that the pointer names', async () => {
  const { read } = await bucket({
    [`current/${sessionId}`]: pointer,
    [`uploads/${sessionId}/1`]: 'old',
    [`uploads/${sessionId}/2`]: Buffer.from([0xff, 0xd8, 0]),
  });

  expect(await read()).toEqual({ kind: 'picture', bytes: new Uint8Array([0xff, 0xd8, 0]) });
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

  expect(await read()).toMatchObject({ kind: 'picture', bytes: { length: MAX_PICTURE_BYTES } });
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
