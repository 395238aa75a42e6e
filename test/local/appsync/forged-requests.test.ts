import type { Credentials } from '../../../local/cloud';
import { returning, signed, startApi } from './api-fixture';
import type { RunningApi } from './api-fixture';
import { connect, open } from './socket';
import type { Socket } from './socket';

/** Requests that lie about who sends them, over HTTP and over the socket: named as they would be attempted. */

const schema = /* GraphQL */ `
  type Query {
    vault: String @aws_iam @aws_api_key
    other: String @aws_iam
  }
  type Mutation {
    post(text: String): String @aws_iam @aws_api_key
  }
  type Subscription {
    onPost: String @aws_subscribe(mutations: ["post"]) @aws_iam @aws_api_key
  }
`;
const expires = new Date('2030-01-01T00:00:00Z');

let api: RunningApi;
let reader: Credentials;
const sockets: Socket[] = [];
beforeAll(async () => {
  const field = (path: string) => ({
    'Fn::Join': ['', [{ 'Fn::GetAtt': ['Api', 'Arn'] }, `/types/${path}`]],
  });
  api = await startApi({
    schema,
    apiKey: { Expires: expires.getTime() / 1000 },
    resolvers: {
      'Query.vault': returning(`return 'gold'`),
      'Query.other': returning(`return 'silver'`),
      'Mutation.post': returning('return ctx.args.text'),
    },
    more: {
      Reader: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
            ],
          },
          Policies: [
            {
              PolicyName: 'Inline',
              PolicyDocument: {
                Statement: {
                  Effect: 'Allow',
                  Action: 'appsync:GraphQL',
                  Resource: [field('Query/fields/vault'), field('Subscription/fields/onPost')],
                },
              },
            },
          ],
        },
      },
    },
  });
  reader = api.cloud.iam.credentialsFor(api.cloud.stack.attribute('Reader', 'Arn'));
});
afterAll(() => api.close());
afterEach(() => {
  api.setNow(undefined);
  sockets.splice(0).forEach((socket) => socket.close());
});

const query = '{"query":"{ vault }"}';
const minutes = (count: number) => new Date(Date.now() + count * 60_000);

interface Sent {
  headers?: Record<string, string>;
  body?: string;
  path?: string;
}
async function send({ headers = {}, body = query, path = '/graphql' }: Sent) {
  const response = await fetch(api.cloud.endpoints.appsync + path, { method: 'POST', headers, body });
  const answer: unknown = await response.json();
  return { status: response.status, type: response.headers.get('x-amzn-errortype'), answer: Object(answer) };
}
/** Headers of `query`, signed by the reader; `change` is what the liar does to them. */
async function forged(change: (headers: Record<string, string>) => object): Promise<Record<string, string>> {
  const headers = await signed(api.cloud, reader, '/graphql', query);
  return { ...headers, ...change(headers) };
}
const mismatch = /signature we calculated does not match/;

describe('over HTTP', () => {
  test('what is signed as it is sent is let in, again and again within its five minutes', async () => {
    const headers = await signed(api.cloud, reader, '/graphql', query);
    for (let time = 0; time < 2; time++)
      expect((await send({ headers })).answer).toEqual({ data: { vault: 'gold' } });
    api.setNow(minutes(4));
    expect((await send({ headers })).status).toBe(200);
    api.setNow(minutes(6));
    expect(await send({ headers })).toMatchObject({
      status: 403,
      type: 'InvalidSignatureException',
      answer: { errors: [{ message: expect.stringMatching(/^Signature expired/) }] },
    });
  });

  const lies: [what: string, lie: () => Promise<Sent>, type: string, message: RegExp][] = [
    [
      'replayed with another body',
      async () => ({
        headers: await signed(api.cloud, reader, '/graphql', query),
        body: '{"query":"mutation { post }"}',
      }),
      'InvalidSignatureException',
      /does not match/,
    ],
    [
      'replayed to another path',
      async () => ({ headers: await signed(api.cloud, reader, '/graphql', query), path: '/graphql?x=1' }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'signed for the handshake of the socket',
      async () => ({ headers: await signed(api.cloud, reader, '/graphql/connect', query) }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'with a header changed that was signed',
      async () => ({ headers: await forged(() => ({ 'content-type': 'text/plain' })) }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'with one letter of the signature changed',
      async () => ({
        headers: await forged(({ authorization = '' }) => ({
          authorization: authorization.slice(0, -1) + (authorization.endsWith('0') ? '1' : '0'),
        })),
      }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'with another secret',
      async () => ({
        headers: await signed(api.cloud, { ...reader, secretAccessKey: 'guessed' }, '/graphql', query),
      }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'by a key that nobody has',
      async () => ({
        headers: await signed(api.cloud, { ...reader, accessKeyId: 'ASIAUNKNOWN' }, '/graphql', query),
      }),
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    [
      'with the session token of another',
      async () => ({
        headers: await signed(
          api.cloud,
          { ...reader, sessionToken: api.cloud.iam.operator.sessionToken },
          '/graphql',
          query,
        ),
      }),
      'UnrecognizedClientException',
      /security token included in the request is invalid/,
    ],
    [
      'without the session token',
      async () => ({
        headers: await forged(() => ({ 'x-amz-security-token': '' })),
      }),
      'UnrecognizedClientException',
      /security token/,
    ],
    [
      'for another service',
      async () => ({
        headers: await forged(({ authorization = '' }) => ({
          authorization: authorization.replace('/appsync/', '/execute-api/'),
        })),
      }),
      'InvalidSignatureException',
      /scope|service/i,
    ],
    [
      'for another region',
      async () => ({
        headers: await forged(({ authorization = '' }) => ({
          authorization: authorization.replace(api.cloud.region, 'us-west-2'),
        })),
      }),
      'InvalidSignatureException',
      /scope|region/i,
    ],
    [
      'without a signature in it',
      async () => ({ headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' } }),
      'IncompleteSignatureException',
      /./,
    ],
  ];
  test.each(lies)('a request %s is refused', async (_what, lie, errorType, message) => {
    const { status, type, answer } = await send(await lie());
    expect({ status, type }).toEqual({ status: 403, type: errorType });
    expect(answer).toEqual({ errors: [{ errorType, message: expect.stringMatching(message) }] });
    expect(api.records.at(-1)).toMatchObject({ caller: 'unknown', outcome: `403 ${errorType}` });
  });

  test('a request from the future is refused', async () => {
    api.setNow(minutes(6));
    const headers = await signed(api.cloud, reader, '/graphql', query);
    api.setNow(undefined);
    expect(await send({ headers })).toMatchObject({
      status: 403,
      answer: { errors: [{ message: expect.stringMatching(/^Signature not yet current/) }] },
    });
  });

  test('a role gets what its policy names, and no more', async () => {
    const body = '{"query":"{ vault other }"}';
    const { status, answer } = await send({
      headers: await signed(api.cloud, reader, '/graphql', body),
      body,
    });
    expect(status).toBe(200);
    expect(answer).toMatchObject({
      data: { vault: 'gold', other: null },
      errors: [{ errorType: 'Unauthorized', message: 'Not Authorized to access other on type Query' }],
    });
  });

  test('nothing of a refusal tells what a good key or token looks like', async () => {
    const answers = await Promise.all(
      ['da2-', api.apiKey.slice(0, -1), `${api.apiKey}x`, api.apiKey.toUpperCase(), ''].map((key) =>
        send({ headers: { 'x-api-key': key } }),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([401]));
    expect(new Set(answers.map(({ answer }) => JSON.stringify(answer))).size).toBe(1);
  });
});

describe('over the socket', () => {
  const data = JSON.stringify({ query: 'subscription { onPost }', variables: {} });
  const opened = async (...options: [] | [Parameters<typeof open>[1]]) => {
    const socket = await open(api, ...options);
    sockets.push(socket);
    return socket;
  };

  test('the handshake and each start are signed on their own', async () => {
    const authorization = await signed(api.cloud, reader, '/graphql/connect', '{}');
    const socket = await opened({ authorization });
    const start = await signed(api.cloud, reader, '/graphql', data);
    expect(await socket.start('1', 'subscription { onPost }', { authorization: start })).toEqual({
      type: 'start_ack',
      id: '1',
    });
    expect(await socket.start('2', 'subscription { onPost }', { authorization })).toMatchObject({
      payload: { errors: [{ errorType: 'InvalidSignatureException' }] },
    });
  });

  test.each<[what: string, credentials: () => Promise<object>, errorType: string, errorCode: number]>([
    [
      'that is signed for a request',
      () => signed(api.cloud, reader, '/graphql', '{}'),
      'InvalidSignatureException',
      403,
    ],
    [
      'that is signed with another secret',
      () => signed(api.cloud, { ...reader, secretAccessKey: 'guessed' }, '/graphql/connect', '{}'),
      'InvalidSignatureException',
      403,
    ],
    [
      'that shows an expired key',
      () => Promise.resolve({ 'x-api-key': api.apiKey }),
      'UnauthorizedException',
      401,
    ],
  ])('a handshake %s is refused', async (what, credentials, errorType, errorCode) => {
    if (what.includes('expired')) api.setNow(expires);
    const socket = await connect(api, { authorization: await credentials() });
    socket.send({ type: 'connection_init' });
    const { payload } = await socket.next(({ type }) => type === 'connection_error');
    expect(payload?.errors).toEqual([{ errorType, errorCode, message: expect.any(String) }]);
    await socket.closed;
  });

  test('a start is refused once its signature or its key has expired, on a connection that goes on', async () => {
    const socket = await opened();
    const authorization = await signed(api.cloud, reader, '/graphql', data);
    api.setNow(minutes(6));
    expect(await socket.start('1', 'subscription { onPost }', { authorization })).toMatchObject({
      payload: {
        errors: [
          { errorType: 'InvalidSignatureException', message: expect.stringMatching(/^Signature expired/) },
        ],
      },
    });
    expect(await socket.start('2', 'subscription { onPost }')).toMatchObject({ type: 'start_ack' });
    api.setNow(expires);
    expect(await socket.start('3', 'subscription { onPost }')).toMatchObject({
      payload: { errors: [{ errorType: 'UnauthorizedException' }] },
    });
  });

  test('a start whose variables differ from those that were signed is refused', async () => {
    const socket = await opened();
    const authorization = await signed(api.cloud, reader, '/graphql', data);
    const start = socket.start('1', 'subscription { onPost }', { authorization, variables: { text: 'x' } });
    expect(await start).toMatchObject({ payload: { errors: [{ errorType: 'InvalidSignatureException' }] } });
  });
});
