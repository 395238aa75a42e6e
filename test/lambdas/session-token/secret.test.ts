import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createSessionSecret } from '../../../lambdas/session-token/secret';
import { answer, serve, type Reaction } from '../loopback';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

const secretsManager = async (...reactions: Reaction[]) => {
  const server = await serve(...reactions);
  const client = new SecretsManagerClient({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  closing.push(async () => {
    client.destroy();
    await server.close();
  });
  return { secret: createSessionSecret(client, 'arn:secret'), requests: server.requests };
};

const kept = answer({ SecretString: 's'.repeat(64) });
const forbidden: Reaction = { status: 400, body: '{"__type":"AccessDeniedException","message":"no"}' };

test('the secret is fetched once for all that ask, even at the same time', async () => {
  const { secret, requests } = await secretsManager(kept);

  const [first, second] = await Promise.all([secret(), secret()]);
  const third = await secret();

  expect(new TextDecoder().decode(first)).toBe('s'.repeat(64));
  expect(second).toBe(first);
  expect(third).toBe(first);
  expect(requests).toHaveLength(1);
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ SecretId: 'arn:secret' });
});

test('a failure is told, and not kept', async () => {
  const { secret } = await secretsManager(forbidden, kept);

  await expect(secret()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  expect(await secret()).toHaveLength(64);
});

test.each([{}, { SecretString: 'short' }])('a secret that is too short signs nothing: %j', async (body) => {
  const { secret } = await secretsManager(answer(body));

  await expect(secret()).rejects.toThrow('fewer than 32 bytes');
});
