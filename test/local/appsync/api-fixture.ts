import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '@aws-crypto/sha256-js';
import { createAppSync } from '../../../local/appsync/service';
import type { Cloud, Credentials, RequestRecord, Service } from '../../../local/cloud';
import { createCloud } from '../../../local/create-cloud';
import { createDynamoDb } from '../../../local/dynamodb/service';
import type { requestTimeouts } from '../../../local/http';
import { createLambda } from '../../../local/lambda/service';
import { reserveEndpoints } from '../../../local/ports';
import { functionsTemplate } from '../lambda/lambda-fixture';
import type { FunctionFixture } from '../lambda/lambda-fixture';
import { writeAssembly } from '../template/assembly-fixture';

/** One step of a resolver: its code, and the data source that it calls (NONE unless it says otherwise). */
export interface StepFixture {
  code: string;
  dataSource?: 'None' | 'Rooms' | 'Echo' | 'EchoApi' | 'Weather';
  maxBatchSize?: number;
}

export interface ApiFixture {
  schema: string;
  /** By `Type.field`; a list is a pipeline whose first entry is the resolver's own code. */
  resolvers?: Record<string, StepFixture | [StepFixture, ...StepFixture[]]>;
  /** Properties of the GraphQL API beside the defaults: API keys first, IAM and a Lambda authorizer after them. */
  api?: object;
  apiKey?: object;
  /** What the data source roles may do. */
  tableActions?: string[];
  /** Code of the two functions. */
  echo?: string;
  authorizer?: string;
  functions?: Record<string, FunctionFixture>;
  more?: Record<string, object>;
  timeouts?: typeof requestTimeouts;
}

const importing = `import { util, runtime, extensions } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';
`;

/** A resolver on NONE whose response handler runs `body`, and whose request handler passes the arguments on. */
export function returning(body: string): StepFixture {
  return { code: handlers('return { payload: ctx.args }', body) };
}

/** APPSYNC_JS code of the two handlers' bodies. */
export function handlers(request: string, response: string): string {
  return `${importing}export function request(ctx) { ${request} }\nexport function response(ctx) { ${response} }`;
}

const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });

function serviceRole(Statement: object): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: {
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { Service: 'appsync.amazonaws.com' },
        },
      },
      Policies: [{ PolicyName: 'Inline', PolicyDocument: { Statement } }],
    },
  };
}

function appSyncResources(fixture: ApiFixture): Record<string, object> {
  const { schema, resolvers = {}, api = {}, apiKey = {}, tableActions = ['dynamodb:*'], more = {} } = fixture;
  const ApiId = attribute('Api', 'ApiId');
  const resources: Record<string, object> = {
    Api: {
      Type: 'AWS::AppSync::GraphQLApi',
      Properties: {
        Name: 'rooms',
        AuthenticationType: 'API_KEY',
        AdditionalAuthenticationProviders: [
          { AuthenticationType: 'AWS_IAM' },
          {
            AuthenticationType: 'AWS_LAMBDA',
            LambdaAuthorizerConfig: {
              AuthorizerUri: attribute('Authorizer', 'Arn'),
              AuthorizerResultTtlInSeconds: 0,
            },
          },
        ],
        ...api,
      },
    },
    Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId, Definition: schema } },
    Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId, ...apiKey } },
    AuthorizerPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: attribute('Authorizer', 'Arn'),
        Principal: 'appsync.amazonaws.com',
        SourceArn: attribute('Api', 'Arn'),
      },
    },
    RoomsTable: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'Rooms',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    },
    RoomsRole: serviceRole({
      Effect: 'Allow',
      Action: tableActions,
      Resource: attribute('RoomsTable', 'Arn'),
    }),
    EchoRole2: serviceRole({
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Resource: attribute('Echo', 'Arn'),
    }),
    None: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId, Name: 'None', Type: 'NONE' } },
    Rooms: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId,
        Name: 'Rooms',
        Type: 'AMAZON_DYNAMODB',
        ServiceRoleArn: attribute('RoomsRole', 'Arn'),
        DynamoDBConfig: { TableName: { Ref: 'RoomsTable' }, AwsRegion: { Ref: 'AWS::Region' } },
      },
    },
    EchoSource: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId,
        Name: 'Echo',
        Type: 'AWS_LAMBDA',
        ServiceRoleArn: attribute('EchoRole2', 'Arn'),
        LambdaConfig: { LambdaFunctionArn: attribute('Echo', 'Arn') },
      },
    },
    EchoApi: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId,
        Name: 'EchoApi',
        Type: 'HTTP',
        ServiceRoleArn: attribute('EchoRole2', 'Arn'),
        HttpConfig: {
          Endpoint: { 'Fn::Sub': 'https://lambda.${AWS::Region}.amazonaws.com' },
          AuthorizationConfig: {
            AuthorizationType: 'AWS_IAM',
            AwsIamConfig: { SigningRegion: { Ref: 'AWS::Region' }, SigningServiceName: 'lambda' },
          },
        },
      },
    },
    Weather: {
      Type: 'AWS::AppSync::DataSource',
      Properties: {
        ApiId,
        Name: 'Weather',
        Type: 'HTTP',
        HttpConfig: { Endpoint: 'https://weather.example' },
      },
    },
    ...more,
  };
  const Runtime = { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' };
  for (const [field, fixtureOfField] of Object.entries(resolvers)) {
    const [TypeName, FieldName] = field.split('.');
    const [first, ...steps] = Array.isArray(fixtureOfField) ? fixtureOfField : [fixtureOfField];
    const logicalId = `Resolver${TypeName}${FieldName}`;
    const functionIds = steps.map(({ code, dataSource = 'None', maxBatchSize = 0 }, index) => {
      const functionId = `${logicalId}Step${index}`;
      resources[functionId] = {
        Type: 'AWS::AppSync::FunctionConfiguration',
        Properties: {
          ApiId,
          Name: functionId,
          DataSourceName: dataSource,
          Runtime,
          Code: code,
          MaxBatchSize: maxBatchSize,
        },
      };
      return attribute(functionId, 'FunctionId');
    });
    resources[logicalId] = {
      Type: 'AWS::AppSync::Resolver',
      Properties: {
        ApiId,
        TypeName,
        FieldName,
        Runtime,
        Code: first.code,
        MaxBatchSize: first.maxBatchSize ?? 0,
        ...(Array.isArray(fixtureOfField)
          ? { Kind: 'PIPELINE', PipelineConfig: { Functions: functionIds } }
          : { Kind: 'UNIT', DataSourceName: first.dataSource ?? 'None' }),
      },
    };
  }
  return resources;
}

/** Lets in `guest` tokens, with the rest of the token as who they are. */
const defaultAuthorizer = `export const handler = async ({ authorizationToken }) => ({
  isAuthorized: authorizationToken.startsWith('guest-'),
  resolverContext: { guest: authorizationToken.slice('guest-'.length) },
});`;

export interface GraphQlResponse {
  status: number;
  headers: Headers;
  body: { data?: unknown; errors?: Record<string, unknown>[] };
}

export interface RunningApi {
  cloud: Cloud;
  /** `http://127.0.0.1:PORT/graphql`. */
  url: string;
  apiKey: string;
  records: RequestRecord[];
  /** What resolvers logged. */
  logs: string[];
  setNow(now: Date | undefined): void;
  /** Sends an operation; with credentials of IAM it is signed, without any header it goes by API key. */
  graphql(query: string, options?: CallOptions): Promise<GraphQlResponse>;
  close(): Promise<void>;
}

export interface CallOptions {
  variables?: object;
  operationName?: string;
  /** A token for the Lambda authorizer. */
  token?: string;
  sign?: Credentials;
  /** In place of the API key; beside a signature. */
  headers?: Record<string, string>;
}

/** Starts an API with the real IAM, Lambda and DynamoDB of this machine behind it. */
export async function startApi(fixture: ApiFixture): Promise<RunningApi> {
  const { template, assets } = functionsTemplate(
    {
      Echo: { code: fixture.echo ?? 'export const handler = async (event) => event;' },
      Authorizer: { code: fixture.authorizer ?? defaultAuthorizer },
      ...fixture.functions,
    },
    appSyncResources(fixture),
  );
  const assembly = writeAssembly({ template, assets, environment: 'aws://111122223333/eu-north-1' });
  const stateDir = mkdtempSync(path.join(tmpdir(), 'appsync-'));
  const records: RequestRecord[] = [];
  const logs: string[] = [];
  let fixed: Date | undefined;
  const cloud = createCloud({
    assembly,
    stateDir,
    endpoints: await reserveEndpoints(),
    now: () => fixed ?? new Date(),
    onRecord: (entry) => records.push(entry),
  });
  const [lambda, dynamodb] = await Promise.all([createLambda(cloud), createDynamoDb(cloud)]);
  const services: Service[] = [lambda, dynamodb];
  const close = async () => {
    for (const service of services.reverse()) await service.close();
    rmSync(assembly, { recursive: true });
    rmSync(stateDir, { recursive: true });
  };
  try {
    services.push(
      await createAppSync(cloud, {
        lambda,
        dynamodb,
        ...(fixture.timeouts === undefined ? {} : { timeouts: fixture.timeouts }),
        log: ({ resolver, level, text }) => logs.push(`${resolver} ${level} ${text}`),
      }),
    );
  } catch (error) {
    await close();
    throw error;
  }

  const url = `${cloud.endpoints.appsync}/graphql`;
  const apiKey = cloud.stack.attribute('Key', 'ApiKey');
  return {
    cloud,
    url,
    apiKey,
    records,
    logs,
    setNow: (now) => {
      fixed = now;
    },
    close,
    async graphql(query, { variables, operationName, token, sign, headers } = {}) {
      const body = JSON.stringify({ query, variables, operationName });
      const credentials = token !== undefined ? { authorization: token } : { 'x-api-key': apiKey };
      const sent =
        sign === undefined
          ? { 'content-type': 'application/json', ...(headers ?? credentials) }
          : { ...(await signed(cloud, sign, '/graphql', body)), ...headers };
      const response = await fetch(url, { method: 'POST', headers: sent, body });
      const answer: unknown = await response.json();
      return { status: response.status, headers: response.headers, body: Object(answer) };
    },
  };
}

/** SigV4 headers of a POST to the API. */
export async function signed(
  cloud: Cloud,
  credentials: Credentials,
  requestPath: string,
  body: string,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({ service: 'appsync', region: cloud.region, credentials, sha256: Sha256 });
  const { hostname, port, host } = new URL(cloud.endpoints.appsync);
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname,
      port: Number(port),
      path: requestPath,
      headers: { host, 'content-type': 'application/json' },
      body,
    },
    { signingDate: cloud.now() },
  );
  return headers;
}
