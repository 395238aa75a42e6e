import { randomBytes } from 'node:crypto';
import { authorize } from '../../../lambdas/session_authorizer/authorize';
import { issueSessionToken } from '../../../lambdas/session-token/token';

const key = new Uint8Array(randomBytes(48));
const secret = () => Promise.resolve(key);
const sessionId = '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001';
const now = new Date('2026-11-20T10:00:00.400Z');
const tokenFor = (seconds: number) =>
  issueSessionToken(key, { sessionId, expiresAt: Math.floor(now.getTime() / 1000) + seconds });

test('a token lets its session in, and nobody else', async () => {
  expect(await authorize(await tokenFor(3600), secret, now)).toEqual({
    isAuthorized: true,
    resolverContext: { sessionId },
    ttlOverride: 300,
  });
});

test('the answer is not kept longer than the token lives', async () => {
  expect(await authorize(await tokenFor(100), secret, now)).toMatchObject({ ttlOverride: 99 });
  expect(await authorize(await tokenFor(1), secret, now)).toMatchObject({ ttlOverride: 0 });
});

test.each(['', 'let me in'])('anything else is refused without a reason: "%s"', async (token) => {
  expect(await authorize(token, secret, now)).toEqual({ isAuthorized: false });
});

test('an expired token is refused', async () => {
  expect(await authorize(await tokenFor(-1), secret, now)).toEqual({ isAuthorized: false });
});

test('a secret that cannot be read refuses nobody: it is a failure', async () => {
  const failing = () => Promise.reject(new Error('throttled'));

  await expect(authorize(await tokenFor(100), failing, now)).rejects.toThrow('throttled');
});
