import { readApi } from '../../../local/appsync/api';
import { buildApiSchema } from '../../../local/appsync/schema';
import type { Stack } from '../../../local/template/stack';

/** The ARNs of everything that somebody may be allowed to touch, under the names that the table uses. */
export interface Resources {
  bucket: { name: string; arn: string };
  /** Name → ARN. */
  tables: Map<string, string>;
  functions: Map<string, string>;
  logs: Map<string, string>;
  secrets: Map<string, string>;
  models: Map<string, string>;
  api: string;
  /** `Type.field` of every root type → ARN. */
  fields: Map<string, string>;
  agent: { id: string; aliasId: string; arn: string; aliasArn: string };
  /** Row of the table → ARN of the role. */
  roles: Map<string, string>;
}

interface FunctionProperties {
  FunctionName: string;
  Role: string;
}
interface AgentProperties {
  AgentName: string;
  AgentResourceRoleArn: string;
  FoundationModel: string;
}
interface DataSourceProperties {
  Name: string;
  ServiceRoleArn?: string;
}

/** Finds all of it in the template, so that nothing new escapes the matrix. */
export const resourcesOf = (stack: Stack): Resources => {
  const arnOf = (logicalId: string) => stack.attribute(logicalId, 'Arn');
  const bucket = only(stack.ofType('AWS::S3::Bucket'));
  const agent = only(stack.ofType<AgentProperties>('AWS::Bedrock::Agent'));
  const alias = only(stack.ofType('AWS::Bedrock::AgentAlias'));
  const functions = stack.ofType<FunctionProperties>('AWS::Lambda::Function');
  const { arn: api, schema } = readApi(stack);
  const built = buildApiSchema(schema);
  const rootTypes = [built.getQueryType(), built.getMutationType(), built.getSubscriptionType()];
  const profile = agent.properties.FoundationModel;
  const model = profile.replace(/^.*inference-profile\/[a-z]+\./, '');
  return {
    bucket: { name: bucket.ref, arn: arnOf(bucket.logicalId) },
    tables: new Map(
      stack.ofType('AWS::DynamoDB::Table').map(({ ref, logicalId }) => [ref, arnOf(logicalId)]),
    ),
    functions: new Map(
      functions.map(({ properties, logicalId }) => [properties.FunctionName, arnOf(logicalId)]),
    ),
    logs: new Map(
      stack
        .ofType<{ LogGroupName: string }>('AWS::Logs::LogGroup')
        .map(({ properties, logicalId }) => [
          properties.LogGroupName.replace('/aws/lambda/', ''),
          `${arnOf(logicalId).replace(/:\*$/, '')}:log-stream:s`,
        ]),
    ),
    secrets: new Map(
      stack
        .ofType('AWS::SecretsManager::Secret')
        .map(({ ref, logicalId }) => [logicalId.replace(/[0-9A-F]{8}$/, ''), ref]),
    ),
    models: new Map([
      ['profile', profile],
      ['another profile', `${profile}-other`],
      ['model', `arn:aws:bedrock:eu-central-1::foundation-model/${model}`],
      ['model in another region', `arn:aws:bedrock:eu-north-1::foundation-model/${model}`],
      ['another model', `arn:aws:bedrock:eu-central-1::foundation-model/${model}-other`],
    ]),
    api,
    fields: new Map(
      rootTypes.flatMap((type) =>
        Object.keys(type?.getFields() ?? {}).map((field) => [
          `${type?.name}.${field}`,
          `${api}/types/${type?.name}/fields/${field}`,
        ]),
      ),
    ),
    agent: {
      id: agent.ref,
      aliasId: stack.attribute(alias.logicalId, 'AgentAliasId'),
      arn: stack.attribute(agent.logicalId, 'AgentArn'),
      aliasArn: stack.attribute(alias.logicalId, 'AgentAliasArn'),
    },
    roles: new Map([
      ...functions.map(({ properties }): [string, string] => [properties.FunctionName, properties.Role]),
      ...stack
        .ofType<DataSourceProperties>('AWS::AppSync::DataSource')
        .flatMap(({ properties: { Name, ServiceRoleArn } }): [string, string][] =>
          ServiceRoleArn === undefined ? [] : [[`data source ${Name}`, ServiceRoleArn]],
        ),
      [`agent ${agent.properties.AgentName}`, agent.properties.AgentResourceRoleArn],
    ]),
  };
};

const only = <T>(found: readonly T[]): T => {
  const [first, second] = found;
  if (first === undefined || second !== undefined)
    throw new Error(`The matrix expects one such resource, and the template has ${found.length}.`);
  return first;
};
