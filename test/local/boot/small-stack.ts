import { functionsTemplate } from '../lambda/lambda-fixture';

const pingCode = `import { util } from '@aws-appsync/utils';
export function request(ctx) { return { payload: 'pong ' + ctx.args.word }; }
export function response(ctx) { return ctx.result; }`;

const shoutCode = `export function request(ctx) { return { operation: 'Invoke', payload: ctx.args }; }
export function response(ctx) { return ctx.result; }`;

const apiId = { 'Fn::GetAtt': ['Api', 'ApiId'] };
const code = (text: string) => ({ Code: text, Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' } });

/** A small API: one field without data source, one through a function that counts in a table. */
export function smallStack(greeting = 'hello') {
  const { template, assets } = functionsTemplate({
    Shout: {
      code: `import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
        const client = new DynamoDBClient({});
        export const handler = async ({ word }) => {
          const { Attributes } = await client.send(new UpdateItemCommand({
            TableName: process.env.TABLE, Key: { id: { S: word } }, ReturnValues: 'ALL_NEW',
            UpdateExpression: 'ADD times :one', ExpressionAttributeValues: { ':one': { N: '1' } } }));
          return word.toUpperCase() + ' ' + Attributes.times.N;
        };`,
      properties: { Environment: { Variables: { TABLE: { Ref: 'Words' } } }, Timeout: 30 },
      may: [{ Effect: 'Allow', Action: 'dynamodb:UpdateItem', Resource: { 'Fn::GetAtt': ['Words', 'Arn'] } }],
    },
  });
  const invokeShout = {
    Statement: [
      { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Shout', 'Arn'] } },
    ],
  };
  return {
    assets,
    template: {
      Resources: {
        ...template.Resources,
        Words: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            BillingMode: 'PAY_PER_REQUEST',
          },
        },
        Secret: {
          Type: 'AWS::SecretsManager::Secret',
          Properties: { Name: 'word', GenerateSecretString: {} },
        },
        Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: {} },
        Api: {
          Type: 'AWS::AppSync::GraphQLApi',
          Properties: { Name: 'small', AuthenticationType: 'API_KEY' },
        },
        Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: apiId } },
        Schema: {
          Type: 'AWS::AppSync::GraphQLSchema',
          Properties: {
            ApiId: apiId,
            Definition: 'type Query { ping(word: String!): String shout(word: String!): String }',
          },
        },
        None: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: apiId, Name: 'None', Type: 'NONE' } },
        ShoutSource: {
          Type: 'AWS::AppSync::DataSource',
          Properties: {
            ApiId: apiId,
            Name: 'Shout',
            Type: 'AWS_LAMBDA',
            LambdaConfig: { LambdaFunctionArn: { 'Fn::GetAtt': ['Shout', 'Arn'] } },
            ServiceRoleArn: { 'Fn::GetAtt': ['SourceRole', 'Arn'] },
          },
        },
        SourceRole: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: [
                {
                  Effect: 'Allow',
                  Action: 'sts:AssumeRole',
                  Principal: { Service: 'appsync.amazonaws.com' },
                },
              ],
            },
            Policies: [{ PolicyName: 'Invoke', PolicyDocument: invokeShout }],
          },
        },
        Ping: {
          Type: 'AWS::AppSync::Resolver',
          Properties: {
            ApiId: apiId,
            TypeName: 'Query',
            FieldName: 'ping',
            Kind: 'UNIT',
            DataSourceName: { 'Fn::GetAtt': ['None', 'Name'] },
            ...code(pingCode.replace('pong', greeting)),
          },
        },
        ShoutResolver: {
          Type: 'AWS::AppSync::Resolver',
          Properties: {
            ApiId: apiId,
            TypeName: 'Query',
            FieldName: 'shout',
            Kind: 'UNIT',
            DataSourceName: { 'Fn::GetAtt': ['ShoutSource', 'Name'] },
            ...code(shoutCode),
          },
        },
      },
      Outputs: {
        Url: { Value: { 'Fn::GetAtt': ['Api', 'GraphQLUrl'] } },
        Key: { Value: { 'Fn::GetAtt': ['Key', 'ApiKey'] } },
        Board: { Value: { Ref: 'Board' } },
      },
    },
  };
}

/** Asks the API as a front end does. */
export async function ask(
  url: string | undefined,
  apiKey: string | undefined,
  query: string,
): Promise<unknown> {
  const response = await fetch(String(url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': String(apiKey) },
    body: JSON.stringify({ query }),
  });
  return response.json();
}
