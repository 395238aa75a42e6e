import { SignJWT, UnsecuredJWT } from 'jose';
import { randomBytes } from 'node:crypto';
import { issueSessionToken, readSessionToken } from '../../../lambdas/session-token/token';

const secret = new Uint8Array(randomBytes(48));
const sessionId = '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001';
const now = new Date('2026-11-20T10:00:00Z');
const expiresAt = now.getTime() / 1000 + 3600;

const sign = (claims: object, alg = 'HS256', key = secret) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg }).sign(key);

test('a token says which session it speaks for, and until when', async () => {
  const token = await issueSessionToken(secret, { sessionId, expiresAt });

  expect(await readSessionToken(secret, token, now)).toEqual({ sessionId, expiresAt });
});

test('a token ends with its session', async () => {
  const token = await issueSessionToken(secret, { sessionId, expiresAt });

  expect(await readSessionToken(secret, token, new Date((expiresAt - 1) * 1000))).toBeDefined();
  expect(await readSessionToken(secret, token, new Date(expiresAt * 1000))).toBeUndefined();
});

const claims = { sub: sessionId, aud: 'onboarding', exp: expiresAt };
test.each<[string, () => Promise<string> | string]>([
  ['empty', () => ''],
  ['no token', () => 'let me in'],
  ['three dots', () => 'a.b.c'],
  ['very long', () => 'x'.repeat(100_000)],
  ['signed with another secret', () => sign(claims, 'HS256', new Uint8Array(randomBytes(48)))],
  ['signed by another algorithm', () => sign(claims, 'HS512')],
  ['not signed', () => new UnsecuredJWT(claims).encode()],
  ['for somebody else', () => sign({ ...claims, aud: 'payments' })],
  ['for nobody', () => sign({ sub: sessionId, exp: expiresAt })],
  ['without an end', () => sign({ sub: sessionId, aud: 'onboarding' })],
  ['without a session', () => sign({ aud: 'onboarding', exp: expiresAt })],
  ['of a session that is none', () => sign({ ...claims, sub: '../admin' })],
  [
    'changed',
    async () => {
      const [header, , signature] = (await sign(claims)).split('.');
      const other = Buffer.from(JSON.stringify({ ...claims, exp: expiresAt + 1 })).toString('base64url');
      return `${header}.${other}.${signature}`;
    },
  ],
])('a token that is %s is none', async (_, make) => {
  expect(await readSessionToken(secret, await make(), now)).toBeUndefined();
});
