import type { Cloud, EndpointName } from '../cloud';
import type { Stack } from '../template/stack';
import type { GraphQlApi } from './graphql-api';
import { shortArn } from './requests';

/** One thing of the stack: its name, and in a few words what it is. */
export interface Item {
  name: string;
  facts: readonly string[];
}

export interface Section {
  title: string;
  items: readonly Item[];
}

interface FunctionProperties {
  Runtime?: string;
  MemorySize?: number | string;
  Timeout?: number | string;
  Role: string;
}

interface TableProperties {
  KeySchema: { AttributeName: string; KeyType: string }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: string }[];
  TimeToLiveSpecification?: { AttributeName?: string; Enabled?: boolean };
}

interface AgentProperties {
  AgentName: string;
  FoundationModel?: string;
}

/** What the template has and this machine runs; sections without an item are left out. */
export function inventoryOf({ stack }: Cloud): Section[] {
  const sections: Section[] = [
    { title: 'Functions', items: functionsOf(stack) },
    { title: 'Tables', items: tablesOf(stack) },
    { title: 'Buckets', items: stack.ofType('AWS::S3::Bucket').map(({ ref }) => ({ name: ref, facts: [] })) },
    { title: 'Secrets', items: secretsOf(stack) },
    { title: 'Agents', items: agentsOf(stack) },
  ];
  return sections.filter(({ items }) => items.length > 0);
}

/** Memory and time limit as Lambda has them when the template does not say. */
function functionsOf(stack: Stack): Item[] {
  return stack.ofType<FunctionProperties>('AWS::Lambda::Function').map(({ ref, properties }) => {
    const {
      Runtime: runtime = 'no runtime',
      MemorySize: memory = 128,
      Timeout: timeout = 3,
      Role: role,
    } = properties;
    return { name: ref, facts: [runtime, `${memory} MB`, `${timeout} s`, roleName(role)] };
  });
}

function tablesOf(stack: Stack): Item[] {
  const tables = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].flatMap((type) =>
    stack.ofType<TableProperties>(type),
  );
  return tables.map(({ ref, properties }) => {
    const { KeySchema: keys, AttributeDefinitions: attributes, TimeToLiveSpecification: ttl } = properties;
    const typeOf = (name: string) =>
      attributes.find(({ AttributeName }) => AttributeName === name)?.AttributeType ?? '?';
    const expires =
      ttl?.Enabled === true && ttl.AttributeName !== undefined ? [`expires by ${ttl.AttributeName}`] : [];
    return {
      name: ref,
      facts: [
        ...keys.map(
          ({ AttributeName: name, KeyType: kind }) => `${kind.toLowerCase()} key ${name} (${typeOf(name)})`,
        ),
        ...expires,
      ],
    };
  });
}

/** Names only: what a secret holds is for those who may ask for it. */
function secretsOf(stack: Stack): Item[] {
  return stack.ofType('AWS::SecretsManager::Secret').map(({ ref }) => ({
    // arn:…:secret:<name>-<6 characters>
    name: ref
      .split(':')
      .slice(6)
      .join(':')
      .replace(/-\w{6}$/, ''),
    facts: [],
  }));
}

function agentsOf(stack: Stack): Item[] {
  return stack.ofType<AgentProperties>('AWS::Bedrock::Agent').map(({ logicalId, properties }) => ({
    name: properties.AgentName,
    facts: [
      `id ${stack.attribute(logicalId, 'AgentId')}`,
      ...(properties.FoundationModel === undefined ? [] : [shortArn(properties.FoundationModel)]),
    ],
  }));
}

/** The API's keys, those that have expired marked as such. */
export function apiKeysOf({ apiKeys }: GraphQlApi, now: Date): { value: string; expired: boolean }[] {
  return apiKeys.map(({ value, expires }) => ({ value, expired: expires !== undefined && expires <= now }));
}

/** Every role of the template, by name. */
export function rolesOf({ stack }: Cloud): { name: string; arn: string }[] {
  return stack
    .ofType('AWS::IAM::Role')
    .map(({ ref, logicalId }) => ({ name: ref, arn: stack.attribute(logicalId, 'Arn') }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

function roleName(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

/** The variables that lead the SDKs, by service; AppSync's endpoint is the API itself, which no SDK client calls. */
const endpointVariables: readonly [EndpointName, string][] = [
  ['s3', 'AWS_ENDPOINT_URL_S3'],
  ['dynamodb', 'AWS_ENDPOINT_URL_DYNAMODB'],
  ['lambda', 'AWS_ENDPOINT_URL_LAMBDA'],
  ['bedrock-agent-runtime', 'AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME'],
  ['secretsmanager', 'AWS_ENDPOINT_URL_SECRETS_MANAGER'],
];

/** What to paste into a shell whose AWS CLI and SDKs shall do everything here. */
export function operatorExports({ iam, region, endpoints }: Cloud): string {
  const { accessKeyId, secretAccessKey, sessionToken } = iam.operator;
  const variables: [string, string][] = [
    ['AWS_ACCESS_KEY_ID', accessKeyId],
    ['AWS_SECRET_ACCESS_KEY', secretAccessKey],
    ['AWS_SESSION_TOKEN', sessionToken],
    ['AWS_REGION', region],
    ...endpointVariables.map(([service, variable]): [string, string] => [variable, endpoints[service]]),
  ];
  return variables.map(([name, value]) => `export ${name}=${value}`).join('\n');
}
