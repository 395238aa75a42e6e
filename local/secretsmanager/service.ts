import path from 'node:path';
import { AwsError } from '../cloud';
import type { Cloud, PolicyStatement, Service } from '../cloud';
import { resourcePolicyStatements } from '../iam/policy-document';
import type { PolicyDocument } from '../iam/policy-document';
import { startSignedServer } from '../signed-server';
import type { Answer, SignedCall } from '../signed-server';
import { isObject } from '../template/intrinsics';
import type { Resource } from '../template/stack';
import { secretVersion } from './secret-string';
import type { SecretProperties, SecretVersion } from './secret-string';

interface Secret {
  arn: string;
  name: string;
  description: string | undefined;
  version: SecretVersion;
  policy: PolicyStatement[];
}

interface ResourcePolicyProperties {
  SecretId: string;
  ResourcePolicy: PolicyDocument;
}

/** Secrets Manager for the secrets of the template: GetSecretValue and DescribeSecret. */
export async function createSecretsManager(cloud: Cloud): Promise<Service> {
  let current = { cloud, secrets: readSecrets(cloud) };
  const server = await startSignedServer({
    cloud: () => current.cloud,
    name: 'secretsmanager',
    signingName: 'secretsmanager',
    bodyLimitBytes: 64 * 1024,
    handle: async (call) => handle(current, call),
  });
  return {
    ...server,
    async prepare(next) {
      const prepared = { cloud: next, secrets: readSecrets(next) };
      return () => (current = prepared);
    },
  };
}

function readSecrets(cloud: Cloud): Secret[] {
  return cloud.stack
    .ofType<SecretProperties>('AWS::SecretsManager::Secret')
    .map((resource) => readSecret(cloud, resource));
}

function readSecret(cloud: Cloud, resource: Resource<SecretProperties>): Secret {
  const arn = resource.ref;
  const policy = cloud.stack
    .ofType<ResourcePolicyProperties>('AWS::SecretsManager::ResourcePolicy')
    .filter(({ properties }) => properties.SecretId === arn)
    .flatMap(({ properties }) => resourcePolicyStatements(resource.logicalId, properties.ResourcePolicy));
  return {
    arn,
    name: arn.slice(arn.indexOf(':secret:') + ':secret:'.length).replace(/-[^-]{6}$/, ''),
    description: resource.properties.Description,
    version: secretVersion(path.join(cloud.stateDir, 'secretsmanager'), resource),
    policy,
  };
}

function handle(
  { cloud, secrets }: { cloud: Cloud; secrets: readonly Secret[] },
  { caller, request, note }: SignedCall,
): Answer {
  const operation = String(request.headers['x-amz-target']).replace(/^secretsmanager\./, '');
  note.operation = operation;
  if (operation !== 'GetSecretValue' && operation !== 'DescribeSecret')
    throw new AwsError(
      'NotImplemented',
      `secretsmanager:${operation} is not implemented on this machine.`,
      501,
    );
  const input = parseInput(request.body);
  const id = input['SecretId'];
  if (typeof id !== 'string' || id === '')
    throw new AwsError('InvalidParameterException', 'SecretId must be the name or the ARN of a secret.');
  const secret = secrets.find(({ arn, name }) => [arn, arn.slice(0, -7), name].includes(id));
  const named = id.startsWith('arn:')
    ? id
    : `arn:aws:secretsmanager:${cloud.region}:${cloud.accountId}:secret:${id}`;
  note.resource = secret?.arn ?? named;
  note.decision = cloud.iam.authorize({
    caller,
    action: `secretsmanager:${operation}`,
    resource: note.resource,
    context: conditionKeys(input, note.resource),
    ...(secret === undefined ? {} : { resourcePolicy: secret.policy }),
  });
  if (secret === undefined)
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/x-amz-json-1.1' },
    body: Buffer.from(
      JSON.stringify(operation === 'GetSecretValue' ? value(secret, input) : description(secret)),
    ),
  };
}

/** The condition keys of Secrets Manager that a request for a secret has. */
function conditionKeys(input: Record<string, unknown>, secretId: string): Record<string, string> {
  const { VersionId, VersionStage } = input;
  return {
    'secretsmanager:SecretId': secretId,
    ...(typeof VersionId === 'string' && { 'secretsmanager:VersionId': VersionId }),
    ...(typeof VersionStage === 'string' && { 'secretsmanager:VersionStage': VersionStage }),
  };
}

function value({ arn, name, version }: Secret, input: Record<string, unknown>): object {
  const { VersionStage: stage = 'AWSCURRENT', VersionId: versionId = version.versionId } = input;
  if (stage !== 'AWSCURRENT' || versionId !== version.versionId)
    throw new AwsError(
      'ResourceNotFoundException',
      "Secrets Manager can't find the specified secret value: this machine keeps the version AWSCURRENT only.",
    );
  return {
    ARN: arn,
    Name: name,
    SecretString: version.secretString,
    VersionId: version.versionId,
    VersionStages: ['AWSCURRENT'],
    CreatedDate: Date.parse(version.createdAt) / 1000,
  };
}

function description({ arn, name, description, version }: Secret): object {
  const createdAt = Date.parse(version.createdAt) / 1000;
  return {
    ARN: arn,
    Name: name,
    Description: description,
    CreatedDate: createdAt,
    LastChangedDate: createdAt,
    VersionIdsToStages: { [version.versionId]: ['AWSCURRENT'] },
  };
}

function parseInput(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'));
    if (isObject(input)) return input;
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw new AwsError('SerializationException', 'The body must be a JSON object.');
}
