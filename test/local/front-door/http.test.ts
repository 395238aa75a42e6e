import { buildSchema } from 'graphql';
import type { RequestRecord } from '../../../local/cloud';
import { consolePage } from '../../../local/front-door/console-page';
import { startFrontDoor } from './front-door-fixture';
import type { RunningFrontDoor } from './front-door-fixture';

let door: RunningFrontDoor;
beforeAll(async () => {
  door = await startFrontDoor();
});
afterAll(() => door.close());

const happened = (values: Partial<RequestRecord> = {}) =>
  door.cloud.record({
    service: 's3',
    operation: 'GetObject',
    caller: 'arn:aws:sts::111122223333:assumed-role/Thumbnail/thumbnail',
    resource: 'arn:aws:s3:::originals/1.jpg',
    outcome: '200',
    decision: 'inline#0',
    durationMs: 1.25,
    requestId: 'r-1',
    ...values,
  });

describe('the page', () => {
  test.each([
    'http://127.0.0.1:',
    '/graphql/realtime',
    'nodejs22.x',
    '512 MB',
    '20 s',
    '128 MB',
    'range key taken (N)',
    'expires by until',
    'originals',
    'the/pass-word',
    'curator',
    'some.model-v1',
    'AWS::CloudWatch::Dashboard: Board',
    'export AWS_ENDPOINT_URL_SECRETS_MANAGER=http://127.0.0.1:',
    'API key, expired',
    '&lt;i&gt;plain&lt;/i&gt;',
  ])('says %s', async (fact) => {
    const { text } = await door.get('/');
    expect(text).toContain(fact);
    expect(text).not.toContain('<i>');
  });

  test('shows every endpoint, key and role, and no secret', async () => {
    const { text } = await door.get('/');
    const { stack, endpoints } = door.cloud;
    for (const url of Object.values(endpoints)) expect(text).toContain(url);
    for (const key of ['Key', 'OldKey']) expect(text).toContain(stack.attribute(key, 'ApiKey'));
    expect(text).toContain(stack.attribute('ThumbnailRole', 'Arn').split('/').at(-1));
    expect(text).not.toContain('sesame');
  });

  test('tells by which statement a request was allowed, and why another was refused', async () => {
    happened({ decision: 'inline#Read' });
    happened({ outcome: '403 AccessDenied', decision: 'no policy allows <s3:GetObject>' });
    const { text } = await door.get('/');

    expect(text).toContain('inline#Read');
    expect(text).toContain('class="request refused"');
    expect(text).toContain('no policy allows &lt;s3:GetObject&gt;');
  });

  test.each(['/', '/console'])(
    'at %s may load nothing from elsewhere, nor be put into a frame',
    async (path) => {
      const { headers, text } = await door.get(path);
      const policy = String(headers['content-security-policy']).split('; ');

      expect(policy).toEqual(
        expect.arrayContaining([
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          `connect-src 'self' ws://${door.host}`,
          "frame-ancestors 'none'",
        ]),
      );
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
      expect(text.match(/(?:src|href)="(?!\/|#|data:)/)).toBeNull();
      expect(text).not.toMatch(/<script(?! src="\/front-door\/)|<style|\son\w+=/);
    },
  );
});

describe('the feed of requests', () => {
  const feed = async (after = '') => {
    const { text } = await door.get(`/front-door/requests.json?after=${after}`);
    return JSON.parse(text);
  };

  test('tells what happened since it was last asked', async () => {
    const before = await feed();
    happened({ requestId: 'r-new' });

    expect(await feed(before.cursor)).toMatchObject({
      complete: false,
      entries: [{ requestId: 'r-new', operation: 'GetObject', decision: 'inline#0' }],
    });
  });

  test('names the version of the page, so that the page sees when it is out of date', async () => {
    const { text } = await door.get('/');
    const { inventory } = await feed();
    expect(text).toContain(`data-inventory="${inventory}"`);
    expect((await feed()).inventory).toBe(inventory);

    // Then, no key had expired.
    door.cloud.setNow(new Date('2019-01-01T00:00:00Z'));
    expect((await feed()).inventory).not.toBe(inventory);
    door.cloud.setNow(undefined);
  });
});

describe('the console', () => {
  test('offers the modes of the API that run here, its keys and its roles', async () => {
    const { text } = await door.get('/console');
    const { stack } = door.cloud;

    expect(text.match(/name="mode" value="\w+"/g)).toEqual([
      'name="mode" value="API_KEY"',
      'name="mode" value="AWS_IAM"',
    ]);
    expect(text).toContain(`<option value="${stack.attribute('Key', 'ApiKey')}">`);
    expect(text).toContain(`${stack.attribute('OldKey', 'ApiKey')} (expired)`);
    expect(text).toContain(`<option value="${stack.attribute('ThumbnailRole', 'Arn')}">`);
  });

  test('says so when it can ask in no mode of the API', () => {
    const schema = buildSchema('type Query { picture: String }');
    const api = {
      modes: ['OPENID_CONNECT'],
      apiKeys: [],
      schema,
      modesOf: () => new Set(['OPENID_CONNECT']),
    };
    const { text } = consolePage(door.cloud, api);

    expect(text).toContain('the API has the mode OPENID_CONNECT, which is not run on this machine');
    expect(text).not.toContain('name="mode"');
  });

  test('is handed the schema', async () => {
    const { text } = await door.get('/console/schema.json');
    expect(JSON.parse(text).data.__schema.queryType).toEqual({ name: 'Query', kind: 'OBJECT' });
  });
});

describe('scripts and style sheets', () => {
  test.each([
    ['/front-door/front-page.js', 'text/javascript; charset=utf-8', 20_000],
    ['/front-door/front-page.css', 'text/css; charset=utf-8', 20_000],
    ['/front-door/console.js', 'text/javascript; charset=utf-8', 2_000_000],
    ['/front-door/console.css', 'text/css; charset=utf-8', 1_000_000],
  ])('%s is whole, and kept until it changes', async (path, type, largest) => {
    const { status, headers, text } = await door.get(path);

    expect([status, headers['content-type']]).toEqual([200, type]);
    expect(text.length).toBeGreaterThan(1_000);
    expect(text.length).toBeLessThan(largest);
    if (type.startsWith('text/css')) expect(text.match(/@import|url\((?!["']?data:)/)).toBeNull();
    const again = await door.get(path, { 'if-none-match': String(headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
  });
});

test.each([
  ['GET', '/nothing'],
  ['GET', '/console/sign'],
  ['GET', '/front-door/../http.ts'],
  ['POST', '/'],
])('%s %s is not for the front door', async (method, path) => {
  const { status } = method === 'GET' ? await door.get(path) : await door.post(path, '');
  expect(status).toBe(404);
});
