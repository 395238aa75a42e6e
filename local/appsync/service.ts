import { createServer } from 'node:http';
import { AwsError } from '../cloud';
import type { Cloud, DynamoDbService, LambdaService, Service, ServiceCaller } from '../cloud';
import { createFrontDoor } from '../front-door/front-door';
import type { GraphQlApi } from '../front-door/graphql-api';
import { listen, newRequestId, requestTimeouts, sendAwsJsonError } from '../http';
import { readApi } from './api';
import type { ApiModel } from './api';
import { createAuthenticate } from './auth/authenticate';
import type { DataSource } from './datasources/data-source';
import { dynamoDbDataSource } from './datasources/dynamodb';
import { httpDataSource } from './datasources/http';
import { lambdaDataSource } from './datasources/lambda';
import type { DataSourceModel } from './datasources/model';
import { noneDataSource } from './datasources/none';
import type { Engine } from './engine';
import { notRunHere } from './errors';
import { Documents } from './execution/documents';
import { attachFields } from './execution/fields';
import { graphQlPath, serveGraphQl } from './http-endpoint';
import { serveRealtime } from './realtime/endpoint';
import { SubscriptionRegistry } from './realtime/registry';
import { loadPrograms } from './resolution/programs';
import type { ResolverHost, ResolverLogEntry } from './resolution/run';
import { buildApiSchema, modesOfField, subscriptionsByMutation } from './schema';

export interface AppSyncDependencies {
  lambda: LambdaService;
  dynamodb: DynamoDbService;
  /** Where `console.log` of resolvers goes, and faults in their code. The default is standard error. */
  log?: ResolverHost['log'];
  /** How long clients may take to send a request; tests do not wait as long. */
  timeouts?: typeof requestTimeouts;
  /** For the front door: what the template has and this machine does not run, a sentence each. */
  notRun?: () => readonly string[];
}

/**
 * AppSync for the one GraphQL API of the stack, at the port of `cloud.endpoints.appsync`: `POST /graphql`, the real-time
 * channel at `/graphql/realtime`, and the front door at `/` and `/console`. Throws an Error when the template has something that AppSync
 * would not deploy, naming it; what AppSync has and this machine does not run fails where it is used.
 */
export async function createAppSync(
  cloud: Cloud,
  {
    lambda,
    dynamodb,
    log = logToStandardError,
    timeouts = requestTimeouts,
    notRun = () => [],
  }: AppSyncDependencies,
): Promise<Service> {
  const registry = new SubscriptionRegistry();
  let engine = await createEngine(cloud, registry, { lambda, dynamodb, log });
  registry.feed(subscriptionsByMutation(engine.schema));
  const frontDoor = createFrontDoor({ cloud: () => engine.cloud, api: () => apiOf(engine), notRun });
  const server = createServer(timeouts, (request, response) => {
    const [path] = (request.url ?? '/').split('?');
    if (path === graphQlPath) return void serveGraphQl(engine, request, response);
    if (frontDoor(request, response)) return;
    const message = `There is nothing at ${request.method} ${path}: GraphQL is at POST ${graphQlPath}.`;
    sendAwsJsonError(response, new AwsError('UnknownOperationException', message, 404), newRequestId());
  });
  const endRealtime = serveRealtime(() => engine, server);
  try {
    await listen(server, cloud.endpoints.appsync);
  } catch (error) {
    endRealtime();
    throw error;
  }
  return {
    name: 'appsync',
    prepare: async (next) => {
      const prepared = await createEngine(next, registry, { lambda, dynamodb, log });
      const fed = subscriptionsByMutation(prepared.schema);
      return () => {
        engine = prepared;
        registry.feed(fed);
      };
    },
    close: () =>
      new Promise((resolve) => {
        endRealtime();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What the front door is told of the API. */
function apiOf({ api: { modes, apiKeys }, schema }: Engine): GraphQlApi {
  const [defaultMode = 'API_KEY'] = modes;
  return { modes, apiKeys, schema, modesOf: (type, field) => modesOfField(type, field, defaultMode) };
}

async function createEngine(
  cloud: Cloud,
  registry: SubscriptionRegistry,
  { lambda, dynamodb, log }: Required<Pick<AppSyncDependencies, 'lambda' | 'dynamodb' | 'log'>>,
): Promise<Engine> {
  const api = readApi(cloud.stack);
  const schema = buildApiSchema(api.schema);
  const service: ServiceCaller = {
    kind: 'service',
    principal: 'appsync.amazonaws.com',
    sourceArn: api.arn,
    sourceAccount: cloud.accountId,
  };
  const dataSources = createDataSources(cloud, api, service, { lambda, dynamodb });
  const programs = await loadPrograms(api, dataSources);
  const host: ResolverHost = { now: cloud.now, environment: api.environment, log };
  attachFields({ api, schema, programs, iam: cloud.iam, host });
  return {
    cloud,
    api,
    schema,
    documents: new Documents(schema, api.introspection),
    authenticate: createAuthenticate({ cloud, api, lambda, service }),
    registry,
  };
}

/** The name that AppSync gives to the sessions of its data sources' roles. */
const sessionName = 'APPSYNC_ASSUME_ROLE';

function createDataSources(
  cloud: Cloud,
  api: ApiModel,
  service: ServiceCaller,
  { lambda, dynamodb }: { lambda: LambdaService; dynamodb: DynamoDbService },
): Map<string, DataSource> {
  const create = (model: DataSourceModel): DataSource => {
    switch (model.kind) {
      case 'NONE':
        return noneDataSource(model.name);
      case 'AWS_LAMBDA':
        return lambdaDataSource({
          ...model,
          lambda,
          caller: () => cloud.iam.assume(model.roleArn, sessionName, service),
        });
      case 'AMAZON_DYNAMODB':
        return dynamoDbDataSource({
          ...model,
          dynamodb,
          caller: () => cloud.iam.assume(model.roleArn, sessionName, service),
        });
      case 'HTTP':
        return httpDataSource({
          ...model,
          cloud,
          credentials: (roleArn) => cloud.iam.credentialsFor(roleArn, sessionName, service),
        });
      case 'NOT_RUN_HERE':
        return { name: model.name, call: () => Promise.reject(notRunHere(model.what)) };
    }
  };
  return new Map([...api.dataSources].map(([name, model]) => [name, create(model)]));
}

function logToStandardError({ resolver, level, text }: ResolverLogEntry): void {
  process.stderr.write(`[appsync] ${resolver} ${level} ${text}\n`);
}
