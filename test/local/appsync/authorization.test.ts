import { returning, signed, startApi } from './api-fixture';
import type { RunningApi } from './api-fixture';

const schema = /* GraphQL */ `
  type Room @aws_api_key @aws_iam @aws_lambda {
    id: ID!
    title: String
    secret: String @aws_iam
  }
  type Note {
    text: String
  }
  type Query {
    unmarked: String
    byKeyOrToken: Room @aws_api_key @aws_lambda
    byIam: Room @aws_iam
    byIamToo: Room @aws_iam
    note: Note @aws_api_key @aws_lambda
    identity: AWSJSON @aws_api_key @aws_iam @aws_lambda
    authType: String @aws_api_key @aws_iam @aws_lambda
  }
`;
const room = returning(`return { id: '1', title: 'Attic', secret: 'under the stairs' }`);

/** Tells what it was asked in `resolverContext`, and does what the token says. */
const authorizer = `let asked = 0;
export const handler = async (event) => {
  const token = event.authorizationToken;
  if (token === 'crash') throw new Error('no');
  if (token === 'nonsense') return { authorized: true };
  const { resolverContext, ...rest } = token.startsWith('{') ? JSON.parse(token) : {};
  return {
    isAuthorized: token !== 'refused',
    resolverContext: resolverContext ?? { asked: ++asked, token, event: JSON.stringify(event) },
    ...rest,
  };
};`;

const role = (actions: object) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [
        { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
      ],
    },
    Policies: [{ PolicyName: 'Inline', PolicyDocument: { Statement: actions } }],
  },
});

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({
    schema,
    authorizer,
    apiKey: { Expires: Date.UTC(2030, 0, 1) / 1000 },
    resolvers: {
      'Query.unmarked': returning(`return 'open'`),
      'Query.byKeyOrToken': room,
      'Query.byIam': room,
      'Query.byIamToo': room,
      'Query.note': returning(`return { text: 'hello' }`),
      'Query.identity': returning('return ctx.identity ?? { none: true }'),
      'Query.authType': returning('return util.authType()'),
    },
    more: {
      OneField: role({
        Effect: 'Allow',
        Action: 'appsync:GraphQL',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Api', 'Arn'] }, '/types/Query/fields/byIam']] },
      }),
      AllFields: role({
        Effect: 'Allow',
        Action: 'appsync:GraphQL',
        Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Api', 'Arn'] }, '/*']] },
      }),
    },
  });
});
afterAll(() => api.close());

const unauthorized = (fieldName: string, typeName = 'Query', path: (string | number)[] = [fieldName]) => ({
  path,
  data: null,
  errorType: 'Unauthorized',
  errorInfo: null,
  locations: [expect.objectContaining({ sourceName: null })],
  message: `Not Authorized to access ${fieldName} on type ${typeName}`,
});

const credentials = (logicalId: string) =>
  api.cloud.iam.credentialsFor(api.cloud.stack.attribute(logicalId, 'Arn'));

describe('the credentials choose the mode, and marks on fields and types choose the modes that may use them', () => {
  test.each([
    ['an unmarked field, for the default mode', '{ unmarked }', { data: { unmarked: 'open' } }],
    ['a field marked for it', '{ byKeyOrToken { title } }', { data: { byKeyOrToken: { title: 'Attic' } } }],
    [
      'a field marked for others',
      '{ byIam { title } }',
      { data: { byIam: null }, errors: [unauthorized('byIam')] },
    ],
    [
      'a field whose own mark overrides its type',
      '{ byKeyOrToken { id secret } }',
      {
        data: { byKeyOrToken: { id: '1', secret: null } },
        errors: [unauthorized('secret', 'Room', ['byKeyOrToken', 'secret'])],
      },
    ],
    [
      'the introspective __typename',
      '{ __typename byKeyOrToken { __typename } }',
      {
        data: { __typename: 'Query', byKeyOrToken: { __typename: 'Room' } },
      },
    ],
  ])('API key: %s', async (_what, query, expected) => {
    expect((await api.graphql(query)).body).toEqual(expected);
  });

  test.each([
    ['an unmarked field', '{ unmarked }', { data: { unmarked: null }, errors: [unauthorized('unmarked')] }],
    ['a field marked for it', '{ byKeyOrToken { title } }', { data: { byKeyOrToken: { title: 'Attic' } } }],
    [
      'a field of an unmarked type',
      '{ note { text } }',
      { data: { note: { text: null } }, errors: [unauthorized('text', 'Note', ['note', 'text'])] },
    ],
  ])('Lambda: %s', async (_what, query, expected) => {
    expect((await api.graphql(query, { token: 'guest' })).body).toEqual(expected);
  });

  test('IAM: the role decides field by field of the root types, and what they return is theirs', async () => {
    const sign = credentials('OneField');
    const { body } = await api.graphql('{ byIam { title secret } byIamToo { title } unmarked }', { sign });
    expect(body.data).toEqual({
      byIam: { title: 'Attic', secret: 'under the stairs' },
      byIamToo: null,
      unmarked: null,
    });
    expect(body.errors).toEqual([unauthorized('byIamToo'), unauthorized('unmarked')]);
    expect(api.records.at(-1)).toMatchObject({
      caller: expect.stringContaining(':assumed-role/'),
      outcome: 'Unauthorized',
      decision: expect.stringContaining('not authorized to perform: appsync:GraphQL'),
    });
  });

  test('a field that is closed to the mode says so in the record', async () => {
    await api.graphql('{ byIam { title } }');
    expect(api.records.at(-1)).toMatchObject({
      outcome: 'Unauthorized',
      decision: 'Query.byIam is not open to API_KEY',
    });
  });

  test('the operator is let in from this machine, and not from a page of another site', async () => {
    const sign = api.cloud.iam.operator;
    const from = async (origin: string, by = sign) =>
      (await api.graphql('{ byIam { title } }', { sign: by, headers: { origin } })).status;
    expect(await from('http://localhost:5173')).toBe(200);
    expect(await from('http://127.0.0.1:4000')).toBe(200);
    for (const origin of ['https://bank.example', 'http://localhost.bank.example', 'null'])
      expect(await from(origin)).toBe(403);
    expect(api.records.at(-1)).toMatchObject({ outcome: '403 AccessDeniedException' });
    // Whoever has a role's own credentials has got them from somewhere.
    expect(await from('https://bank.example', credentials('OneField'))).toBe(200);
  });

  test('resolvers know the mode and the caller', async () => {
    const query = '{ authType identity }';
    const byKey = await api.graphql(query);
    expect(byKey.body.data).toEqual({ authType: 'API Key Authorization', identity: '{"none":true}' });
    const byToken = await api.graphql(query, {
      token: '{"resolverContext":{"guest":"anna","floor":4,"vip":true}}',
    });
    expect(byToken.body.data).toEqual({
      authType: 'Lambda Authorization',
      identity: '{"resolverContext":{"guest":"anna","floor":"4","vip":"true"}}',
    });
    const byIam = await api.graphql(query, { sign: credentials('AllFields') });
    expect(byIam.body.data).toMatchObject({ authType: 'IAM Authorization' });
    const identity: unknown = JSON.parse(String(Object(byIam.body.data).identity));
    expect(identity).toMatchObject({
      accountId: '111122223333',
      sourceIp: ['127.0.0.1'],
      userArn: expect.stringMatching(/^arn:aws:sts::111122223333:assumed-role\/.*\/local$/),
    });
    const operator = await api.graphql(query, { sign: api.cloud.iam.operator });
    expect(operator.body.errors).toBeUndefined();
  });
});

describe('who is not let in gets 401 and the reason goes to the record', () => {
  const cases: [what: string, headers: Record<string, string>, message: string, decision: string][] = [
    [
      'no credentials',
      {},
      'Valid authorization header not provided.',
      'there is neither an API key nor an Authorization header',
    ],
    [
      'an unknown API key',
      { 'x-api-key': 'da2-unknown' },
      'You are not authorized to make this call.',
      'the API key is unknown or has expired',
    ],
    [
      'a token that the authorizer refuses',
      { authorization: 'refused' },
      'You are not authorized to make this call.',
      'the authorizer refused the token',
    ],
    [
      'an authorizer that fails',
      { authorization: 'crash' },
      'You are not authorized to make this call.',
      'the authorizer function failed',
    ],
    [
      'an authorizer that answers something else',
      { authorization: 'nonsense' },
      'You are not authorized to make this call.',
      "the authorizer's answer has no isAuthorized",
    ],
    [
      'a nested resolverContext',
      { authorization: '{"resolverContext":{"guest":{"name":"anna"}}}' },
      'You are not authorized to make this call.',
      'resolverContext.guest is not a plain value',
    ],
    [
      'a token that is too long',
      { authorization: 'x'.repeat(2049) },
      'You are not authorized to make this call.',
      'the token is longer than 2048 characters',
    ],
  ];
  test.each(cases)('%s', async (_what, headers, message, decision) => {
    const { status, body, headers: answered } = await api.graphql('{ unmarked }', { headers });
    expect(status).toBe(401);
    expect(answered.get('x-amzn-errortype')).toBe('UnauthorizedException');
    expect(body).toEqual({ errors: [{ errorType: 'UnauthorizedException', message }] });
    expect(api.records.at(-1)).toMatchObject({ outcome: '401 UnauthorizedException', decision });
  });

  test('a signature that does not fit the body', async () => {
    const headers = await signed(api.cloud, api.cloud.iam.operator, '/graphql', '{"query":"{ other }"}');
    const { status, body } = await api.graphql('{ unmarked }', { headers });
    expect(status).toBe(403);
    expect(body.errors).toEqual([
      { errorType: 'InvalidSignatureException', message: expect.stringContaining('sign') },
    ]);
  });

  test('an API key that has expired', async () => {
    api.setNow(new Date('2030-01-01T00:00:01Z'));
    const { status } = await api.graphql('{ unmarked }');
    api.setNow(undefined);
    expect(status).toBe(401);
  });
});

describe('the Lambda authorizer', () => {
  const ask = async (token: string, query = '{ identity }', variables?: object) => {
    const { body } = await api.graphql(query, { token, ...(variables === undefined ? {} : { variables }) });
    const { resolverContext }: { resolverContext: Record<string, string> } = JSON.parse(
      String(Object(body.data).identity),
    );
    return resolverContext;
  };

  test('is told the token, the operation and the headers, by AppSync in the name of the API', async () => {
    const query = '{ identity }';
    const { event } = await ask('guest', query, { x: 1 });
    const told: unknown = JSON.parse(String(event));
    expect(told).toMatchObject({
      authorizationToken: 'guest',
      requestContext: {
        apiId: api.cloud.stack.attribute('Api', 'ApiId'),
        accountId: '111122223333',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        queryString: query,
        variables: { x: 1 },
      },
      requestHeaders: { authorization: 'guest', 'content-type': 'application/json' },
    });
    expect(api.records.filter(({ service }) => service === 'lambda').at(-1)).toMatchObject({
      caller: expect.stringContaining('appsync.amazonaws.com'),
    });
  });

  test('is asked again only when the time it gave is over', async () => {
    const remembered = '{"ttlOverride":60,"deniedFields":[]}';
    const first = await ask(remembered);
    expect((await ask(remembered)).asked).toBe(first.asked);
    api.setNow(new Date(Date.now() + 61_000));
    expect(Number((await ask(remembered)).asked)).toBeGreaterThan(Number(first.asked));
    api.setNow(undefined);
    const always = await ask('not remembered');
    expect((await ask('not remembered')).asked).not.toBe(always.asked);
  });

  test('denies fields by name, and by ARN of this API', async () => {
    const arn = api.cloud.stack.attribute('Api', 'Arn');
    const elsewhere = 'arn:aws:appsync:eu-north-1:111122223333:apis/other/types/Query/fields/identity';
    const token = JSON.stringify({
      deniedFields: ['Room.title', `${arn}/types/Query/fields/authType`, elsewhere],
      resolverContext: {},
    });
    const { body } = await api.graphql('{ byKeyOrToken { id title } authType identity }', { token });
    expect(body.data).toEqual({
      byKeyOrToken: { id: '1', title: null },
      authType: null,
      identity: '{"resolverContext":{}}',
    });
    expect(body.errors?.map(({ message }) => message)).toEqual([
      'Not Authorized to access authType on type Query',
      'Not Authorized to access title on type Room',
    ]);
  });
});

test('a token that does not match IdentityValidationExpression never reaches the authorizer', async () => {
  const strict = await startApi({
    schema: 'type Query { a: String }',
    api: {
      AuthenticationType: 'AWS_LAMBDA',
      LambdaAuthorizerConfig: {
        AuthorizerUri: { 'Fn::GetAtt': ['Authorizer', 'Arn'] },
        IdentityValidationExpression: '^guest-',
      },
      AdditionalAuthenticationProviders: [],
    },
  });
  const { status } = await strict.graphql('{ a }', { token: 'stranger' });
  expect(status).toBe(401);
  expect(strict.records.some(({ service }) => service === 'lambda')).toBe(false);
  const keyless = await strict.graphql('{ a }');
  expect(keyless.status).toBe(401);
  const signedIn = await strict.graphql('{ a }', { sign: strict.cloud.iam.operator });
  expect(signedIn.status).toBe(401);
  expect((await strict.graphql('{ a }', { token: 'guest-1' })).body).toEqual({ data: { a: null } });
  await strict.close();
});

test('an authorizer that AppSync may not invoke lets nobody in, and the record says why', async () => {
  const locked = await startApi({
    schema: 'type Query { a: String @aws_lambda }',
    more: {
      AuthorizerPermission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: { 'Fn::GetAtt': ['Authorizer', 'Arn'] },
          Principal: 's3.amazonaws.com',
        },
      },
    },
  });
  const { status } = await locked.graphql('{ a }', { token: 'guest-1' });
  expect(status).toBe(401);
  expect(locked.records.at(-1)).toMatchObject({
    decision: expect.stringContaining('not authorized to perform: lambda:InvokeFunction'),
  });
  await locked.close();
});

test('a mode that is not run here answers 501 and says so', async () => {
  const pools = await startApi({
    schema: 'type Query { a: String }',
    api: { AdditionalAuthenticationProviders: [{ AuthenticationType: 'OPENID_CONNECT' }] },
  });
  const { status, body } = await pools.graphql('{ a }', { token: 'jwt' });
  expect(status).toBe(501);
  expect(body.errors).toEqual([
    { errorType: 'NotImplemented', message: 'The mode OPENID_CONNECT is not run on this machine.' },
  ]);
  await pools.close();
});
