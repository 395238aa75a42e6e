import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import { localAwsUrl } from '../../../local/appsync/datasources/aws-hosts';
import { httpDataSource } from '../../../local/appsync/datasources/http';
import { exchange } from '../../../local/appsync/datasources/http-exchange';
import { readDataSource } from '../../../local/appsync/datasources/model';
import type { HttpSigning } from '../../../local/appsync/datasources/model';
import type { SignedRequest } from '../../../local/cloud';
import { createIam } from '../../../local/iam/iam';
import type { Endpoints } from '../../../local/ports';

const endpoints: Endpoints = {
  appsync: 'http://127.0.0.1:4000',
  s3: 'http://127.0.0.1:4001',
  dynamodb: 'http://127.0.0.1:4002',
  lambda: 'http://127.0.0.1:4003',
  'bedrock-agent-runtime': 'http://127.0.0.1:4004',
  secretsmanager: 'http://127.0.0.1:4005',
};
const now = new Date('2026-03-01T12:00:00Z');
const iam = createIam(
  { name: 'None', resources: new Map(), outputs: {}, ofType: () => [], attribute: () => '', asset: () => '' },
  { region: 'eu-north-1', accountId: '111122223333', now: () => now },
);

/** A server that answers as `path` says, and keeps what it was asked. */
let server: Server;
let origin: string;
const asked: { request: SignedRequest; body: string }[] = [];

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  const [path = '', query = ''] = (request.url ?? '').split('?');
  asked.push({
    request: { method: request.method ?? '', path, query, headers: request.headers, body },
    body: body.toString(),
  });
  switch (path) {
    case '/large':
      for (let sent = 0; sent < 6; sent++) response.write(Buffer.alloc(1024 * 1024, 'x'));
      return void response.end();
    case '/silent':
      return;
    case '/cut':
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => request.socket.destroy());
      return;
    case '/moved':
      response.writeHead(302, { location: `${origin}/elsewhere` });
      return void response.end();
    default:
      response.writeHead(path === '/missing' ? 404 : 200, { 'X-Kind': 'test', 'Set-Cookie': ['a=1', 'b=2'] });
      return void response.end(JSON.stringify({ ok: 'å' }));
  }
}

beforeAll(async () => {
  server = createServer((request, response) => void answer(request, response).catch(() => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

const traceId = '1-5759e988-bd862e3fe1be46a994272793';

function source(endpoint = origin, signing?: HttpSigning) {
  const dataSource = httpDataSource({
    name: 'Weather',
    endpoint,
    ...(signing === undefined ? {} : { signing }),
    credentials: () => iam.operator,
    cloud: { endpoints: { ...endpoints, lambda: origin }, now: () => now, region: 'eu-north-1' },
  });
  const site = { request: { traceId }, step: { maxBatchSize: 0 } };
  return { call: (request: unknown) => dataSource.call(request, site) };
}

describe('a request', () => {
  test('has the method, path, query, headers and body of the request object', async () => {
    await source().call({
      method: 'POST',
      resourcePath: '/v1/rooms',
      params: {
        query: { a: 'x y', list: [1, 2], gone: null },
        headers: { 'Content-Type': 'application/json', Host: 'elsewhere', 'content-length': '9' },
        body: { name: 'Åse' },
      },
    });
    const { request, body } = asked.at(-1) ?? {};
    expect(request).toMatchObject({ method: 'POST', path: '/v1/rooms', query: 'a=x%20y&list=1&list=2' });
    expect(request?.headers).toMatchObject({
      'content-type': 'application/json',
      host: new URL(origin).host,
    });
    expect(body).toBe('{"name":"Åse"}');
  });

  test('takes text as it is, and a path below that of the endpoint', async () => {
    await source(`${origin}/base/`).call({ method: 'PUT', resourcePath: '/x', params: { body: 'plain' } });
    expect(asked.at(-1)).toMatchObject({ request: { method: 'PUT', path: '/base/x' }, body: 'plain' });
  });

  test('takes its trace to what runs here, and to nobody else', async () => {
    const call = { method: 'GET', resourcePath: '/' };
    await source('https://lambda.eu-north-1.amazonaws.com').call(call);
    expect(asked.at(-1)?.request.headers['x-amzn-trace-id']).toContain(`Root=${traceId};`);
    await source().call(call);
    expect(asked.at(-1)?.request.headers['x-amzn-trace-id']).toBeUndefined();
  });

  test('with AWS_IAM is signed as the role', async () => {
    await source(origin, { roleArn: 'arn', region: 'eu-north-1', service: 'execute-api' }).call({
      method: 'GET',
      resourcePath: '/signed/a%20b',
      params: { query: { q: 'å b' }, headers: { accept: 'text/plain' } },
    });
    const { request } = asked.at(-1) ?? {};
    if (request === undefined) throw new Error('Nothing was asked.');
    expect(iam.authenticate(request, 'execute-api')).toMatchObject({ kind: 'operator' });
    expect(() => iam.authenticate({ ...request, query: 'q=other' }, 'execute-api')).toThrow('signature');
  });

  test.each([
    [{ method: 'HEAD', resourcePath: '/' }, "Unsupported method 'HEAD'."],
    [{ method: 'GET' }, "The HTTP request has a resourcePath that does not begin with '/'."],
    [
      { method: 'GET', resourcePath: '@evil.example/' },
      "The HTTP request has a resourcePath that does not begin with '/'.",
    ],
    [
      { method: 'GET', resourcePath: '/', params: { headers: { 'x-a': 'b\r\nhost: c' } } },
      "The HTTP request has a header that HTTP does not allow, 'x-a'.",
    ],
    [null, "Unsupported method 'undefined'."],
  ])('%j is none', async (request, message) => {
    await expect(source().call(request)).rejects.toMatchObject({ errorType: 'MappingTemplate', message });
  });
});

describe('an answer', () => {
  test('is status, headers and body', async () => {
    expect(await source().call({ method: 'GET', resourcePath: '/' })).toMatchObject({
      result: {
        statusCode: 200,
        headers: { 'X-Kind': 'test', 'Set-Cookie': 'a=1, b=2' },
        body: '{"ok":"å"}',
      },
    });
  });

  test.each([
    ['/missing', 404],
    ['/moved', 302],
  ])('of %s is a result, and nobody is asked again', async (resourcePath, statusCode) => {
    const before = asked.length;
    expect(await source().call({ method: 'GET', resourcePath })).toMatchObject({ result: { statusCode } });
    expect(asked).toHaveLength(before + 1);
  });

  test('that is too large, cut off or not there is an error of the data source', async () => {
    const call = (resourcePath: string, endpoint?: string) =>
      source(endpoint).call({ method: 'GET', resourcePath });
    expect(await call('/large')).toEqual({
      result: null,
      error: {
        type: 'Http:ResponseTooLarge',
        message: `GET ${origin}: the answer has more than 5242880 bytes.`,
      },
    });
    expect(await call('/cut')).toMatchObject({ result: null, error: { type: 'Http:ConnectionFailed' } });
    expect(await call('/', 'http://127.0.0.1:1')).toMatchObject({
      error: {
        type: 'Http:ConnectionFailed',
        message: 'GET http://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1.',
      },
    });
  });

  test('that does not come is given up', async () => {
    const request = { method: 'GET', url: new URL(`${origin}/silent`), headers: {}, body: undefined };
    await expect(exchange(request, 20)).rejects.toMatchObject({
      reason: 'TimedOut',
      message: `GET ${origin}: no answer within 20 ms.`,
    });
  });
});

describe('nothing reaches AWS', () => {
  test.each([
    ['https://dynamodb.eu-north-1.amazonaws.com/', 'http://127.0.0.1:4002/'],
    [
      'https://lambda.eu-north-1.amazonaws.com/2015-03-31/functions',
      'http://127.0.0.1:4003/2015-03-31/functions',
    ],
    ['https://s3.eu-north-1.amazonaws.com/bucket/key?a=1', 'http://127.0.0.1:4001/bucket/key?a=1'],
    ['https://my.bucket.s3.eu-north-1.amazonaws.com/key', 'http://127.0.0.1:4001/my.bucket/key'],
    ['https://abc.appsync-api.eu-north-1.amazonaws.com/graphql', 'http://127.0.0.1:4000/graphql'],
    ['https://secretsmanager.eu-north-1.api.aws/', 'http://127.0.0.1:4005/'],
    ['https://SNS.eu-north-1.AMAZONAWS.com./', 'not-run-here'],
    ['https://lambda.us-east-1.amazonaws.com/', 'not-run-here'],
    ['https://amazonaws.com/', 'not-run-here'],
    ['https://abc.lambda-url.eu-north-1.on.aws/', 'not-run-here'],
    ['https://states.cn-north-1.amazonaws.com.cn/', 'not-run-here'],
    ['https://amazonaws.com.example/', 'undefined'],
    ['https://notamazonaws.com/', 'undefined'],
  ])('%s → %s', (url, local) => {
    expect(String(localAwsUrl(new URL(url), { endpoints, region: 'eu-north-1' }))).toBe(local);
  });

  test('a service of this machine is called here', async () => {
    const lambda = source('https://lambda.eu-north-1.amazonaws.com');
    expect(await lambda.call({ method: 'GET', resourcePath: '/here' })).toMatchObject({
      result: { statusCode: 200 },
    });
    expect(asked.at(-1)).toMatchObject({ request: { path: '/here' } });
  });

  test('another one is refused by name', async () => {
    const call = source('https://sns.eu-north-1.amazonaws.com').call({ method: 'POST', resourcePath: '/' });
    await expect(call).rejects.toMatchObject({
      errorType: 'NotImplemented',
      message: 'The AWS endpoint sns.eu-north-1.amazonaws.com (Weather) is not run on this machine.',
    });
  });
});

describe('the template', () => {
  const http = (HttpConfig?: object, more?: object) =>
    readDataSource({
      ApiId: 'a',
      Name: 'Weather',
      Type: 'HTTP',
      ...(HttpConfig && { HttpConfig }),
      ...more,
    } as never);
  const authorization = (AwsIamConfig?: object, AuthorizationType = 'AWS_IAM') => ({
    Endpoint: 'https://a.example',
    AuthorizationConfig: { AuthorizationType, ...(AwsIamConfig && { AwsIamConfig }) },
  });

  test('names endpoint, role, region and service', () => {
    expect(http({ Endpoint: 'https://a.example' })).toEqual({
      kind: 'HTTP',
      name: 'Weather',
      endpoint: 'https://a.example',
    });
    const config = authorization({ SigningRegion: 'eu-north-1', SigningServiceName: 'lambda' });
    expect(http(config, { ServiceRoleArn: 'arn' })).toMatchObject({
      signing: { roleArn: 'arn', region: 'eu-north-1', service: 'lambda' },
    });
  });

  test('of another type is not run', () => {
    expect(readDataSource({ ApiId: 'a', Name: 'Bus', Type: 'AMAZON_EVENTBRIDGE' })).toEqual({
      kind: 'NOT_RUN_HERE',
      name: 'Bus',
      what: 'The data source type AMAZON_EVENTBRIDGE (Bus)',
    });
  });

  test.each([
    [undefined, 'An HTTP data source without an endpoint (Weather)'],
    [{ Endpoint: 'ftp://a.example' }, 'An HTTP data source without an endpoint (Weather)'],
    [authorization(undefined, 'OTHER'), 'An HTTP data source with the authorization OTHER (Weather)'],
    [
      authorization({ SigningRegion: 'eu-north-1' }),
      'An HTTP data source with AWS_IAM, but without role, SigningRegion or SigningServiceName (Weather)',
    ],
  ])('%j is not run', (config, what) => {
    expect(http(config)).toEqual({ kind: 'NOT_RUN_HERE', name: 'Weather', what });
  });
});
