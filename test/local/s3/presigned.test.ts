import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import type { Service } from '../../../local/cloud';
import { createS3 } from '../../../local/s3/service';
import { role, templateCloud, type TemplateCloud } from '../template-cloud';

const objectsArn = { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Uploads', 'Arn'] }, '/*']] };
const resources = {
  Uploads: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: 'uploads',
      CorsConfiguration: {
        CorsRules: [
          {
            AllowedOrigins: ['https://*.example.com', 'http://localhost:3000'],
            AllowedMethods: ['PUT'],
            AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-*'],
            ExposedHeaders: ['ETag'],
            MaxAge: 600,
          },
        ],
      },
    },
  },
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Uploads' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: '*',
            Resource: objectsArn,
            Condition: { NumericGreaterThan: { 's3:signatureAge': '600000' } },
          },
        ],
      },
    },
  },
  Presigner: role([{ Effect: 'Allow', Action: 's3:PutObject', Resource: objectsArn }]),
};

let cloud: TemplateCloud;
let service: Service;
let s3: S3Client;

beforeAll(async () => {
  cloud = await templateCloud(resources);
  service = await createS3(cloud);
  s3 = clientOf(cloud.iam.operator);
});
afterAll(async () => {
  s3.destroy();
  await service.close();
  await cloud.remove();
});
afterEach(() => cloud.setNow(undefined));

function clientOf(credentials: {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}): S3Client {
  const { region, endpoints } = cloud;
  return new S3Client({
    region,
    endpoint: endpoints.s3,
    credentials,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
}

const picture = Buffer.from('a picture of a document');
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('base64');
const headers = {
  'content-type': 'image/jpeg',
  'if-none-match': '*',
  'x-amz-checksum-sha256': sha256(picture),
};
let keys = 0;

/** A URL that admits the picture once, as the presigner's role signs it. */
async function presign(expiresIn = 300): Promise<{ url: string; Key: string }> {
  const Key = `sessions/${keys++}`;
  const signer = clientOf(cloud.iam.credentialsFor(cloud.stack.attribute('Presigner', 'Arn')));
  const command = new PutObjectCommand({
    Bucket: 'uploads',
    Key,
    ContentType: headers['content-type'],
    ContentLength: picture.length,
    ChecksumSHA256: headers['x-amz-checksum-sha256'],
    IfNoneMatch: '*',
  });
  const signed = ['content-type', 'content-length', 'if-none-match', 'x-amz-checksum-sha256', 'host'];
  const url = await getSignedUrl(signer, command, {
    expiresIn,
    signableHeaders: new Set(signed),
    unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
  });
  return { url, Key };
}

/** Sends a PUT; gives status and S3's error code. */
async function put(
  url: string,
  changed: Record<string, string> = {},
  body: Buffer = picture,
): Promise<[number, string]> {
  const answer = await fetch(url, { method: 'PUT', headers: { ...headers, ...changed }, body });
  const text = await answer.text();
  return [answer.status, /<Code>(.*?)<\/Code>/.exec(text)?.[1] ?? text];
}

async function isStored(Key: string): Promise<boolean> {
  const answer = await s3
    .send(new GetObjectCommand({ Bucket: 'uploads', Key }))
    .catch((error: Error) => error.name);
  return answer !== 'NoSuchKey';
}

describe('a presigned PUT', () => {
  test('admits the announced picture, once', async () => {
    const { url, Key } = await presign();
    expect(await put(url)).toEqual([200, '']);
    const stored = await s3.send(new GetObjectCommand({ Bucket: 'uploads', Key }));
    expect(await stored.Body?.transformToString()).toBe(picture.toString());
    expect(stored.ContentType).toBe('image/jpeg');
    expect(await put(url)).toEqual([412, 'PreconditionFailed']);
  });

  test.each<[string, Record<string, string>, Buffer, [number, string]]>([
    ['other bytes of the same length', {}, Buffer.alloc(picture.length, 'x'), [400, 'BadDigest']],
    ['a longer body', {}, Buffer.concat([picture, picture]), [403, 'SignatureDoesNotMatch']],
    ['a shorter body', {}, picture.subarray(1), [403, 'SignatureDoesNotMatch']],
    ['another type', { 'content-type': 'text/html' }, picture, [403, 'SignatureDoesNotMatch']],
    [
      'another checksum',
      { 'x-amz-checksum-sha256': sha256(Buffer.from('x')) },
      picture,
      [403, 'SignatureDoesNotMatch'],
    ],
    ['another condition', { 'if-none-match': '"x"' }, picture, [403, 'SignatureDoesNotMatch']],
    ['a header that was not signed', { 'x-amz-meta-more': '1' }, picture, [403, 'AccessDenied']],
  ])('refuses %s and stores nothing', async (_, changed, body, refused) => {
    const { url, Key } = await presign();
    expect(await put(url, changed, body)).toEqual(refused);
    expect(await isStored(Key)).toBe(false);
  });

  test('refuses another key, another method and another parameter', async () => {
    const { url, Key } = await presign();
    const elsewhere = url.replace(Key, 'sessions/other');
    expect(await put(elsewhere)).toEqual([403, 'SignatureDoesNotMatch']);
    const got = await fetch(url, { headers });
    expect([got.status, await got.text()]).toEqual([403, expect.stringContaining('SignatureDoesNotMatch')]);
    expect(await put(`${url}&x-amz-acl=public-read`)).toEqual([403, 'SignatureDoesNotMatch']);
    expect(await isStored('sessions/other')).toBe(false);
  });

  test('refuses when its time is over', async () => {
    const { url, Key } = await presign(60);
    cloud.setNow(new Date(Date.now() + 61_000));
    expect(await put(url)).toEqual([403, 'AccessDenied']);
    cloud.setNow(undefined);
    expect(await isStored(Key)).toBe(false);
  });

  test('refuses when the bucket’s policy thinks its signature too old', async () => {
    const { url } = await presign(3600);
    cloud.setNow(new Date(Date.now() + 601_000));
    expect(await put(url)).toEqual([403, 'AccessDenied']);
    expect(cloud.records.at(-1)?.decision).toMatch(/explicit deny in a resource-based policy/);
  });

  test('that is cut off in the middle stores nothing and can be sent again', async () => {
    const { url, Key } = await presign();
    const before = cloud.records.length;
    await new Promise<void>((resolve) => {
      const request = httpRequest(url, {
        method: 'PUT',
        headers: { ...headers, 'content-length': picture.length },
      });
      request.on('error', () => resolve());
      request.write(picture.subarray(0, 10), () => setTimeout(() => request.destroy(), 20));
    });
    while (cloud.records.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(cloud.records.at(-1)?.outcome).toBe('400 IncompleteBody');
    expect(await isStored(Key)).toBe(false);
    expect(await put(url)).toEqual([200, '']);
  });
});

describe('a browser on another origin', () => {
  const preflight = (origin: string, method: string, asked: string) =>
    fetch(`${cloud.endpoints.s3}/uploads/sessions/x`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': method, 'access-control-request-headers': asked },
    });

  test('may send what a rule of the bucket allows', async () => {
    const answer = await preflight(
      'https://app.example.com',
      'PUT',
      'content-type,if-none-match,x-amz-checksum-sha256',
    );
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'content-type, if-none-match, x-amz-checksum-sha256',
      'access-control-max-age': '600',
    });
  });

  test.each([
    ['https://example.org', 'PUT', 'content-type'],
    ['https://app.example.com', 'DELETE', 'content-type'],
    ['https://app.example.com', 'PUT', 'authorization'],
  ])('is refused anything else: %s %s %s', async (origin, method, asked) => {
    const answer = await preflight(origin, method, asked);
    expect(answer.status).toBe(403);
    expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    expect(await answer.text()).toContain('<Code>AccessForbidden</Code>');
  });

  test('may read the answers, refusals too', async () => {
    const { url } = await presign();
    const origin = 'http://localhost:3000';
    const put = () => fetch(url, { method: 'PUT', headers: { ...headers, origin }, body: picture });
    for (const answer of [await put(), await put()]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
      expect(answer.headers.get('access-control-expose-headers')).toBe('ETag');
    }
  });
});
