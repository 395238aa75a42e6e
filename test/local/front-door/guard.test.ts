import { startFrontDoor } from './front-door-fixture';
import type { RunningFrontDoor } from './front-door-fixture';

let door: RunningFrontDoor;
beforeAll(async () => {
  door = await startFrontDoor();
});
afterAll(() => door.close());

const port = () => door.host.split(':')[1];
const pages = ['/', '/console'];
const data = ['/front-door/requests.json', '/console/schema.json', '/front-door/front-page.js'];

describe('under another name than that of this machine', () => {
  const names = [
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:80',
    'evil.127.0.0.1',
    'evil-localhost',
    '0.0.0.0',
    '[::1]',
    '10.0.0.7',
  ];
  const cases = [...pages, ...data].flatMap((path) => names.map((name) => [path, name] as const));

  test.each(cases)('%s is not open at %s', async (path, name) => {
    const { status, headers, text } = await door.get(path, { host: name });

    expect([status, headers['x-amzn-errortype']]).toEqual([403, 'AccessDeniedException']);
    expect(text).not.toContain('da2-');
  });

  test('nothing is signed', async () => {
    const host = `evil.example:${port()}`;
    const headers = { host, origin: `http://${host}`, 'content-type': 'application/json' };
    const { status } = await door.post('/console/sign', sign(), headers);
    expect(status).toBe(403);
  });
});

test.each([...pages, ...data])('%s is open at localhost, and through a tunnel', async (path) => {
  for (const host of [`localhost:${port()}`, 'localhost:8080', '127.0.0.1'])
    expect((await door.get(path, { host })).status).toBe(200);
});

describe("another site's page in the same browser", () => {
  const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

  test.each(pages)('may have a link to %s', async (path) => {
    expect((await door.get(path, { 'sec-fetch-site': 'cross-site', ...navigation })).status).toBe(200);
  });

  test.each([
    ['a frame', { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['a script', { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
    ['a fetch', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
  ])('may not have a page in %s', async (_name, headers) => {
    for (const path of pages)
      for (const site of ['cross-site', 'same-site'])
        expect((await door.get(path, { 'sec-fetch-site': site, ...headers })).status).toBe(403);
  });

  test.each(data)('may not read %s', async (path) => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'cross-site', ...navigation },
      { origin: 'http://localhost:3000' },
      { origin: 'null' },
    ]) {
      const { status, headers: answered } = await door.get(path, { ...headers });
      expect(status).toBe(403);
      expect(answered['access-control-allow-origin']).toBeUndefined();
    }
  });
});

/** The body of a request to the signing desk. */
function sign(values: object = {}): string {
  return JSON.stringify({ as: 'operator', path: '/graphql', body: '{"query":"{ picture }"}', ...values });
}

describe('signatures', () => {
  const own = () => ({ origin: `http://${door.host}`, 'content-type': 'application/json' });
  const signed = async (values: object = {}, headers: Record<string, string> = own()) => {
    const answer = await door.post('/console/sign', sign(values), headers);
    return { status: answer.status, body: JSON.parse(answer.text) };
  };

  test('make the request that they were asked for, and no other, one of the operator', async () => {
    const { body } = await signed();
    const request = (text: string, path = '/graphql') => ({
      method: 'POST',
      path,
      query: '',
      headers: body.headers,
      body: Buffer.from(text),
    });
    const { iam } = door.cloud;

    expect(iam.authenticate(request('{"query":"{ picture }"}'), 'appsync').kind).toBe('operator');
    expect(() => iam.authenticate(request('{"query":"{ other }"}'), 'appsync')).toThrow();
    expect(() =>
      iam.authenticate(request('{"query":"{ picture }"}', '/graphql/connect'), 'appsync'),
    ).toThrow();
    expect(() => iam.authenticate(request('{"query":"{ picture }"}'), 'dynamodb')).toThrow();
  });

  test.each(['/graphql', '/graphql/connect'])(
    'of a role of the template are for what the role may do at %s',
    async (path) => {
      const { iam, stack } = door.cloud;
      const roleArn = stack.attribute('ThumbnailRole', 'Arn');
      const { body } = await signed({ as: roleArn, path, body: '{}' });
      const request = { method: 'POST', path, query: '', headers: body.headers, body: Buffer.from('{}') };

      expect(iam.authenticate(request, 'appsync')).toMatchObject({ kind: 'role', roleArn });
      expect(JSON.stringify(body)).not.toContain(iam.credentialsFor(roleArn, 'console').secretAccessKey);
    },
  );

  test.each<[string, () => Record<string, string>]>([
    ['without Origin', () => ({ 'content-type': 'application/json' })],
    ['of another site', () => ({ ...own(), origin: 'https://evil.example' })],
    ['of another port of this machine', () => ({ ...own(), origin: 'http://127.0.0.1:3000' })],
    ['of the other name of this machine', () => ({ ...own(), origin: `http://localhost:${port()}` })],
    ['of a sandboxed frame', () => ({ ...own(), origin: 'null' })],
    ['that say to be cross-site', () => ({ ...own(), 'sec-fetch-site': 'cross-site' })],
    ['that say to be same-site', () => ({ ...own(), 'sec-fetch-site': 'same-site' })],
    ['that a form can send', () => ({ ...own(), 'content-type': 'text/plain' })],
  ])('are not given to requests %s', async (_name, headers) => {
    const { status, body } = await signed({}, headers());
    expect([status, body.__type, body.headers]).toEqual([403, 'AccessDeniedException', undefined]);
  });

  test.each<[string, object, number, string]>([
    [
      'of a role that the template does not have',
      { as: 'arn:aws:iam::1:role/no' },
      404,
      'The template has no role',
    ],
    ['of requests to another service', { path: '/Pictures' }, 400, 'Only requests to the GraphQL API'],
    ['of what is not text', { body: {} }, 400, 'have to be texts'],
    ['for nobody', { as: undefined }, 400, 'have to be texts'],
  ])('are not made %s', async (_name, values, expected, message) => {
    const { status, body } = await signed(values);
    expect(status).toBe(expected);
    expect(body.message).toContain(message);
  });

  test('are not made of what is not JSON', async () => {
    for (const body of ['', '{', 'null', '[]', '"x"'])
      expect((await door.post('/console/sign', body, own())).status).toBe(400);
  });
});
