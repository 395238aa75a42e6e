import type { LambdaAuthorizerModel } from '../../../local/appsync/api';
import { LambdaAuthorizer } from '../../../local/appsync/auth/lambda-authorizer';
import type { InvokeResult } from '../../../local/cloud';

const arn = 'arn:aws:appsync:eu-north-1:111122223333:apis/api1';
const operation = {
  traceId: '',
  requestId: 'r',
  queryString: '{ a }',
  operationName: undefined,
  variables: {},
  headers: {},
};
const refused = (decision: string) =>
  expect.objectContaining({ errorType: 'UnauthorizedException', statusCode: 401, decision });

/** An authorizer whose function gives `answers` one after another, then none. */
function authorizer(answers: unknown[], model: Partial<LambdaAuthorizerModel> = {}) {
  const asked: string[] = [];
  const clock = { now: 0 };
  const invoke = (_caller: unknown, { payload }: { payload: Buffer }): Promise<InvokeResult> => {
    asked.push(JSON.parse(payload.toString('utf8')).authorizationToken);
    if (answers.length === 0) return new Promise(() => {});
    const text = Buffer.from(JSON.stringify(answers.length === 1 ? answers[0] : answers.shift()));
    return Promise.resolve({ statusCode: 200, payload: text });
  };
  const lambdaAuthorizer = new LambdaAuthorizer({
    cloud: { now: () => new Date(clock.now), accountId: '111122223333' },
    api: { id: 'api1', arn },
    model: { functionArn: 'arn:aws:lambda:eu-north-1:111122223333:function:door', ttlSeconds: 300, ...model },
    lambda: { invoke },
    service: {
      kind: 'service',
      principal: 'appsync.amazonaws.com',
      sourceArn: arn,
      sourceAccount: '111122223333',
    },
  });
  return { ask: (token: string) => lambdaAuthorizer.authorize(token, operation), asked, clock };
}
const yes = (more: object = {}) => ({ isAuthorized: true, ...more });

describe('an answer is remembered by its token', () => {
  test.each<[what: string, ttlSeconds: number, answer: object, seconds: number]>([
    ['as long as the API says', 300, yes(), 300],
    ['as long as the answer says', 300, yes({ ttlOverride: 20 }), 20],
    ['not at all when the answer says 0', 300, yes({ ttlOverride: 0 }), 0],
    ['not at all when the API says 0', 0, yes(), 0],
    ['an hour at most', 0, yes({ ttlOverride: 100_000 }), 3600],
    ['when it is no, too', 300, { isAuthorized: false }, 300],
  ])('%s', async (_what, ttlSeconds, answer, seconds) => {
    const { ask, asked, clock } = authorizer([answer], { ttlSeconds });
    const outcome = (token: string) =>
      ask(token).then(
        ({ mode }) => mode,
        ({ errorType }) => errorType,
      );
    const first = await outcome('anna');
    clock.now = seconds * 1000 - 1;
    expect(await outcome('anna')).toBe(first);
    expect(asked).toEqual(seconds === 0 ? ['anna', 'anna'] : ['anna']);
    await outcome('bo');
    clock.now = seconds * 1000;
    await outcome('anna');
    expect(asked.slice(seconds === 0 ? 1 : 0)).toEqual(['anna', 'bo', 'anna']);
  });

  test('with what it denies and tells', async () => {
    const answer = yes({ deniedFields: ['Room.title'], resolverContext: { guest: 'anna' } });
    const { ask } = authorizer([answer, yes()]);
    const [first, second] = [await ask('anna'), await ask('anna')];
    expect(second).toEqual(first);
    expect([...(second.deniedFields ?? [])]).toEqual(['Room.title']);
  });

  test('10 000 tokens at most, the oldest go first', async () => {
    const { ask, asked } = authorizer([yes()]);
    for (let n = 0; n <= 10_000; n++) await ask(`t${n}`);
    await ask('t10000');
    expect(asked).toHaveLength(10_001);
    await ask('t0');
    expect(asked.at(-1)).toBe('t0');
    expect(asked).toHaveLength(10_002);
  });
});

describe('an answer that cannot be meant lets nobody in', () => {
  test.each<[what: string, answer: unknown, decision: string]>([
    ['no object', 'yes', "the authorizer's answer has no isAuthorized"],
    ['isAuthorized as a text', { isAuthorized: 'true' }, "the authorizer's answer has no isAuthorized"],
    ['denied fields that are no list', yes({ deniedFields: 'Query.a' }), 'deniedFields is not a list'],
    ['a context that is a list', yes({ resolverContext: ['anna'] }), 'the resolverContext is not an object'],
    [
      'a context that nests',
      yes({ resolverContext: { guest: { name: 'anna' } } }),
      'resolverContext.guest is not a plain value',
    ],
    [
      'a context over 5 MB',
      yes({ resolverContext: { guest: 'x'.repeat(5 * 1024 * 1024) } }),
      'the resolverContext is over 5 MB',
    ],
  ])('%s', async (_what, answer, decision) => {
    const { ask, asked } = authorizer([answer]);
    await expect(ask('anna')).rejects.toEqual(refused(decision));
    await expect(ask('anna')).rejects.toEqual(refused(decision));
    // What is a mistake is not remembered.
    expect(asked).toHaveLength(2);
  });
});

test('fields are denied by name, and by ARN of this API only', async () => {
  const deniedFields = [
    'Query.a',
    `${arn}/types/Query/fields/b`,
    `${arn}2/types/Query/fields/c`,
    'nonsense',
    7,
  ];
  const { ask } = authorizer([yes({ deniedFields })]);
  const { deniedFields: denied = new Set() } = await ask('anna');
  expect(['Query.a', 'Query.b', 'Query.c'].map((field) => denied.has(field))).toEqual([true, true, false]);
});

test('an authorizer that does not answer is given up after 10 seconds', async () => {
  jest.useFakeTimers();
  const { ask } = authorizer([]);
  const asked = expect(ask('anna')).rejects.toEqual(refused('the authorizer did not answer within 10000 ms'));
  await jest.advanceTimersByTimeAsync(10_000);
  jest.useRealTimers();
  await asked;
});

test('a token is checked before anybody is asked', async () => {
  const { ask, asked } = authorizer([yes()], { tokenPattern: /^reader-/ });
  await expect(ask('x'.repeat(2049))).rejects.toEqual(refused('the token is longer than 2048 characters'));
  await expect(ask('stranger')).rejects.toEqual(
    refused('the token does not match IdentityValidationExpression'),
  );
  expect(asked).toEqual([]);
  expect((await ask('reader-anna')).mode).toBe('AWS_LAMBDA');
});
