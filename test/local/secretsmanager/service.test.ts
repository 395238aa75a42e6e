import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Service } from '../../../local/cloud';
import { secretVersion } from '../../../local/secretsmanager/secret-string';
import { createSecretsManager } from '../../../local/secretsmanager/service';
import { killedWriter } from '../killed-writer';
import { role, templateCloud, type TemplateCloud } from '../template-cloud';

const resources = {
  Signing: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: {
      Description: 'Signs.',
      GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true },
    },
  },
  Spelled: { Type: 'AWS::SecretsManager::Secret', Properties: { SecretString: 'spelled out' } },
  Policy: {
    Type: 'AWS::SecretsManager::ResourcePolicy',
    Properties: {
      SecretId: { Ref: 'Spelled' },
      ResourcePolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: { 'Fn::GetAtt': ['Guest', 'Arn'] } },
            Action: 'secretsmanager:GetSecretValue',
            Resource: '*',
            Condition: { StringEqualsIfExists: { 'secretsmanager:VersionStage': 'AWSCURRENT' } },
          },
        ],
      },
    },
  },
  Reader: role([{ Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: { Ref: 'Signing' } }]),
  Guest: role([{ Effect: 'Allow', Action: 'secretsmanager:DescribeSecret', Resource: '*' }]),
};

let cloud: TemplateCloud;
let service: Service;
const clients: SecretsManagerClient[] = [];
beforeAll(async () => {
  cloud = await templateCloud(resources);
  service = await createSecretsManager(cloud);
});
afterAll(async () => {
  clients.forEach((client) => client.destroy());
  await service.close();
  await cloud.remove();
});

function client(roleId: 'Reader' | 'Guest', of = cloud): SecretsManagerClient {
  const { region, endpoints, iam, stack } = of;
  const credentials = iam.credentialsFor(stack.attribute(roleId, 'Arn'));
  const made = new SecretsManagerClient({
    region,
    endpoint: endpoints.secretsmanager,
    credentials,
    maxAttempts: 1,
  });
  clients.push(made);
  return made;
}
const arnOf = (secret: 'Signing' | 'Spelled') =>
  cloud.stack.ofType('AWS::SecretsManager::Secret').find(({ logicalId }) => logicalId === secret)?.ref ?? '';
const value = (SecretId: string, more: object = {}) => new GetSecretValueCommand({ SecretId, ...more });
const refused = (action: string, secret: string) => ({
  name: 'AccessDeniedException',
  message: expect.stringContaining(
    `is not authorized to perform: secretsmanager:${action} on resource: ${secret} because no identity-based policy`,
  ),
});

test('a generated secret is what the template’s rules say, by ARN and by name, and outlives a restart', async () => {
  const { ARN, Name, SecretString, VersionStages } = await client('Reader').send(value(arnOf('Signing')));
  expect(SecretString).toMatch(/^[A-Za-z0-9]{64}$/);
  expect([ARN, VersionStages]).toEqual([arnOf('Signing'), ['AWSCURRENT']]);
  expect((await client('Reader').send(value(Name ?? ''))).SecretString).toBe(SecretString);

  const restarted = await cloud.restarted();
  const again = await createSecretsManager(restarted);
  try {
    expect((await client('Reader', restarted).send(value(arnOf('Signing')))).SecretString).toBe(SecretString);
  } finally {
    await again.close();
  }
});

test('who may describe a secret need not know it, and the other way round', async () => {
  const { Description, VersionIdsToStages } = await client('Guest').send(
    new DescribeSecretCommand({ SecretId: arnOf('Signing') }),
  );
  expect(Description).toBe('Signs.');
  expect(Object.values(VersionIdsToStages ?? {})).toEqual([['AWSCURRENT']]);
  await expect(client('Guest').send(value(arnOf('Signing')))).rejects.toMatchObject(
    refused('GetSecretValue', arnOf('Signing')),
  );
  await expect(
    client('Reader').send(new DescribeSecretCommand({ SecretId: arnOf('Signing') })),
  ).rejects.toMatchObject(refused('DescribeSecret', arnOf('Signing')));
});

test('a secret’s own policy lets in whom it names, under its conditions', async () => {
  expect((await client('Guest').send(value(arnOf('Spelled')))).SecretString).toBe('spelled out');
  await expect(
    client('Guest').send(value(arnOf('Spelled'), { VersionStage: 'AWSPREVIOUS' })),
  ).rejects.toMatchObject(refused('GetSecretValue', arnOf('Spelled')));
  await expect(client('Reader').send(value(arnOf('Spelled')))).rejects.toMatchObject(
    refused('GetSecretValue', arnOf('Spelled')),
  );
});

test('a secret that is not there is known to be missing only to those who might read it', async () => {
  const nothing = `${arnOf('Signing')}x`;
  await expect(client('Reader').send(value(nothing))).rejects.toMatchObject(
    refused('GetSecretValue', nothing),
  );
  await expect(client('Guest').send(new DescribeSecretCommand({ SecretId: nothing }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('kill -9 while secrets are being made loses none of those that were handed out', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'secrets-'));
  const known = new Map<string, string>();
  await killedWriter('secretsmanager/writer.ts', folder, (line, kill) => {
    const [ref = '', secretString = ''] = line.split(' ');
    known.set(ref, secretString);
    if (known.size === 100) kill();
  });
  expect(known.size).toBeGreaterThanOrEqual(100);
  const type = 'AWS::SecretsManager::Secret';
  for (const [ref, secretString] of known)
    expect(secretVersion(folder, { logicalId: ref, type, ref, properties: {} }).secretString).toBe(
      secretString,
    );
  await rm(folder, { recursive: true });
});
