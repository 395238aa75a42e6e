import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Service } from '../../../local/cloud';
import { createS3 } from '../../../local/s3/service';
import { templateCloud, type TemplateCloud } from '../template-cloud';

let cloud: TemplateCloud;
let service: Service;

beforeAll(async () => {
  cloud = await templateCloud({
    Uploads: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'uploads' } },
  });
  service = await createS3(cloud);
});
afterAll(async () => {
  await service.close();
  await cloud.remove();
});

/** Sends a request signed over exactly these headers; gives the status and the body. */
async function send(
  method: 'PUT' | 'GET' | 'POST',
  path: string,
  headers: Record<string, string>,
  body?: string | ReadableStream,
): Promise<[number, string]> {
  const { endpoints, iam, region } = cloud;
  const { hostname, port, host } = new URL(endpoints.s3);
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials: iam.operator,
    sha256: Sha256,
    uriEscapePath: false,
    applyChecksum: false,
  });
  const [pathname = '', search] = path.split('?');
  const signed = await signer.sign({
    method,
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: pathname,
    query: Object.fromEntries(new URLSearchParams(search)),
    headers: { host, ...headers },
  });
  const stream = body instanceof ReadableStream ? { duplex: 'half' as const } : {};
  const answer = await fetch(endpoints.s3 + path, {
    method,
    headers: signed.headers,
    ...(body !== undefined && { body }),
    ...stream,
  });
  return [answer.status, await answer.text()];
}

const code = ([status, body]: [number, string]) => [status, /<Code>(.*?)<\/Code>/.exec(body)?.[1] ?? body];
const unsigned = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
const trailing = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER' };
const hex = (text: string) => createHash('sha256').update(text).digest('hex');
const md5 = (text: string) => createHash('md5').update(text).digest('base64');
const crc = (text: string) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64');
};

describe('an upload', () => {
  test('is held to the hash that its signature covers', async () => {
    const signed = { 'x-amz-content-sha256': hex('body') };
    expect(code(await send('PUT', '/uploads/hash', signed, 'ydob'))).toEqual([
      400,
      'XAmzContentSHA256Mismatch',
    ]);
    expect(code(await send('GET', '/uploads/hash', unsigned))).toEqual([404, 'NoSuchKey']);
    expect(code(await send('PUT', '/uploads/hash', signed, 'body'))).toEqual([200, '']);
  });

  test('is held to its Content-MD5', async () => {
    const put = (value: string) => send('PUT', '/uploads/md5', { ...unsigned, 'content-md5': value }, 'body');
    expect(code(await put(md5('ydob')))).toEqual([400, 'BadDigest']);
    expect(code(await put('no digest'))).toEqual([400, 'InvalidDigest']);
    expect(code(await put(md5('body')))).toEqual([200, '']);
  });

  test.each<[string, Record<string, string>, [number, string]]>([
    ['a checksum that is none', { ...unsigned, 'x-amz-checksum-sha256': 'short' }, [400, 'InvalidRequest']],
    [
      'two checksums',
      { ...unsigned, 'x-amz-checksum-crc32': crc('body'), 'x-amz-checksum-sha1': 'x' },
      [400, 'InvalidRequest'],
    ],
    [
      'a checksum that is named and not sent',
      { ...unsigned, 'x-amz-sdk-checksum-algorithm': 'CRC32' },
      [400, 'InvalidRequest'],
    ],
    [
      'chunk signatures',
      { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' },
      [501, 'NotImplemented'],
    ],
    ['a copy', { ...unsigned, 'x-amz-copy-source': '/uploads/md5' }, [501, 'NotImplemented']],
    [
      'an unknown encryption',
      { ...unsigned, 'x-amz-server-side-encryption': 'rot13' },
      [400, 'InvalidEncryptionAlgorithmError'],
    ],
    ['too much metadata', { ...unsigned, 'x-amz-meta-long': 'x'.repeat(2048) }, [400, 'MetadataTooLarge']],
    ['a condition on what is not there', { ...unsigned, 'if-match': '"x"' }, [404, 'NoSuchKey']],
    ['a condition on anything', { ...unsigned, 'if-match': '*' }, [501, 'NotImplemented']],
    ['two conditions', { ...unsigned, 'if-match': '"x"', 'if-none-match': '*' }, [501, 'NotImplemented']],
    [
      'another account as the bucket’s owner',
      { ...unsigned, 'x-amz-expected-bucket-owner': '1' },
      [403, 'AccessDenied'],
    ],
  ])('with %s is refused', async (_, headers, refused) => {
    expect(code(await send('PUT', '/uploads/refused', headers, 'body'))).toEqual(refused);
    expect(code(await send('GET', '/uploads/refused', unsigned))).toEqual([404, 'NoSuchKey']);
  });

  test('of unknown length is refused', async () => {
    const stream = () => new Blob(['body']).stream();
    expect(code(await send('PUT', '/uploads/x', unsigned, stream()))).toEqual([501, 'NotImplemented']);
    expect(code(await send('PUT', '/uploads/x', trailing, stream()))).toEqual([411, 'MissingContentLength']);
  });
});

describe('an aws-chunked upload', () => {
  const headers = {
    ...trailing,
    'x-amz-decoded-content-length': '4',
    'x-amz-trailer': 'x-amz-checksum-crc32',
  };
  const chunked = (checksum: string) => `2\r\nbo\r\n2\r\ndy\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`;

  test('is stored as it was before the coding', async () => {
    const coded = { ...headers, 'content-encoding': 'aws-chunked' };
    expect(code(await send('PUT', '/uploads/chunked', coded, chunked(crc('body'))))).toEqual([200, '']);
    expect(await send('GET', '/uploads/chunked', unsigned)).toEqual([200, 'body']);
  });

  test.each<[string, string, Record<string, string>, [number, string]]>([
    ['whose trailing checksum is wrong', chunked(crc('ydob')), {}, [400, 'BadDigest']],
    ['whose trailing checksum is missing', '4\r\nbody\r\n0\r\n\r\n', {}, [400, 'InvalidRequest']],
    ['without a last chunk', '4\r\nbody\r\n', {}, [400, 'IncompleteBody']],
    [
      'that is longer than announced',
      chunked(crc('body')),
      { 'x-amz-decoded-content-length': '3' },
      [400, 'IncompleteBody'],
    ],
    [
      'that is shorter than announced',
      chunked(crc('body')),
      { 'x-amz-decoded-content-length': '5' },
      [400, 'IncompleteBody'],
    ],
    ['that is not chunked at all', 'body', {}, [400, 'IncompleteBody']],
    [
      'with an unknown trailer',
      chunked(crc('body')),
      { 'x-amz-trailer': 'x-amz-checksum-md4' },
      [400, 'InvalidRequest'],
    ],
  ])('%s is refused', async (_, body, changed, refused) => {
    expect(code(await send('PUT', '/uploads/nothing', { ...headers, ...changed }, body))).toEqual(refused);
    expect(code(await send('GET', '/uploads/nothing', unsigned))).toEqual([404, 'NoSuchKey']);
  });
});

test.each([
  ['POST', '/uploads?delete', 'POST on a bucket with ?delete'],
  ['GET', '/uploads?versioning', 'GET on a bucket with ?versioning'],
  ['POST', '/uploads/x?uploads', 'POST on an object with ?uploads'],
  ['GET', '/', 'GET on a bucket'],
] as const)('%s %s is not built and says so', async (method, path, named) => {
  const [status, body] = await send(method, path, unsigned);
  expect([status, body]).toEqual([501, expect.stringContaining(named)]);
});

test('an answer’s headers can be replaced, by what a header may be', async () => {
  await send('PUT', '/uploads/headers', unsigned, 'body');
  const get = (value: string) =>
    send('GET', `/uploads/headers?response-content-disposition=${value}`, unsigned);
  expect(await get('attachment')).toEqual([200, 'body']);
  expect(code(await get('a%0d%0aset-cookie%3a%20b'))).toEqual([400, 'InvalidArgument']);
  expect(await send('GET', '/uploads/headers', unsigned)).toEqual([200, 'body']);
});
