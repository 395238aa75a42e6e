import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { readApi } from '../../../local/appsync/api';
import { buildApiSchema, modesOfField } from '../../../local/appsync/schema';
import { createFrontDoor } from '../../../local/front-door/front-door';
import { listen } from '../../../local/http';
import { role, templateCloud } from '../template-cloud';
import type { TemplateCloud } from '../template-cloud';

const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });
const ApiId = attribute('Api', 'ApiId');

/** One of everything that the page speaks of. */
const resources = {
  Thumbnail: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: 'thumbnail',
      Runtime: 'nodejs22.x',
      MemorySize: 512,
      Timeout: 20,
      Role: attribute('ThumbnailRole', 'Arn'),
    },
  },
  Plain: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: '<i>plain</i>',
      Runtime: 'nodejs22.x',
      Role: attribute('ThumbnailRole', 'Arn'),
    },
  },
  ThumbnailRole: role([{ Effect: 'Allow', Action: 'appsync:GraphQL', Resource: '*' }]),
  Pictures: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'Pictures',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'taken', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'owner', AttributeType: 'S' },
        { AttributeName: 'taken', AttributeType: 'N' },
      ],
      TimeToLiveSpecification: { AttributeName: 'until', Enabled: true },
    },
  },
  Originals: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'originals' } },
  Password: {
    Type: 'AWS::SecretsManager::Secret',
    Properties: { Name: 'the/pass-word', SecretString: 'sesame' },
  },
  Agent: {
    Type: 'AWS::Bedrock::Agent',
    Properties: { AgentName: 'curator', FoundationModel: 'some.model-v1' },
  },
  Api: {
    Type: 'AWS::AppSync::GraphQLApi',
    Properties: {
      Name: 'pictures',
      AuthenticationType: 'API_KEY',
      AdditionalAuthenticationProviders: [
        { AuthenticationType: 'AWS_IAM' },
        { AuthenticationType: 'OPENID_CONNECT' },
      ],
    },
  },
  Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId } },
  OldKey: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId, Expires: 1_600_000_000 } },
  Schema: {
    Type: 'AWS::AppSync::GraphQLSchema',
    Properties: { ApiId, Definition: 'type Query { picture(id: ID!): String }' },
  },
};

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

export interface RunningFrontDoor {
  cloud: TemplateCloud;
  /** `127.0.0.1:PORT`. */
  host: string;
  /** Any header may be set, also those that a browser would not let a page set. */
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, body: string, headers?: Record<string, string>): Promise<Answer>;
  close(): Promise<void>;
}

/** A front door by itself: what it says no to is answered 404. */
export async function startFrontDoor(): Promise<RunningFrontDoor> {
  const cloud = await templateCloud(resources);
  const api = readApi(cloud.stack);
  const schema = buildApiSchema(api.schema);
  const frontDoor = createFrontDoor({
    cloud: () => cloud,
    api: () => ({ ...api, schema, modesOf: (type, field) => modesOfField(type, field, 'API_KEY') }),
    notRun: () => ['AWS::CloudWatch::Dashboard: Board'],
  });
  const server = createServer((request, response) => {
    if (!frontDoor(request, response)) response.writeHead(404).end();
  });
  await listen(server, cloud.endpoints.appsync);
  const { host, port } = new URL(cloud.endpoints.appsync);
  const send = (method: string, path: string, headers: Record<string, string>, body?: string) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  return {
    cloud,
    host,
    get: (path, headers = {}) => send('GET', path, headers),
    post: (path, body, headers = {}) => send('POST', path, headers, body),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await cloud.remove();
    },
  };
}
