import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  S3ServiceException,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { Service } from '../../../local/cloud';
import { createS3 } from '../../../local/s3/service';
import { role, templateCloud, type TemplateCloud } from '../template-cloud';

const bucketArn = { 'Fn::GetAtt': ['Uploads', 'Arn'] };
const objectsArn = { 'Fn::Join': ['', [bucketArn, '/*']] };
const resources = {
  Uploads: {
    Type: 'AWS::S3::Bucket',
    Properties: {
      BucketName: 'uploads',
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: 'key-1' } },
        ],
      },
      LifecycleConfiguration: {
        Rules: [{ Id: 'old', Status: 'Enabled', Prefix: 'pictures/', ExpirationInDays: 1 }],
      },
    },
  },
  Plain: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'plain' } },
  Policy: {
    Type: 'AWS::S3::BucketPolicy',
    Properties: {
      Bucket: { Ref: 'Uploads' },
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:*',
            Resource: [bucketArn, objectsArn],
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: 's3:PutObject',
            Resource: { 'Fn::Join': ['', [bucketArn, '/once/*']] },
            Condition: { Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } },
          },
          ...[
            ['s3:x-amz-server-side-encryption', 'aws:kms'],
            ['s3:x-amz-server-side-encryption-aws-kms-key-id', 'key-1'],
          ].map(([key = '', value]) => ({
            Effect: 'Deny',
            Principal: '*',
            Action: 's3:PutObject',
            Resource: { 'Fn::Join': ['', [bucketArn, '/secret/*']] },
            Condition: { StringNotEquals: { [key]: value } },
          })),
        ],
      },
    },
  },
  Writer: role([{ Effect: 'Allow', Action: 's3:PutObject', Resource: objectsArn }]),
  Reader: role([{ Effect: 'Allow', Action: 's3:GetObject', Resource: objectsArn }]),
  Editor: role([{ Effect: 'Allow', Action: ['s3:PutObject', 's3:GetObject'], Resource: objectsArn }]),
  Lister: role([
    { Effect: 'Allow', Action: 's3:GetObject', Resource: objectsArn },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: bucketArn,
      Condition: { StringLike: { 's3:prefix': 'a*' } },
    },
    {
      Effect: 'Allow',
      Action: 's3:ListBucket',
      Resource: bucketArn,
      Condition: { Null: { 's3:prefix': 'true' } },
    },
  ]),
};

let cloud: TemplateCloud;
let service: Service;
const clients: S3Client[] = [];

beforeAll(async () => {
  cloud = await templateCloud(resources);
  service = await createS3(cloud);
});
afterAll(async () => {
  clients.forEach((client) => client.destroy());
  await service.close();
  await cloud.remove();
});

function client(roleId?: 'Writer' | 'Reader' | 'Editor' | 'Lister', options: S3ClientConfig = {}): S3Client {
  const { iam, stack, region, endpoints } = cloud;
  const credentials = roleId ? iam.credentialsFor(stack.attribute(roleId, 'Arn')) : iam.operator;
  const made = new S3Client({
    region,
    endpoint: endpoints.s3,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    ...options,
  });
  clients.push(made);
  return made;
}

/** The code and status of a refusal. */
async function refusal(answer: Promise<unknown>): Promise<[string, number | undefined]> {
  const error: unknown = await answer.then(
    () => new Error('it was not refused'),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof S3ServiceException)) throw error;
  return [error.name, error.$metadata.httpStatusCode];
}

const Bucket = 'uploads';

describe('objects', () => {
  test('come back as they were put, with type, metadata, checksum and encryption', async () => {
    const s3 = client();
    const body = Buffer.from('a picture');
    const put = await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a/picture ø+1.jpg',
        Body: body,
        ContentType: 'image/jpeg',
        CacheControl: 'no-store',
        Metadata: { side: 'front' },
        ChecksumAlgorithm: 'SHA256',
      }),
    );
    const got = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'a/picture ø+1.jpg', ChecksumMode: 'ENABLED' }),
    );

    expect(await got.Body?.transformToString()).toBe('a picture');
    expect(got).toMatchObject({
      ContentType: 'image/jpeg',
      CacheControl: 'no-store',
      ContentLength: 9,
      Metadata: { side: 'front' },
      ETag: `"${createHash('md5').update(body).digest('hex')}"`,
      ChecksumSHA256: createHash('sha256').update(body).digest('base64'),
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: 'key-1',
    });
    expect(put.ETag).toBe(got.ETag);
    expect(put.ChecksumSHA256).toBe(got.ChecksumSHA256);
  });

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1'] as const)(
    'are held to a %s of the client',
    async (algorithm) => {
      const s3 = client();
      const Key = `checksums/${algorithm}`;
      const put = await s3.send(
        new PutObjectCommand({ Bucket, Key, Body: 'body', ChecksumAlgorithm: algorithm }),
      );
      expect(put[`Checksum${algorithm}`]).toBeTruthy();
      const bad = new PutObjectCommand({
        Bucket,
        Key,
        Body: 'other',
        [`Checksum${algorithm}`]: put[`Checksum${algorithm}`],
      });
      expect(await refusal(s3.send(bad))).toEqual(['BadDigest', 400]);
      const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
      expect(await got.Body?.transformToString()).toBe('body');
    },
  );

  test('of a megabyte arrive from a stream, in the SDK’s own chunked coding', async () => {
    const s3 = client();
    const body = Buffer.alloc(1024 * 1024, 'large');
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key: 'stream',
        Body: Readable.from([body.subarray(0, 1000), body.subarray(1000)]),
        ContentLength: body.length,
      }),
    );
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'stream' }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(body)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  test('may be empty', async () => {
    const s3 = client();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'empty' }));
    expect(await got.Body?.transformToString()).toBe('');
    expect(got).toMatchObject({ ContentLength: 0, ContentType: 'application/octet-stream' });
  });

  test('are read in part, by range', async () => {
    const s3 = client();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'digits', Body: '0123456789' }));
    const part = async (Range: string) => {
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range }));
      return [await got.Body?.transformToString(), got.ContentRange];
    };
    expect(await part('bytes=2-4')).toEqual(['234', 'bytes 2-4/10']);
    expect(await part('bytes=7-')).toEqual(['789', 'bytes 7-9/10']);
    expect(await part('bytes=-3')).toEqual(['789', 'bytes 7-9/10']);
    expect(await part('bytes=0-99')).toEqual(['0123456789', 'bytes 0-9/10']);
    expect(await refusal(part('bytes=10-'))).toEqual(['InvalidRange', 416]);
  });

  test('are told of by HEAD and gone after DELETE', async () => {
    const s3 = client();
    const Key = 'to-delete';
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({ ContentLength: 1 });
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(await refusal(s3.send(new HeadObjectCommand({ Bucket, Key })))).toEqual(['NotFound', 404]);
    expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key })))).toEqual(['NoSuchKey', 404]);
  });

  test('are listed in order, by prefix, delimiter and page', async () => {
    const s3 = client();
    for (const Key of ['b/1', 'b/2/x', 'b/2/y', 'b/3', 'B', 'å&<b>'])
      await s3.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: '1' }));
    const all = await s3.send(new ListObjectsV2Command({ Bucket: 'plain' }));
    expect(all.Contents?.map(({ Key }) => Key)).toEqual(['B', 'b/1', 'b/2/x', 'b/2/y', 'b/3', 'å&<b>']);

    const folders = { Bucket: 'plain', Prefix: 'b/', Delimiter: '/', MaxKeys: 2 };
    const first = await s3.send(new ListObjectsV2Command(folders));
    expect(first).toMatchObject({ KeyCount: 2, IsTruncated: true, CommonPrefixes: [{ Prefix: 'b/2/' }] });
    const second = await s3.send(
      new ListObjectsV2Command({ ...folders, ContinuationToken: first.NextContinuationToken }),
    );
    expect(second).toMatchObject({ KeyCount: 1, IsTruncated: false, Contents: [{ Key: 'b/3' }] });
  });
});

describe('conditional writes', () => {
  test('of two racing writers exactly one wins, and its object is whole', async () => {
    const s3 = client();
    const put = (text: string) =>
      s3.send(
        new PutObjectCommand({ Bucket, Key: 'once/raced', Body: text.repeat(50_000), IfNoneMatch: '*' }),
      );
    const outcomes = await Promise.allSettled(['a', 'b', 'c', 'd', 'e', 'f'].map(put));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(await refusal(Promise.reject(outcome.reason))).toEqual(['PreconditionFailed', 412]);
    const winner = ['a', 'b', 'c', 'd', 'e', 'f'][outcomes.findIndex(({ status }) => status === 'fulfilled')];
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'once/raced' }));
    expect(await got.Body?.transformToString()).toBe(winner?.repeat(50_000));
  });

  test('leave the first object as it was', async () => {
    const s3 = client();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'once/kept', Body: 'first', IfNoneMatch: '*' }));
    const again = new PutObjectCommand({ Bucket, Key: 'once/kept', Body: 'second', IfNoneMatch: '*' });
    expect(await refusal(s3.send(again))).toEqual(['PreconditionFailed', 412]);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'once/kept' }));
    expect(await got.Body?.transformToString()).toBe('first');
  });

  test('over what was read replace that, and nothing that came after it', async () => {
    const editor = client('Editor');
    const Key = 'once/edited';
    await editor.send(new PutObjectCommand({ Bucket, Key, Body: 'first', IfNoneMatch: '*' }));
    const { ETag: IfMatch } = await editor.send(new GetObjectCommand({ Bucket, Key }));
    const edits = ['second', 'third'].map((Body) =>
      editor.send(new PutObjectCommand({ Bucket, Key, Body, IfMatch })),
    );
    const outcomes = await Promise.allSettled(edits);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    for (const outcome of outcomes)
      if (outcome.status === 'rejected')
        expect(await refusal(Promise.reject(outcome.reason))).toEqual(['PreconditionFailed', 412]);
    const winner = outcomes[0]?.status === 'fulfilled' ? 'second' : 'third';
    const got = await editor.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(winner);
    const again = new PutObjectCommand({ Bucket, Key, Body: 'fourth', IfNoneMatch: '*' });
    expect(await refusal(editor.send(again))).toEqual(['PreconditionFailed', 412]);
    const nowhere = new PutObjectCommand({ Bucket, Key: 'once/nowhere', Body: 'x', IfMatch });
    expect(await refusal(editor.send(nowhere))).toEqual(['NoSuchKey', 404]);
  });

  test('over what was read are for those who may read', async () => {
    const Key = 'once/unseen';
    const { ETag } = await client().send(
      new PutObjectCommand({ Bucket, Key, Body: 'first', IfNoneMatch: '*' }),
    );
    const blind = new PutObjectCommand({ Bucket, Key, Body: 'second', IfMatch: ETag });
    expect(await refusal(client('Writer').send(blind))).toEqual(['AccessDenied', 403]);
  });

  test('can be demanded by the bucket’s policy, and so can encryption', async () => {
    const writer = client('Writer');
    const unconditional = new PutObjectCommand({ Bucket, Key: 'once/x', Body: '1' });
    expect(await refusal(writer.send(unconditional))).toEqual(['AccessDenied', 403]);
    await writer.send(new PutObjectCommand({ Bucket, Key: 'once/x', Body: '1', IfNoneMatch: '*' }));

    const secret = { Bucket, Key: 'secret/x', Body: '1' };
    expect(await refusal(writer.send(new PutObjectCommand(secret)))).toEqual(['AccessDenied', 403]);
    const weaker = new PutObjectCommand({ ...secret, ServerSideEncryption: 'AES256' });
    expect(await refusal(writer.send(weaker))).toEqual(['AccessDenied', 403]);
    await writer.send(
      new PutObjectCommand({ ...secret, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key-1' }),
    );
    const otherKey = { ...secret, ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'key-2' } as const;
    expect(await refusal(writer.send(new PutObjectCommand(otherKey)))).toEqual(['AccessDenied', 403]);
  });
});

describe('access', () => {
  test('is what the role’s policy allows and nothing else', async () => {
    const Key = 'access/one';
    await client('Writer').send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
    expect(await refusal(client('Writer').send(new GetObjectCommand({ Bucket, Key })))).toEqual([
      'AccessDenied',
      403,
    ]);
    expect(await refusal(client('Reader').send(new DeleteObjectCommand({ Bucket, Key })))).toEqual([
      'AccessDenied',
      403,
    ]);
    expect(await refusal(client('Reader').send(new HeadBucketCommand({ Bucket })))).toEqual(['Unknown', 403]);
    const elsewhere = new PutObjectCommand({ Bucket: 'plain', Key, Body: '1' });
    expect(await refusal(client('Writer').send(elsewhere))).toEqual(['AccessDenied', 403]);
    expect(cloud.records.at(-1)).toMatchObject({
      service: 's3',
      operation: 'PutObject',
      resource: 'arn:aws:s3:::plain/access/one',
      outcome: '403 AccessDenied',
    });
  });

  test('without the right to list, a key that is not there looks like one that is forbidden', async () => {
    const missing = new GetObjectCommand({ Bucket, Key: 'nobody' });
    expect(await refusal(client('Reader').send(missing))).toEqual(['AccessDenied', 403]);
    expect(await refusal(client('Lister').send(missing))).toEqual(['NoSuchKey', 404]);
  });

  test('to a list can depend on its prefix', async () => {
    const lister = client('Lister');
    await lister.send(new ListObjectsV2Command({ Bucket, Prefix: 'access/' }));
    const other = new ListObjectsV2Command({ Bucket, Prefix: 'once/' });
    expect(await refusal(lister.send(other))).toEqual(['AccessDenied', 403]);
  });

  test('is refused with a wrong secret, an unknown key and no signature', async () => {
    const get = new GetObjectCommand({ Bucket, Key: 'x' });
    const { operator } = cloud.iam;
    const wrong = client(undefined, { credentials: { ...operator, secretAccessKey: 'wrong' } });
    expect(await refusal(wrong.send(get))).toEqual(['SignatureDoesNotMatch', 403]);
    const unknown = client(undefined, { credentials: { ...operator, accessKeyId: 'AKIAUNKNOWN' } });
    expect(await refusal(unknown.send(get))).toEqual(['InvalidAccessKeyId', 403]);
    const unsigned = await fetch(`${cloud.endpoints.s3}/uploads/x`);
    expect(unsigned.status).toBe(403);
    expect(await unsigned.text()).toMatch(
      /<Error><Code>AccessDenied<\/Code><Message>.+<\/Message>.*<RequestId>.+<HostId>/,
    );
  });
});

describe('what is not there', () => {
  test('a bucket that the template does not have is no bucket', async () => {
    const put = new PutObjectCommand({ Bucket: 'another', Key: 'x', Body: '1' });
    expect(await refusal(client().send(put))).toEqual(['NoSuchBucket', 404]);
    expect(await refusal(client().send(new HeadBucketCommand({ Bucket: 'another' })))).toEqual([
      'NotFound',
      404,
    ]);
  });

  test('an operation that is not built says so by name', async () => {
    const tagging = new PutObjectTaggingCommand({
      Bucket,
      Key: 'x',
      Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] },
    });
    await expect(client().send(tagging)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('PUT on an object with ?tagging'),
      $metadata: { httpStatusCode: 501 },
    });
  });

  test('a copy and a conditional delete are refused, and nothing is done', async () => {
    const Key = 'kept/original';
    await client().send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
    const copy = new CopyObjectCommand({ Bucket, Key: 'kept/copy', CopySource: `${Bucket}/${Key}` });
    const remove = new DeleteObjectCommand({ Bucket, Key, IfMatch: '*' });
    expect(await refusal(client().send(copy))).toEqual(['NotImplemented', 501]);
    expect(await refusal(client().send(remove))).toEqual(['NotImplemented', 501]);
    const { Contents } = await client().send(new ListObjectsV2Command({ Bucket, Prefix: 'kept/' }));
    expect(Contents?.map((object) => object.Key)).toContain(Key);
    expect(Contents?.map((object) => object.Key)).not.toContain('kept/copy');
  });

  test('a header that asks for something that is not built is not passed over', async () => {
    const locked = new PutObjectCommand({ Bucket, Key: 'x', Body: '1', StorageClass: 'GLACIER' });
    await expect(client().send(locked)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('x-amz-storage-class'),
    });
  });

  test('a bucket that asks for what is not built stops the start', async () => {
    const versioned = await templateCloud({
      Versioned: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
    });
    await expect(createS3(versioned)).rejects.toThrow(/Versioned asks for VersioningConfiguration/);
    await versioned.remove();
  });
});

describe('keys', () => {
  test.each(['../x', 'a/../../x', '..'])('that climb out of the bucket are refused: %s', async (Key) => {
    const put = new PutObjectCommand({ Bucket, Key, Body: '1' });
    expect(await refusal(client().send(put))).toEqual(['InvalidURI', 400]);
  });

  test.each([
    'a/../b',
    '%2e%2e/%2e%2e/x',
    '~',
    'con',
    '.json',
    'a//b',
    'a/b/',
    'Case',
    'case',
    '{"key":1}\n',
    'é'.repeat(500),
  ])('of any other form are only names: %j', async (Key) => {
    const s3 = client();
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(Key);
    const files = await readdir(path.join(cloud.stateDir, 's3', Bucket));
    expect(files.every((name) => /^[0-9a-f]{64}\.([0-9a-f-]{36}\.data|json)$/.test(name))).toBe(true);
    expect((await readdir(path.join(cloud.stateDir, 's3'))).toSorted()).toEqual(['plain', 'uploads']);
  });

  test('are at most 1024 bytes and hold no NUL', async () => {
    const s3 = client();
    const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
    expect(await refusal(put('k'.repeat(1025)))).toEqual(['KeyTooLongError', 400]);
    expect(await refusal(put('a\0b'))).toEqual(['InvalidURI', 400]);
  });
});

describe('time and restarts', () => {
  test('what has expired is gone before it is swept away, and its key is free again', async () => {
    const hours = 25;
    const [Key, later] = ['pictures/passed', client(undefined, { systemClockOffset: hours * 3_600_000 })];
    await client().send(new PutObjectCommand({ Bucket, Key, Body: '1' }));
    cloud.setNow(new Date(Date.now() + hours * 3_600_000));
    try {
      const listed = await later.send(new ListObjectsV2Command({ Bucket, Prefix: Key }));
      expect(listed.KeyCount).toBe(0);
      expect(await refusal(later.send(new GetObjectCommand({ Bucket, Key })))).toEqual(['NoSuchKey', 404]);
      expect(await refusal(later.send(new HeadObjectCommand({ Bucket, Key })))).toEqual(['NotFound', 404]);
      await later.send(new PutObjectCommand({ Bucket, Key, Body: '2', IfNoneMatch: '*' }));
    } finally {
      cloud.setNow(undefined);
    }
  });

  test('objects outlive a restart; strays and objects whose days are over do not', async () => {
    const s3 = client();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'pictures/old', Body: '1' }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'kept/old', Body: 'kept', ContentType: 'text/plain' }));
    const restarted = await cloud.restarted();
    restarted.setNow(new Date(Date.now() + 25 * 60 * 60 * 1000));
    const again = await createS3(restarted);
    try {
      const later = new S3Client({
        region: restarted.region,
        endpoint: restarted.endpoints.s3,
        credentials: restarted.iam.operator,
        systemClockOffset: 25 * 60 * 60 * 1000,
      });
      clients.push(later);
      const got = await later.send(new GetObjectCommand({ Bucket, Key: 'kept/old' }));
      expect(await got.Body?.transformToString()).toBe('kept');
      expect(got.ContentType).toBe('text/plain');
      const old = later.send(new GetObjectCommand({ Bucket, Key: 'pictures/old' }));
      expect(await refusal(old)).toEqual(['NoSuchKey', 404]);
    } finally {
      await again.close();
    }
  });
});
