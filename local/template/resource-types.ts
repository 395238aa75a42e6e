import type { Endpoints } from '../ports';
import { TemplateError } from './intrinsics';
import type { Json } from './intrinsics';
import { generatedName, stableId, stableUuid } from './names';

/** A resource while it is being named: its properties are resolved one by one, on demand. */
export interface Declared {
  readonly logicalId: string;
  readonly stackName: string;
  readonly region: string;
  readonly accountId: string;
  readonly endpoints: Endpoints;
  /** A resolved property; undefined when the template does not set it. */
  property(name: string): Json | undefined;
}

/** What the rest of a template may learn of a resource, as in the template reference of CloudFormation. */
export interface ResourceType {
  /** Whether something on this machine does the resource's work; the others have a name and nothing behind it. */
  readonly runs: boolean;
  ref(resource: Declared): string;
  readonly attributes: Readonly<Record<string, (resource: Declared) => string>>;
}

/** The types that this machine can name. `Ref` or `Fn::GetAtt` of any other type is an error. */
export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::Lambda::Function': {
    runs: true,
    ref: functionName,
    attributes: { Arn: (r) => functionArn(r, functionName(r)) },
  },
  'AWS::Lambda::Permission': {
    runs: true,
    ref: (r) => `${text(r, 'FunctionName')}|${r.logicalId}`,
    attributes: { Id: (r) => r.logicalId },
  },
  // A template holds the current version of a function only, so its number is 1.
  'AWS::Lambda::Version': {
    runs: true,
    ref: (r) => `${functionArn(r, text(r, 'FunctionName'))}:1`,
    attributes: {
      FunctionArn: (r) => `${functionArn(r, text(r, 'FunctionName'))}:1`,
      Version: () => '1',
    },
  },
  'AWS::Lambda::Alias': { runs: true, ref: aliasArn, attributes: { AliasArn: aliasArn } },
  'AWS::Lambda::EventInvokeConfig': {
    runs: true,
    ref: (r) => `${text(r, 'FunctionName')}|${text(r, 'Qualifier')}`,
    attributes: {},
  },
  'AWS::IAM::Role': {
    runs: true,
    ref: roleName,
    attributes: {
      Arn: (r) => `arn:aws:iam::${r.accountId}:role${iamPath(r)}${roleName(r)}`,
      RoleId: (r) => `AROA${stableId(seed(r, 'RoleId'), 17).toUpperCase()}`,
    },
  },
  'AWS::IAM::Policy': { runs: true, ref: policyId, attributes: { Id: policyId } },
  'AWS::IAM::ManagedPolicy': {
    runs: true,
    ref: managedPolicyArn,
    attributes: { PolicyArn: managedPolicyArn },
  },
  'AWS::DynamoDB::Table': {
    runs: true,
    ref: tableName,
    attributes: { Arn: tableArn, StreamArn: streamArn },
  },
  'AWS::DynamoDB::GlobalTable': {
    runs: true,
    ref: tableName,
    attributes: { Arn: tableArn, StreamArn: streamArn, TableId: (r) => stableUuid(seed(r, 'TableId')) },
  },
  'AWS::S3::Bucket': {
    runs: true,
    ref: bucketName,
    attributes: {
      Arn: (r) => `arn:aws:s3:::${bucketName(r)}`,
      DomainName: (r) => `${bucketName(r)}.s3.amazonaws.com`,
      DualStackDomainName: (r) => `${bucketName(r)}.s3.dualstack.${r.region}.amazonaws.com`,
      RegionalDomainName: (r) => `${bucketName(r)}.s3.${r.region}.amazonaws.com`,
    },
  },
  'AWS::S3::BucketPolicy': { runs: true, ref: (r) => text(r, 'Bucket'), attributes: {} },
  'AWS::AppSync::GraphQLApi': {
    runs: true,
    ref: apiArn,
    attributes: {
      ApiId: apiId,
      Arn: apiArn,
      GraphQLUrl: (r) => `${r.endpoints.appsync}/graphql`,
      GraphQLDns: (r) => new URL(r.endpoints.appsync).host,
      RealtimeUrl: (r) => `${r.endpoints.appsync.replace(/^http/, 'ws')}/graphql/realtime`,
      RealtimeDns: (r) => new URL(r.endpoints.appsync).host,
      GraphQLEndpointArn: (r) =>
        `arn:aws:appsync:${r.region}:${r.accountId}:endpoints/graphql-api/${apiId(r)}`,
    },
  },
  'AWS::AppSync::GraphQLSchema': {
    runs: true,
    ref: (r) => `${text(r, 'ApiId')}GraphQLSchema`,
    attributes: { Id: (r) => `${text(r, 'ApiId')}GraphQLSchema` },
  },
  'AWS::AppSync::ApiKey': {
    runs: true,
    ref: apiKeyArn,
    attributes: { ApiKey: apiKey, ApiKeyId: apiKey, Arn: apiKeyArn },
  },
  'AWS::AppSync::DataSource': {
    runs: true,
    ref: dataSourceArn,
    attributes: { DataSourceArn: dataSourceArn, Name: (r) => text(r, 'Name') },
  },
  'AWS::AppSync::Resolver': {
    runs: true,
    ref: resolverArn,
    attributes: {
      ResolverArn: resolverArn,
      FieldName: (r) => text(r, 'FieldName'),
      TypeName: (r) => text(r, 'TypeName'),
    },
  },
  'AWS::AppSync::FunctionConfiguration': {
    runs: true,
    ref: pipelineFunctionArn,
    attributes: {
      FunctionArn: pipelineFunctionArn,
      FunctionId: pipelineFunctionId,
      DataSourceName: (r) => text(r, 'DataSourceName'),
      Name: (r) => text(r, 'Name'),
    },
  },
  'AWS::SecretsManager::Secret': { runs: true, ref: secretArn, attributes: { Id: secretArn } },
  'AWS::SecretsManager::ResourcePolicy': {
    runs: true,
    ref: (r) => text(r, 'SecretId'),
    attributes: { Id: (r) => text(r, 'SecretId') },
  },
  'AWS::Bedrock::Agent': {
    runs: true,
    ref: agentId,
    attributes: {
      AgentId: agentId,
      AgentArn: (r) => `arn:aws:bedrock:${r.region}:${r.accountId}:agent/${agentId(r)}`,
      AgentStatus: () => 'PREPARED',
      AgentVersion: () => 'DRAFT',
    },
  },
  'AWS::Bedrock::AgentAlias': {
    runs: true,
    ref: (r) => `${text(r, 'AgentId')}|${agentAliasId(r)}`,
    attributes: {
      AgentAliasId: agentAliasId,
      AgentAliasArn: (r) =>
        `arn:aws:bedrock:${r.region}:${r.accountId}:agent-alias/${text(r, 'AgentId')}/${agentAliasId(r)}`,
      AgentAliasStatus: () => 'PREPARED',
    },
  },
  'AWS::Bedrock::Guardrail': {
    runs: false,
    ref: guardrailArn,
    attributes: { GuardrailArn: guardrailArn, GuardrailId: guardrailId, Version: () => 'DRAFT' },
  },
  'AWS::Bedrock::GuardrailVersion': {
    runs: false,
    ref: (r) => `${text(r, 'GuardrailIdentifier')}|1`,
    attributes: { Version: () => '1' },
  },
  // The log of a function is a file in the state folder.
  'AWS::Logs::LogGroup': {
    runs: true,
    ref: logGroupName,
    attributes: { Arn: (r) => `arn:aws:logs:${r.region}:${r.accountId}:log-group:${logGroupName(r)}:*` },
  },
  'AWS::KMS::Key': {
    runs: false,
    ref: kmsKeyId,
    attributes: {
      Arn: (r) => `arn:aws:kms:${r.region}:${r.accountId}:key/${kmsKeyId(r)}`,
      KeyId: kmsKeyId,
    },
  },
  'AWS::KMS::Alias': { runs: false, ref: (r) => text(r, 'AliasName'), attributes: {} },
  'AWS::SNS::Topic': {
    runs: false,
    ref: topicArn,
    attributes: { TopicArn: topicArn, TopicName: topicName },
  },
  'AWS::SQS::Queue': {
    runs: false,
    ref: queueUrl,
    attributes: {
      Arn: (r) => `arn:aws:sqs:${r.region}:${r.accountId}:${queueName(r)}`,
      QueueName: queueName,
      QueueUrl: queueUrl,
    },
  },
};

/** Types that say nothing about what runs. */
export const ignoredTypes: ReadonlySet<string> = new Set(['AWS::CDK::Metadata']);

function text(resource: Declared, name: string): string {
  const value = resource.property(name);
  if (typeof value === 'string' && value !== '') return value;
  throw new TemplateError(`Resources.${resource.logicalId}.Properties.${name} must be a string.`);
}

function named(resource: Declared, property: string, maxLength: number): string {
  return resource.property(property) === undefined
    ? generatedName(resource.stackName, resource.logicalId, maxLength)
    : text(resource, property);
}

function seed(resource: Declared, purpose: string): string {
  return `${resource.stackName}/${resource.logicalId}/${purpose}`;
}

function functionName(r: Declared): string {
  return named(r, 'FunctionName', 64);
}
/** The ARN of a function that another resource names by name or by ARN. */
function functionArn(r: Declared, nameOrArn: string): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:lambda:${r.region}:${r.accountId}:function:${nameOrArn}`;
}
function aliasArn(r: Declared): string {
  return `${functionArn(r, text(r, 'FunctionName'))}:${text(r, 'Name')}`;
}
function roleName(r: Declared): string {
  return named(r, 'RoleName', 64);
}
function iamPath(r: Declared): string {
  return r.property('Path') === undefined ? '/' : text(r, 'Path');
}
function policyId(r: Declared): string {
  return generatedName(r.stackName, r.logicalId, 64);
}
function managedPolicyArn(r: Declared): string {
  return `arn:aws:iam::${r.accountId}:policy${iamPath(r)}${named(r, 'ManagedPolicyName', 64)}`;
}
function tableName(r: Declared): string {
  return named(r, 'TableName', 255);
}
function tableArn(r: Declared): string {
  return `arn:aws:dynamodb:${r.region}:${r.accountId}:table/${tableName(r)}`;
}
function streamArn(r: Declared): string {
  throw new TemplateError(`The stream of ${r.logicalId} is not run on this machine: it has no StreamArn.`);
}
function bucketName(r: Declared): string {
  return named(r, 'BucketName', 63).toLowerCase();
}
function apiId(r: Declared): string {
  return stableId(seed(r, 'ApiId'), 26);
}
function apiArn(r: Declared): string {
  return `arn:aws:appsync:${r.region}:${r.accountId}:apis/${apiId(r)}`;
}
/** AppSync's ARN of something that belongs to the API named by the resource's `ApiId`. */
function ofApi(r: Declared, tail: string): string {
  return `arn:aws:appsync:${r.region}:${r.accountId}:apis/${text(r, 'ApiId')}/${tail}`;
}
function apiKey(r: Declared): string {
  return `da2-${stableId(seed(r, 'ApiKey'), 26)}`;
}
function apiKeyArn(r: Declared): string {
  return ofApi(r, `apikeys/${apiKey(r)}`);
}
function dataSourceArn(r: Declared): string {
  return ofApi(r, `datasources/${text(r, 'Name')}`);
}
function resolverArn(r: Declared): string {
  return ofApi(r, `types/${text(r, 'TypeName')}/resolvers/${text(r, 'FieldName')}`);
}
function pipelineFunctionId(r: Declared): string {
  return stableId(seed(r, 'FunctionId'), 26);
}
function pipelineFunctionArn(r: Declared): string {
  return ofApi(r, `functions/${pipelineFunctionId(r)}`);
}
function secretArn(r: Declared): string {
  const name = named(r, 'Name', 100);
  return `arn:aws:secretsmanager:${r.region}:${r.accountId}:secret:${name}-${stableId(seed(r, 'Secret'), 6)}`;
}
function agentId(r: Declared): string {
  return stableId(seed(r, 'AgentId'), 10).toUpperCase();
}
function agentAliasId(r: Declared): string {
  return stableId(seed(r, 'AgentAliasId'), 10).toUpperCase();
}
function guardrailId(r: Declared): string {
  return stableId(seed(r, 'GuardrailId'), 12);
}
function guardrailArn(r: Declared): string {
  return `arn:aws:bedrock:${r.region}:${r.accountId}:guardrail/${guardrailId(r)}`;
}
function logGroupName(r: Declared): string {
  return named(r, 'LogGroupName', 512);
}
function kmsKeyId(r: Declared): string {
  return stableUuid(seed(r, 'KeyId'));
}
function topicName(r: Declared): string {
  return named(r, 'TopicName', 256);
}
function topicArn(r: Declared): string {
  return `arn:aws:sns:${r.region}:${r.accountId}:${topicName(r)}`;
}
function queueName(r: Declared): string {
  return named(r, 'QueueName', 80);
}
function queueUrl(r: Declared): string {
  return `https://sqs.${r.region}.amazonaws.com/${r.accountId}/${queueName(r)}`;
}
