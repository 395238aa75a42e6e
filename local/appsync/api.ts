import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource, Stack } from '../template/stack';
import type { AuthorizationMode } from './auth/caller';
import { readDataSource } from './datasources/model';
import type { DataSourceModel, DataSourceProperties } from './datasources/model';

/** The one GraphQL API of a stack, as its template describes it. */
export interface ApiModel {
  id: string;
  arn: string;
  /** The default mode comes first. */
  modes: AuthorizationMode[];
  apiKeys: { value: string; expires?: Date }[];
  lambdaAuthorizer?: LambdaAuthorizerModel;
  schema: string;
  introspection: boolean;
  /** 0: no limit. */
  queryDepthLimit: number;
  resolverCountLimit: number;
  environment: Record<string, string>;
  dataSources: Map<string, DataSourceModel>;
  resolvers: ResolverModel[];
}

export interface LambdaAuthorizerModel {
  functionArn: string;
  ttlSeconds: number;
  tokenPattern?: RegExp;
}

export interface ResolverModel {
  typeName: string;
  fieldName: string;
  program:
    | ({ kind: 'UNIT' } & StepModel)
    | { kind: 'PIPELINE'; code: string; functions: FunctionModel[] }
    | { kind: 'NOT_RUN_HERE'; what: string };
}

/** A unit resolver, or one function of a pipeline. */
export interface StepModel {
  code: string;
  dataSource: string;
  /** Of `BatchInvoke`; 0 where the template says nothing. */
  maxBatchSize: number;
}

export interface FunctionModel extends StepModel {
  name: string;
}

interface AuthenticationProvider {
  AuthenticationType: AuthorizationMode;
  LambdaAuthorizerConfig?: {
    AuthorizerUri?: string;
    AuthorizerResultTtlInSeconds?: number | string;
    IdentityValidationExpression?: string;
  };
}

interface GraphQLApiProperties extends AuthenticationProvider {
  AdditionalAuthenticationProviders?: AuthenticationProvider[];
  ApiType?: string;
  EnvironmentVariables?: Record<string, string>;
  IntrospectionConfig?: string;
  QueryDepthLimit?: number;
  ResolverCountLimit?: number;
}

interface CodeProperties {
  ApiId: string;
  Code?: string;
  CodeS3Location?: string;
  DataSourceName?: string;
  Runtime?: { Name: string };
  RequestMappingTemplate?: string;
  ResponseMappingTemplate?: string;
  RequestMappingTemplateS3Location?: string;
  ResponseMappingTemplateS3Location?: string;
  MaxBatchSize?: number;
  SyncConfig?: object;
}

interface FunctionProperties extends CodeProperties {
  Name: string;
}

interface ResolverProperties extends CodeProperties {
  TypeName: string;
  FieldName: string;
  Kind?: string;
  PipelineConfig?: { Functions?: string[] };
}

/**
 * Reads the AppSync resources of the template. Throws a sentence when the stack has no API, or more than one; what is
 * there but not built here becomes an error of the fields that use it.
 */
export function readApi(stack: Stack): ApiModel {
  const [api, ...others] = stack.ofType<GraphQLApiProperties>('AWS::AppSync::GraphQLApi');
  if (api === undefined) throw new Error(`The stack ${stack.name} has no AWS::AppSync::GraphQLApi.`);
  if (others.length > 0)
    throw new Error(`The stack ${stack.name} has ${others.length + 1} GraphQL APIs; this machine runs one.`);
  const { properties } = api;
  if (properties.ApiType === 'MERGED') throw new Error('Merged GraphQL APIs are not run on this machine.');

  const id = stack.attribute(api.logicalId, 'ApiId');
  const ofApi = <P extends { ApiId: string }>(type: string) =>
    stack.ofType<P>(type).filter((resource) => resource.properties.ApiId === id);
  const providers = [properties, ...(properties.AdditionalAuthenticationProviders ?? [])];
  const lambdaAuthorizer = providers.find((provider) => provider.AuthenticationType === 'AWS_LAMBDA');

  return {
    id,
    arn: stack.attribute(api.logicalId, 'Arn'),
    modes: providers.map((provider) => provider.AuthenticationType),
    apiKeys: ofApi<{ ApiId: string; Expires?: number }>('AWS::AppSync::ApiKey').map((key) => ({
      value: stack.attribute(key.logicalId, 'ApiKey'),
      ...(key.properties.Expires === undefined
        ? {}
        : { expires: new Date(Number(key.properties.Expires) * 1000) }),
    })),
    ...(lambdaAuthorizer === undefined ? {} : { lambdaAuthorizer: readLambdaAuthorizer(lambdaAuthorizer) }),
    schema: readSchema(stack, ofApi('AWS::AppSync::GraphQLSchema')),
    introspection: properties.IntrospectionConfig !== 'DISABLED',
    queryDepthLimit: Number(properties.QueryDepthLimit ?? 0),
    // CloudFormation: 0 or nothing means the service's own limit.
    resolverCountLimit: Number(properties.ResolverCountLimit ?? 0) || 10_000,
    environment: properties.EnvironmentVariables ?? {},
    dataSources: new Map(
      ofApi<DataSourceProperties>('AWS::AppSync::DataSource').map(({ properties: source }) => [
        source.Name,
        readDataSource(source),
      ]),
    ),
    resolvers: readResolvers(
      stack,
      ofApi('AWS::AppSync::Resolver'),
      ofApi('AWS::AppSync::FunctionConfiguration'),
    ),
  };
}

function readLambdaAuthorizer({
  LambdaAuthorizerConfig: config = {},
}: AuthenticationProvider): LambdaAuthorizerModel {
  if (config.AuthorizerUri === undefined)
    throw new Error('The GraphQL API has the mode AWS_LAMBDA without LambdaAuthorizerConfig.AuthorizerUri.');
  return {
    functionArn: config.AuthorizerUri,
    ttlSeconds: Number(config.AuthorizerResultTtlInSeconds ?? 0),
    ...(config.IdentityValidationExpression === undefined
      ? {}
      : { tokenPattern: new RegExp(config.IdentityValidationExpression) }),
  };
}

function readSchema(
  stack: Stack,
  [schema]: Resource<{ ApiId: string; Definition?: string; DefinitionS3Location?: string }>[],
): string {
  const { Definition: inline, DefinitionS3Location: location } = schema?.properties ?? {};
  if (inline !== undefined) return inline;
  if (location !== undefined) return readAsset(stack, location);
  throw new Error('The GraphQL API has no AWS::AppSync::GraphQLSchema with a definition.');
}

/** The text of an asset, by the `s3://bucket/key` of the template; an asset folder has to hold one file. */
function readAsset(stack: Stack, location: string): string {
  const path = stack.asset(location.replace(/^s3:\/\/[^/]+\//, ''));
  if (!statSync(path).isDirectory()) return readFileSync(path, 'utf8');
  const [file, ...others] = readdirSync(path);
  if (file === undefined || others.length > 0)
    throw new Error(`The asset ${location} is a folder with ${others.length + 1} files; AppSync takes one.`);
  return readFileSync(join(path, file), 'utf8');
}

function readResolvers(
  stack: Stack,
  resolvers: Resource<ResolverProperties>[],
  functions: Resource<FunctionProperties>[],
): ResolverModel[] {
  const functionById = new Map(
    functions.map((found) => [stack.attribute(found.logicalId, 'FunctionId'), found]),
  );
  return resolvers.map(({ properties }) => {
    const { TypeName: typeName, FieldName: fieldName } = properties;
    return { typeName, fieldName, program: readProgram(stack, properties, functionById) };
  });
}

function readProgram(
  stack: Stack,
  properties: ResolverProperties,
  functionById: Map<string, Resource<FunctionProperties>>,
): ResolverModel['program'] {
  const owner = `${properties.TypeName}.${properties.FieldName}`;
  const refusal = unsupported(properties);
  if (refusal !== undefined) return { kind: 'NOT_RUN_HERE', what: `${refusal} (${owner})` };
  const code = readCode(stack, properties, owner);
  if (properties.Kind !== 'PIPELINE') {
    if (properties.DataSourceName === undefined)
      throw new Error(`${owner}: the unit resolver has no data source.`);
    return {
      kind: 'UNIT',
      code,
      dataSource: properties.DataSourceName,
      maxBatchSize: readBatchSize(properties, owner),
    };
  }
  const steps: FunctionModel[] = [];
  for (const functionId of properties.PipelineConfig?.Functions ?? []) {
    const step = functionById.get(functionId)?.properties;
    if (step === undefined)
      throw new Error(`${owner}: the pipeline names an unknown function, ${functionId}.`);
    const stepRefusal = unsupported(step);
    if (stepRefusal !== undefined)
      return { kind: 'NOT_RUN_HERE', what: `${stepRefusal} (${step.Name} of ${owner})` };
    if (step.DataSourceName === undefined)
      throw new Error(`${owner}: the function ${step.Name} has no data source.`);
    steps.push({
      name: step.Name,
      code: readCode(stack, step, step.Name),
      dataSource: step.DataSourceName,
      maxBatchSize: readBatchSize(step, step.Name),
    });
  }
  if (steps.length > 10)
    throw new Error(`${owner}: the pipeline has ${steps.length} functions; AppSync takes 10.`);
  return { kind: 'PIPELINE', code, functions: steps };
}

/** What of a resolver or function this machine does not run, or undefined. */
function unsupported(properties: CodeProperties): string | undefined {
  const templates =
    properties.RequestMappingTemplate ??
    properties.ResponseMappingTemplate ??
    properties.RequestMappingTemplateS3Location ??
    properties.ResponseMappingTemplateS3Location;
  if (templates !== undefined) return 'A resolver in VTL';
  if (properties.Runtime?.Name !== 'APPSYNC_JS') return 'A resolver without APPSYNC_JS code';
  if (properties.SyncConfig !== undefined) return 'A resolver with SyncConfig';
  return undefined;
}

function readBatchSize({ MaxBatchSize: given = 0 }: CodeProperties, owner: string): number {
  const size = Number(given);
  if (Number.isInteger(size) && size >= 0 && size <= 2_000) return size;
  throw new Error(`${owner}: MaxBatchSize is ${given}; AppSync takes whole numbers from 0 to 2000.`);
}

function readCode(
  stack: Stack,
  { Code: inline, CodeS3Location: location }: CodeProperties,
  owner: string,
): string {
  if (inline !== undefined) return inline;
  if (location !== undefined) return readAsset(stack, location);
  throw new Error(`${owner}: there is neither Code nor CodeS3Location.`);
}
