import { mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { boot } from '../../../local/boot';
import type { LocalCloud } from '../../../local/boot';
import { writeAssembly } from '../template/assembly-fixture';
import { ask, smallStack } from './small-stack';

const folder = () => mkdtempSync(path.join(tmpdir(), 'boot-'));

/** Where this process listens, as Linux's tables have it: address and port in hex, the bytes of the address reversed. */
function listening(): string[] {
  const descriptors = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // The one by which the folder was read.
    }
  });
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/self/net/${table}`, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && descriptors.includes(`socket:[${inode}]`))
    .map(([, address = '']) => address);
}

describe('a booted stack', () => {
  const stateDir = folder();
  const assembly = writeAssembly(smallStack());
  let local: LocalCloud;
  beforeAll(async () => {
    local = await boot({ assembly, stateDir });
  });
  afterAll(() => local.close());

  const query = (text: string) => ask(local.outputs['Url'], local.outputs['Key'], text);
  const secrets = (credentials = local.operator) =>
    new SecretsManagerClient({
      region: local.cloud.region,
      endpoint: local.endpoints.secretsmanager,
      credentials,
      maxAttempts: 1,
    });

  test('answers through resolver, function and table, each by its own role', async () => {
    expect(await query('{ ping(word: "x") }')).toEqual({ data: { ping: 'hello x' } });
    expect(await query('{ shout(word: "hey") }')).toEqual({ data: { shout: 'HEY 1' } });
    expect(local.cloud.recentRequests()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ service: 'lambda', decision: 'Invoke#0' }),
        expect.objectContaining({ service: 'dynamodb', operation: 'UpdateItem', decision: 'Inline#0' }),
      ]),
    );
  });

  test('gives all that a request sets off one trace: in its resolver, its function, and the call of that', async () => {
    await query('{ shout(word: "who was it?") }');
    const [graphQl] = local.cloud.recentRequests();
    expect(graphQl).toMatchObject({ operation: 'query shout', traceId: expect.stringMatching(/^1-/) });
    const ofTrace = local.cloud.recentRequests().filter(({ traceId }) => traceId === graphQl?.traceId);
    expect(ofTrace.map(({ operation }) => operation)).toEqual(['query shout', 'Invoke', 'UpdateItem']);

    const log = () => readFileSync(path.join(stateDir, 'logs', 'requests.log'), 'utf8');
    while (!log().includes(String(graphQl?.requestId)))
      await new Promise((resolve) => setTimeout(resolve, 1));
    const logged = log().trim().split('\n');
    expect(logged.map((line): unknown => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ requestId: graphQl?.requestId, traceId: graphQl?.traceId, outcome: '200' }),
    );
  });

  (process.platform === 'linux' ? test : test.skip)('listens on 127.0.0.1 and nowhere else', () => {
    const ports = Object.values(local.endpoints).map((url) => Number(new URL(url).port));
    const found = listening().map((address) => address.split(':'));

    expect(found.map(([, port = '']) => parseInt(port, 16))).toEqual(expect.arrayContaining(ports));
    expect(new Set(found.map(([address]) => address))).toEqual(new Set(['0100007F']));
  });

  test('says what it does not run', () => {
    expect(local.notRun).toEqual([
      'AWS::CloudWatch::Dashboard: Board',
      expect.stringContaining('Output Board: Board (AWS::CloudWatch::Dashboard): Ref'),
    ]);
    expect(Object.keys(local.outputs)).toEqual(['Url', 'Key']);
  });

  test('has a page that lists what is where and what happened', async () => {
    await query('{ shout(word: "<b>") }');
    const page = await (await fetch(local.endpoints.appsync)).text();

    expect(page).toContain(local.endpoints.s3);
    expect(page).toContain(local.outputs['Key']);
    expect(page).toContain('Shout');
    expect(page).toContain('UpdateItem');
    expect(page).not.toContain('<b>');
  });

  test('gives out a generated secret, to who may have it', async () => {
    const { SecretString, Name, VersionStages } = await secrets().send(
      new GetSecretValueCommand({ SecretId: 'word' }),
    );

    expect({ Name, VersionStages }).toEqual({ Name: 'word', VersionStages: ['AWSCURRENT'] });
    expect(SecretString).toHaveLength(32);
    expect(await secrets().send(new DescribeSecretCommand({ SecretId: 'word' }))).toMatchObject({
      Name: 'word',
    });
    const shout = local.cloud.iam.credentialsFor(local.stack.attribute('ShoutRole', 'Arn'));
    await expect(secrets(shout).send(new GetSecretValueCommand({ SecretId: 'word' }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('is not authorized to perform: secretsmanager:GetSecretValue'),
    });
    await expect(secrets().send(new GetSecretValueCommand({ SecretId: 'other' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(secrets().send(new ListSecretsCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
    });
  });

  test('keeps tables and secrets over a restart', async () => {
    const before = await secrets().send(new GetSecretValueCommand({ SecretId: 'word' }));
    await query('{ shout(word: "again") }');
    await local.close();
    local = await boot({ assembly, stateDir });

    expect(await query('{ shout(word: "again") }')).toEqual({ data: { shout: 'AGAIN 2' } });
    const after = await secrets().send(new GetSecretValueCommand({ SecretId: 'word' }));
    expect(after.SecretString).toBe(before.SecretString);
  });
});

describe('a start that cannot succeed says why', () => {
  test('when a port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;

    await expect(boot({ assembly: writeAssembly(smallStack()), stateDir: folder(), port })).rejects.toThrow(
      `Port ${port} (for appsync) is taken by another program. Choose another base port with --port`,
    );
    other.close();
  });

  test.each<[string, string, string]>([
    ['is not there', '', 'cannot be read as JSON'],
    ['is not JSON', 'rules:', 'cannot be read as JSON'],
    ['is no script', '{"rules": 1}', 'The agent script cannot be used.'],
  ])('when the agent script %s', async (_name, content, message) => {
    const agentScript = path.join(folder(), 'script.json');
    if (content !== '') writeFileSync(agentScript, content);
    const assembly = writeAssembly(smallStack());

    await expect(boot({ assembly, stateDir: folder(), agentScript })).rejects.toThrow(message);
  });

  test('and leaves nothing behind that would stop the next start', async () => {
    const broken = smallStack();
    const wrongSchema = { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] }, Definition: 'type Query {' };
    const Resources = {
      ...broken.template.Resources,
      Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: wrongSchema },
    };
    const stateDir = folder();

    await expect(
      boot({ assembly: writeAssembly({ ...broken, template: { Resources } }), stateDir }),
    ).rejects.toThrow();
    const next = await boot({ assembly: writeAssembly(smallStack()), stateDir });
    await next.close();
    await next.close();
  });
});
