import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { createBedrock } from '../../../local/bedrock/service';
import type { Credentials, EndpointName, Service } from '../../../local/cloud';
import { createDynamoDb } from '../../../local/dynamodb/service';
import { createLambda } from '../../../local/lambda/service';
import { createS3 } from '../../../local/s3/service';
import { createSecretsManager } from '../../../local/secretsmanager/service';
import { role, templateCloud, type TemplateCloud } from '../template-cloud';

/** A signed endpoint, and a request that it takes. */
interface Endpoint {
  name: EndpointName;
  signingName: string;
  method: string;
  path: string;
  headers?: Record<string, string>;
  body: string;
  /** What a request that was let in is answered. */
  letIn: string;
  /** Bytes of the largest body. */
  limit?: number;
}
const nothing = 'ResourceNotFoundException';
const endpoints: Endpoint[] = [
  { name: 's3', signingName: 's3', method: 'PUT', path: '/pictures/a', body: 'picture', letIn: '200' },
  {
    name: 'dynamodb',
    signingName: 'dynamodb',
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' },
    body: '{}',
    letIn: '200',
    limit: 16 * 1024 ** 2,
  },
  {
    name: 'lambda',
    signingName: 'lambda',
    method: 'POST',
    path: '/2015-03-31/functions/nobody/invocations',
    body: '{}',
    letIn: `404 ${nothing}`,
    limit: 12 * 1024 ** 2,
  },
  {
    name: 'bedrock-agent-runtime',
    signingName: 'bedrock',
    method: 'POST',
    path: '/agents/AGENT/agentAliases/ALIAS/sessions/session/text',
    body: '{"inputText":"hello"}',
    letIn: `404 ${nothing}`,
    limit: 32 * 1024 ** 2,
  },
  {
    name: 'secretsmanager',
    signingName: 'secretsmanager',
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': 'secretsmanager.GetSecretValue' },
    body: '{"SecretId":"nobody"}',
    letIn: `400 ${nothing}`,
    limit: 64 * 1024,
  },
];

let cloud: TemplateCloud;
const services: Service[] = [];
beforeAll(async () => {
  const everything = [{ Effect: 'Allow', Action: '*', Resource: '*' }];
  cloud = await templateCloud({
    Pictures: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'pictures' } },
    Anybody: role(everything),
    Somebody: role(everything),
  });
  const lambda = await createLambda(cloud);
  services.push(
    lambda,
    await createS3(cloud),
    await createDynamoDb(cloud),
    await createSecretsManager(cloud),
  );
  services.push(await createBedrock(cloud, { lambda }));
});
afterAll(async () => {
  for (const service of services) await service.close();
  await cloud.remove();
});

const credentialsOf = (roleId: string): Credentials =>
  cloud.iam.credentialsFor(cloud.stack.attribute(roleId, 'Arn'));

/** A request as it goes over the wire. */
interface Wire {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

interface Signing {
  credentials?: Credentials;
  region?: string;
  service?: string;
  /** Minutes from now. */
  minutes?: number;
  form?: 'header' | 'query';
  expiresIn?: number;
}

async function sign(endpoint: Endpoint, signing: Signing = {}): Promise<Wire> {
  const { credentials = credentialsOf('Anybody'), region = cloud.region, minutes = 0 } = signing;
  const { form = 'header', expiresIn = 300, service = endpoint.signingName } = signing;
  const { hostname, port, host } = new URL(cloud.endpoints[endpoint.name]);
  const signer = new SignatureV4({
    service,
    region,
    credentials,
    sha256: Sha256,
    uriEscapePath: endpoint.signingName !== 's3',
  });
  const signingDate = new Date(Date.now() + minutes * 60_000);
  const { method, path, body, headers = {} } = endpoint;
  const request = { method, protocol: 'http:', hostname, port: Number(port), path, query: {}, body };
  const unsigned = { ...request, headers: { host, ...headers } };
  if (form === 'header') {
    const signed = await signer.sign(unsigned, { signingDate });
    return { method, path, body, headers: signed.headers };
  }
  const payload = endpoint.signingName === 's3' ? { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } : {};
  const presigned = await signer.presign(
    { ...unsigned, headers: { ...unsigned.headers, ...payload } },
    { signingDate, expiresIn },
  );
  const query = Object.entries(presigned.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
  );
  return { method, path: `${path}?${query.join('&')}`, body, headers: { host, ...headers } };
}

/** Status and error code of the answer; status alone where there is no error. */
async function send({ name }: Endpoint, { method, path, headers, body }: Wire): Promise<string> {
  const { hostname, port } = new URL(cloud.endpoints[name]);
  const request = httpRequest({
    hostname,
    port,
    method,
    path,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    agent: false,
  });
  request.end(body);
  return outcomeOf(request);
}

async function outcomeOf(request: ClientRequest): Promise<string> {
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const said = await text(response);
  const type = response.headers['x-amzn-errortype'];
  const code = type === undefined ? /<Code>(\w+)<\/Code>/.exec(said)?.[1] : String(type).split('#').at(-1);
  return [response.statusCode, code].filter((part) => part !== undefined).join(' ');
}

/** What each kind of service says: S3, DynamoDB, and the others. */
type Words = [s3: string, dynamodb: string, json: string];
const missing: Words = [
  '403 AccessDenied',
  '400 MissingAuthenticationTokenException',
  '403 MissingAuthenticationTokenException',
];
const mismatch: Words = [
  '403 SignatureDoesNotMatch',
  '400 InvalidSignatureException',
  '403 InvalidSignatureException',
];
const unknown: Words = [
  '403 InvalidAccessKeyId',
  '400 UnrecognizedClientException',
  '403 UnrecognizedClientException',
];
const badToken: Words = [
  '400 InvalidToken',
  '400 UnrecognizedClientException',
  '403 UnrecognizedClientException',
];
const malformed: Words = [
  '400 AuthorizationHeaderMalformed',
  '400 IncompleteSignatureException',
  '403 IncompleteSignatureException',
];
const skewed: Words = ['403 RequestTimeTooSkewed', ...later(mismatch)];
const scope: Words = ['400 AuthorizationHeaderMalformed', ...later(mismatch)];
const presignedTime: Words = ['403 AccessDenied', ...later(mismatch)];
const presignedForm: Words = ['400 AuthorizationQueryParametersError', ...later(malformed)];
const twice: Words = ['400 InvalidArgument', '400 InvalidArgument', '400 InvalidArgument'];

function later([, dynamodb, json]: Words): [string, string] {
  return [dynamodb, json];
}

/** The request with another header, or without it. */
const withHeader = (wire: Wire, name: string, value?: string): Wire => ({
  ...wire,
  headers: Object.fromEntries([
    ...Object.entries(wire.headers).filter(([known]) => known !== name),
    ...(value === undefined ? [] : [[name, value]]),
  ]),
});
const withQuery = (wire: Wire, from: RegExp, to: string): Wire => ({
  ...wire,
  path: wire.path.replace(from, to),
});

type Forgery = [name: string, words: Words, forge: (endpoint: Endpoint) => Promise<Wire>];
const forgeries: Forgery[] = [
  ['no signature', missing, async (of) => withHeader(await sign(of), 'authorization')],
  [
    'another body of the same length',
    ['400 XAmzContentSHA256Mismatch', ...later(mismatch)],
    async (of) => ({ ...(await sign(of)), body: of.body.replace(/.$/, ' ') }),
  ],
  ['another path', mismatch, async (of) => ({ ...(await sign(of)), path: `${of.path}x` })],
  ['another query', mismatch, async (of) => ({ ...(await sign(of)), path: `${of.path}?a=b` })],
  ['another method', mismatch, async (of) => ({ ...(await sign(of)), method: 'PATCH' })],
  [
    'another signed header',
    mismatch,
    async (of) => {
      const wire = await sign({ ...of, headers: { ...of.headers, 'x-signed': 'one' } });
      return withHeader(wire, 'x-signed', 'two');
    },
  ],
  ['another host', mismatch, async (of) => withHeader(await sign(of), 'host', 'localhost.example:80')],
  [
    'a wrong secret',
    mismatch,
    (of) => sign(of, { credentials: { ...credentialsOf('Anybody'), secretAccessKey: 'wrong' } }),
  ],
  [
    'an unknown key',
    unknown,
    (of) => sign(of, { credentials: { ...credentialsOf('Anybody'), accessKeyId: 'ASIAAAAAAAAAAAAAAAAA' } }),
  ],
  [
    'no session token',
    badToken,
    (of) => {
      const { accessKeyId, secretAccessKey } = credentialsOf('Anybody');
      return sign(of, { credentials: { accessKeyId, secretAccessKey } as Credentials });
    },
  ],
  [
    'the session token of somebody else',
    badToken,
    (of) => {
      const { sessionToken } = credentialsOf('Somebody');
      return sign(of, { credentials: { ...credentialsOf('Anybody'), sessionToken } });
    },
  ],
  ['a date long past', skewed, (of) => sign(of, { minutes: -20 })],
  ['a date to come', skewed, (of) => sign(of, { minutes: 20 })],
  ['another region', scope, (of) => sign(of, { region: 'us-east-1' })],
  ['no SigV4', malformed, async (of) => withHeader(await sign(of), 'authorization', 'Bearer token')],
  [
    'half a header',
    malformed,
    async (of) => {
      const wire = await sign(of);
      return withHeader(wire, 'authorization', wire.headers['authorization']?.replace(/, Signature=.*/, ''));
    },
  ],
  [
    'a header and a query',
    twice,
    async (of) => {
      const { headers } = await sign(of);
      return { ...(await sign(of, { form: 'query' })), headers };
    },
  ],
  [
    'a presigned URL whose time is over',
    presignedTime,
    (of) => sign(of, { form: 'query', minutes: -10, expiresIn: 60 }),
  ],
  ['a presigned URL of the future', presignedTime, (of) => sign(of, { form: 'query', minutes: 20 })],
  [
    'a presigned URL made to last',
    mismatch,
    async (of) => withQuery(await sign(of, { form: 'query' }), /Expires=300/, 'Expires=3000'),
  ],
  [
    'a presigned URL that lasts too long',
    presignedForm,
    async (of) => withQuery(await sign(of, { form: 'query' }), /Expires=300/, 'Expires=604801'),
  ],
  [
    'a presigned URL for something else',
    mismatch,
    async (of) => withQuery(await sign(of, { form: 'query' }), /\?/, 'x?'),
  ],
  [
    'a presigned URL with the token of somebody else',
    badToken,
    async (of) =>
      withQuery(
        await sign(of, { form: 'query' }),
        /X-Amz-Security-Token=[^&]+/,
        `X-Amz-Security-Token=${encodeURIComponent(credentialsOf('Somebody').sessionToken)}`,
      ),
  ],
];

describe.each(endpoints)('$name', (endpoint) => {
  const { name, letIn } = endpoint;
  const own = ([s3, dynamodb, json]: Words) => (name === 's3' ? s3 : name === 'dynamodb' ? dynamodb : json);

  test('lets a signed request in, by header and by query, and again while its time lasts', async () => {
    for (const form of ['header', 'query'] as const) {
      const wire = await sign(endpoint, { form });
      expect(await send(endpoint, wire)).toBe(letIn);
      expect(await send(endpoint, wire)).toBe(letIn);
    }
  });

  test.each(forgeries)('refuses %s', async (_name, words, forge) => {
    expect(await send(endpoint, await forge(endpoint))).toBe(own(words));
  });

  test('refuses a request of an earlier day that is sent again', async () => {
    const wires = [await sign(endpoint), await sign(endpoint, { form: 'query' })];
    cloud.setNow(new Date(Date.now() + 24 * 60 * 60_000));
    try {
      const [byHeader, byQuery] = await Promise.all(wires.map((wire) => send(endpoint, wire)));
      expect(byHeader).toBe(own(skewed));
      expect(byQuery).toBe(own(presignedTime));
    } finally {
      cloud.setNow(undefined);
    }
  });

  test('refuses what was signed for another service', async () => {
    const refusal = await send(endpoint, await sign(endpoint, { service: 'sqs' }));
    expect(refusal).toMatch(
      /^(400 AuthorizationHeaderMalformed|40[03] InvalidSignatureException|501 NotImplemented)$/,
    );
  });

  test('is not held up by a header without end, or a body that does not come', async () => {
    const { hostname, port } = new URL(cloud.endpoints[name]);
    const dial = () => connect(Number(port), hostname).on('error', () => undefined);
    const endless = dial();
    endless.write(`PUT /pictures/a HTTP/1.1\r\nhost: ${hostname}\r\nx-long: ${'x'.repeat(1_000_000)}`);
    const slow = dial();
    slow.write(`PUT /pictures/a HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 10\r\n\r\nhalf`);

    expect(await text(endless).catch(() => 'cut off')).toMatch(/^(HTTP\/1\.1 431 |cut off$)/);
    expect(await send(endpoint, await sign(endpoint))).toBe(letIn);
    slow.destroy();
  });
});

test.each(endpoints.filter(({ limit }) => limit !== undefined))(
  '$name reads no more of a body than it takes',
  async ({ name, limit = 0 }) => {
    const { hostname, port } = new URL(cloud.endpoints[name]);
    const headers = { 'content-length': limit + 1 };
    const request = httpRequest({ hostname, port, method: 'POST', headers, agent: false });
    request.flushHeaders();
    expect(await outcomeOf(request)).toBe('413 RequestEntityTooLarge');
    request.destroy();
  },
);
