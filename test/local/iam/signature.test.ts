import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { AwsError } from '../../../local/cloud';
import type { Credentials, SignedRequest } from '../../../local/cloud';
import { readBody, signedRequest } from '../../../local/http';
import { verifySignature } from '../../../local/iam/signature';
import type { Verifier } from '../../../local/iam/signature';

const region = 'eu-central-1';
const credentials: Credentials = {
  accessKeyId: 'ASIAAAAAAAAAAAAAAAAA',
  secretAccessKey: 'a/secret+key=',
  sessionToken: 'a/session+token==',
};
const caller = { kind: 'role', roleArn: 'arn:role', arn: 'arn:session' } as const;

/** Every request that clients of the SDK send to `endpoint`, as it came over the wire. */
const received: SignedRequest[] = [];
const server = createServer((request, response) => {
  void readBody(request, 1_000_000).then((body) => {
    received.push(signedRequest(request, body));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{}');
  });
});
let endpoint: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** What `send` puts on the wire. */
async function captured(send: () => Promise<unknown>): Promise<SignedRequest> {
  received.length = 0;
  await send();
  const [request] = received;
  if (request === undefined) throw new Error('The client sent nothing.');
  return request;
}

interface Doubt extends Partial<Verifier> {
  tokenOptional?: boolean;
}

function verify(request: SignedRequest, service: string, { tokenOptional = false, ...verifier }: Doubt = {}) {
  return verifySignature(request, service, {
    region,
    now: () => new Date(),
    session: (id) => (id === credentials.accessKeyId ? { credentials, caller, tokenOptional } : undefined),
    ...verifier,
  });
}

/** Code and status of the refusal. */
function refusal(request: SignedRequest, service: string, doubt: Doubt = {}) {
  try {
    verify(request, service, doubt);
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, statusCode: error.statusCode };
    throw error;
  }
  return 'accepted';
}

const client = { region, credentials, maxAttempts: 1 };
const lambda = () => new LambdaClient({ ...client, endpoint });
const s3 = () => new S3Client({ ...client, endpoint, forcePathStyle: true });
const secrets = () => new SecretsManagerClient({ ...client, endpoint });
const invoke = (FunctionName = 'f', Payload = '{"a":1}') =>
  captured(() => lambda().send(new InvokeCommand({ FunctionName, Payload })));
const put = (Key = 'a.jpg', Body = 'picture') =>
  captured(() => s3().send(new PutObjectCommand({ Bucket: 'b', Key, Body })));

/** The request that a browser makes of a presigned URL. */
async function presigned(expiresIn = 300, signingDate = new Date()): Promise<SignedRequest> {
  const command = new PutObjectCommand({ Bucket: 'b', Key: 'a b.jpg', ContentType: 'image/jpeg' });
  const url = await getSignedUrl(s3(), command, {
    expiresIn,
    signingDate,
    signableHeaders: new Set(['content-type']),
  });
  return captured(() => fetch(url, { method: 'PUT', body: 'x', headers: { 'content-type': 'image/jpeg' } }));
}

describe('a request that a client of the AWS SDK signed', () => {
  test.each(['f', 'arn:aws:lambda:eu-central-1:000000000000:function:f:live'])(
    'to invoke %s',
    async (name) => {
      expect(verify(await invoke(name), 'lambda')).toEqual(caller);
    },
  );

  test('to invoke with a qualifier in the query', async () => {
    const send = () => lambda().send(new InvokeCommand({ FunctionName: 'f', Qualifier: '$LATEST' }));
    expect(verify(await captured(send), 'lambda')).toEqual(caller);
  });

  test('to read a secret', async () => {
    const send = () => secrets().send(new GetSecretValueCommand({ SecretId: 'db' }));
    expect(verify(await captured(send), 'secretsmanager')).toEqual(caller);
  });

  test.each(['a.jpg', 'a b+c&d=é/ø?.jpg', "sigh!*'()~.jpg", 'a//b/../c'])(
    'to put the object %s',
    async (key) => {
      expect(verify(await put(key), 's3')).toEqual(caller);
    },
  );

  test('to list objects with every kind of character in the query', async () => {
    const send = () =>
      s3().send(new ListObjectsV2Command({ Bucket: 'b', Prefix: "å +/=&'()*!~", Delimiter: '/' }));
    expect(verify(await captured(send).catch(() => received[0]!), 's3')).toEqual(caller);
  });

  test('by a presigned URL', async () => {
    expect(verify(await presigned(), 's3')).toEqual(caller);
  });

  test('by a presigned URL to read', async () => {
    const url = await getSignedUrl(s3(), new GetObjectCommand({ Bucket: 'b', Key: 'å/ø.jpg' }));
    expect(verify(await captured(() => fetch(url)), 's3')).toEqual(caller);
  });

  test('whatever path, query and body it has', async () => {
    const signer = new SignatureV4({ region, service: 'lambda', credentials, sha256: Sha256 });
    const segment = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).map(encodeURIComponent);
    await fc.assert(
      fc.asyncProperty(
        fc.array(segment, { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.string({ maxLength: 6 }), {
          maxKeys: 4,
        }),
        fc.string(),
        async (segments, query, body) => {
          const path = `/${segments.join('/')}`;
          const headers = { host: '127.0.0.1', 'content-type': 'text/plain', 'x-odd': '  two   words ' };
          const unsigned = {
            method: 'POST',
            protocol: 'http:',
            hostname: '127.0.0.1',
            path,
            query,
            headers,
            body,
          };
          const signed = await signer.sign(unsigned);
          const pairs = Object.entries(query).map((pair) => pair.map(encodeURIComponent).join('='));
          const request = { method: 'POST', path, query: pairs.join('&'), headers: signed.headers };
          expect(verify({ ...request, body: Buffer.from(body) }, 'lambda')).toEqual(caller);
        },
      ),
    );
  });
});

describe('a request is refused', () => {
  const with_ = (request: SignedRequest, headers: SignedRequest['headers']): SignedRequest => ({
    ...request,
    headers: { ...request.headers, ...headers },
  });

  test('unsigned', async () => {
    const lambdaRequest = with_(await invoke(), { authorization: undefined });
    const s3Request = with_(await put(), { authorization: undefined });

    expect(refusal(lambdaRequest, 'lambda')).toEqual({
      code: 'MissingAuthenticationTokenException',
      statusCode: 403,
    });
    expect(refusal(lambdaRequest, 'dynamodb')).toEqual({
      code: 'MissingAuthenticationTokenException',
      statusCode: 400,
    });
    expect(refusal(s3Request, 's3')).toEqual({ code: 'AccessDenied', statusCode: 403 });
  });

  test('with any part of it changed', async () => {
    const request = await invoke();
    const changed: SignedRequest[] = [
      { ...request, body: Buffer.from('{"a":2}') },
      { ...request, path: '/2015-03-31/functions/g/invocations' },
      { ...request, query: 'Qualifier=live' },
      { ...request, method: 'PUT' },
      with_(request, { host: 'elsewhere' }),
      with_(request, { 'content-type': 'text/html' }),
      with_(request, {
        authorization: String(request.headers['authorization']).replace(/.$/, (last) =>
          last === '0' ? '1' : '0',
        ),
      }),
    ];

    for (const each of changed)
      expect(refusal(each, 'lambda')).toEqual({ code: 'InvalidSignatureException', statusCode: 403 });
  });

  test('by S3 in its own words', async () => {
    const request = await put();

    expect(refusal({ ...request, path: '/b/other.jpg' }, 's3')).toEqual({
      code: 'SignatureDoesNotMatch',
      statusCode: 403,
    });
    const stranger: Doubt = { session: () => undefined };
    expect(refusal(request, 's3', stranger)).toEqual({ code: 'InvalidAccessKeyId', statusCode: 403 });
    expect(refusal(with_(request, { 'x-amz-acl': 'public-read' }), 's3')).toEqual({
      code: 'AccessDenied',
      statusCode: 403,
    });
    expect(refusal({ ...request, body: Buffer.from('longer picture') }, 's3')).toEqual({
      code: 'XAmzContentSHA256Mismatch',
      statusCode: 400,
    });
  });

  test('with a key or a token that is not ours', async () => {
    const request = await invoke();

    const unknown = { code: 'UnrecognizedClientException', statusCode: 403 };
    expect(refusal(request, 'lambda', { session: () => undefined })).toEqual(unknown);
    expect(refusal(with_(request, { 'x-amz-security-token': 'other' }), 'lambda')).toEqual(unknown);
    expect(refusal(with_(request, { 'x-amz-security-token': undefined }), 'lambda')).toEqual(unknown);
    expect(refusal(with_(await put(), { 'x-amz-security-token': 'x' }), 's3')).toEqual({
      code: 'InvalidToken',
      statusCode: 400,
    });
  });

  test('without a token only where the credentials need one', async () => {
    const plain = { accessKeyId: credentials.accessKeyId, secretAccessKey: credentials.secretAccessKey };
    const noToken = new LambdaClient({ ...client, credentials: plain, endpoint });
    const request = await captured(() => noToken.send(new InvokeCommand({ FunctionName: 'f' })));

    expect(verify(request, 'lambda', { tokenOptional: true })).toEqual(caller);
    expect(refusal(request, 'lambda')).toMatchObject({ code: 'UnrecognizedClientException' });
  });

  test('when the clocks are apart: five minutes, and fifteen at S3', async () => {
    const at = (minutes: number): Doubt => ({ now: () => new Date(Date.now() + minutes * 60_000) });
    const [toLambda, toS3] = [await invoke(), await put()];

    expect(refusal(toLambda, 'lambda', at(4))).toBe('accepted');
    expect(refusal(toLambda, 'lambda', at(6))).toEqual({
      code: 'InvalidSignatureException',
      statusCode: 403,
    });
    expect(refusal(toLambda, 'lambda', at(-6))).toEqual({
      code: 'InvalidSignatureException',
      statusCode: 403,
    });
    expect(refusal(toS3, 's3', at(14))).toBe('accepted');
    expect(refusal(toS3, 's3', at(16))).toEqual({ code: 'RequestTimeTooSkewed', statusCode: 403 });
  });

  test('for another region or service', async () => {
    expect(refusal(await invoke(), 'lambda', { region: 'eu-north-1' })).toEqual({
      code: 'InvalidSignatureException',
      statusCode: 403,
    });
    expect(refusal(await put(), 's3', { region: 'eu-north-1' })).toEqual({
      code: 'AuthorizationHeaderMalformed',
      statusCode: 400,
    });
    expect(refusal(await invoke(), 'secretsmanager')).toMatchObject({ code: 'InvalidSignatureException' });
  });

  test('with a header that is no signature', async () => {
    const request = await invoke();
    const headers = [
      'Bearer x',
      'AWS4-HMAC-SHA256 Credential=a/b',
      'AWS4-HMAC-SHA256 Credential=a,SignedHeaders=b,Signature=c',
    ];

    for (const authorization of headers)
      expect(refusal(with_(request, { authorization }), 'lambda')).toEqual({
        code: 'IncompleteSignatureException',
        statusCode: 403,
      });
  });

  test('with chunk signatures, which are not verified here', async () => {
    const request = with_(await put(), { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' });
    expect(refusal(request, 's3')).toEqual({ code: 'NotImplemented', statusCode: 501 });
  });
});

describe('a presigned URL is refused', () => {
  test('after it expired, and before it holds', async () => {
    const request = await presigned(60);
    const at = (seconds: number): Doubt => ({ now: () => new Date(Date.now() + seconds * 1000) });

    expect(refusal(request, 's3', at(50))).toBe('accepted');
    expect(refusal(request, 's3', at(62))).toEqual({ code: 'AccessDenied', statusCode: 403 });
    expect(() => verify(request, 's3', at(62))).toThrow('Request has expired');
    expect(() => verify(request, 's3', at(-1200))).toThrow('Request is not valid yet');
  });

  test('with a longer life than was signed, or than a week', async () => {
    const request = await presigned(60);
    const expires = (value: string) => ({
      ...request,
      query: request.query.replace('X-Amz-Expires=60', `X-Amz-Expires=${value}`),
    });

    expect(refusal(expires('600'), 's3')).toEqual({ code: 'SignatureDoesNotMatch', statusCode: 403 });
    for (const value of ['604801', '0', '-1', 'x', ''])
      expect(refusal(expires(value), 's3')).toEqual({
        code: 'AuthorizationQueryParametersError',
        statusCode: 400,
      });
  });

  test('for another object, method, type, or with a header that was not signed', async () => {
    const request = await presigned();

    expect(refusal({ ...request, path: '/b/other.jpg' }, 's3')).toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
    expect(refusal({ ...request, method: 'GET' }, 's3')).toMatchObject({ code: 'SignatureDoesNotMatch' });
    const typed = { ...request, headers: { ...request.headers, 'content-type': 'text/html' } };
    expect(refusal(typed, 's3')).toMatchObject({ code: 'SignatureDoesNotMatch' });
    const more = { ...request, headers: { ...request.headers, 'x-amz-tagging': 'a=b' } };
    expect(() => verify(more, 's3')).toThrow(
      'There were headers present in the request which were not signed',
    );
  });

  test('together with a header, and with a part that came twice', async () => {
    const request = await presigned();
    const both = { ...request, headers: { ...request.headers, authorization: 'AWS4-HMAC-SHA256 x' } };

    expect(refusal(both, 's3')).toMatchObject({ code: 'InvalidArgument' });
    expect(refusal({ ...request, query: `${request.query}&X-Amz-Expires=5` }, 's3')).toMatchObject({
      code: 'AuthorizationQueryParametersError',
    });
  });
});
