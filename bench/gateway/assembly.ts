import { writeAssembly } from '../../test/local/template/assembly-fixture';
import { schema } from './notes';

/** The token that the authorizer lets in. */
export const token = 'reader-of-notes';

const authorizer = `export const handler = async ({ authorizationToken }) => ({
  isAuthorized: authorizationToken === '${token}',
  resolverContext: { reader: 'bench' },
  ttlOverride: 300,
});`;

const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });
const ApiId = attribute('Api', 'ApiId');

function role(service: string, statement: object): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }],
      },
      Policies: [{ PolicyName: 'Inline', PolicyDocument: { Statement: [statement] } }],
    },
  };
}

/** A field on a data source of the API, with the bodies of its two handlers. */
function resolver(field: string, dataSource: string, request: string, response: string): object {
  const [TypeName, FieldName] = field.split('.');
  const code = [
    `import { get } from '@aws-appsync/utils/dynamodb';`,
    `export function request(ctx) { ${request} }`,
    `export function response(ctx) { ${response} }`,
  ];
  return {
    Type: 'AWS::AppSync::Resolver',
    Properties: {
      ApiId,
      TypeName,
      FieldName,
      Kind: 'UNIT',
      DataSourceName: attribute(dataSource, 'Name'),
      Code: code.join('\n'),
      Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
    },
  };
}

/** Writes the cloud assembly of an API over one table, with all three modes of authorization, and returns its folder. */
export function writeNotesAssembly(): string {
  return writeAssembly({
    assets: { 'authorizer.zip': { 'index.mjs': authorizer } },
    template: {
      Resources: {
        Api: {
          Type: 'AWS::AppSync::GraphQLApi',
          Properties: {
            Name: 'notes',
            AuthenticationType: 'API_KEY',
            AdditionalAuthenticationProviders: [
              { AuthenticationType: 'AWS_IAM' },
              {
                AuthenticationType: 'AWS_LAMBDA',
                LambdaAuthorizerConfig: { AuthorizerUri: attribute('Authorizer', 'Arn') },
              },
            ],
          },
        },
        Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId } },
        Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId, Definition: schema } },
        Authorizer: {
          Type: 'AWS::Lambda::Function',
          Properties: {
            Handler: 'index.handler',
            Runtime: 'nodejs22.x',
            Role: attribute('AuthorizerRole', 'Arn'),
            Code: { S3Bucket: 'assets', S3Key: 'authorizer.zip' },
          },
        },
        AuthorizerRole: role('lambda.amazonaws.com', {
          Effect: 'Allow',
          Action: 'logs:PutLogEvents',
          Resource: '*',
        }),
        AuthorizerPermission: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            Action: 'lambda:InvokeFunction',
            FunctionName: attribute('Authorizer', 'Arn'),
            Principal: 'appsync.amazonaws.com',
            SourceArn: attribute('Api', 'Arn'),
          },
        },
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            BillingMode: 'PAY_PER_REQUEST',
          },
        },
        TableRole: role('appsync.amazonaws.com', {
          Effect: 'Allow',
          Action: 'dynamodb:GetItem',
          Resource: attribute('Table', 'Arn'),
        }),
        ReaderRole: role('lambda.amazonaws.com', {
          Effect: 'Allow',
          Action: 'appsync:GraphQL',
          Resource: { 'Fn::Join': ['/', [attribute('Api', 'Arn'), 'types/Query/fields/note']] },
        }),
        None: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId, Name: 'None', Type: 'NONE' } },
        Notes: {
          Type: 'AWS::AppSync::DataSource',
          Properties: {
            ApiId,
            Name: 'Notes',
            Type: 'AMAZON_DYNAMODB',
            ServiceRoleArn: attribute('TableRole', 'Arn'),
            DynamoDBConfig: { TableName: { Ref: 'Table' }, AwsRegion: { Ref: 'AWS::Region' } },
          },
        },
        Hello: resolver('Query.hello', 'None', "return { payload: 'world' };", 'return ctx.result;'),
        Note: resolver(
          'Query.note',
          'Notes',
          'return get({ key: { id: ctx.args.id } });',
          'return ctx.result;',
        ),
        Post: resolver('Mutation.post', 'None', 'return { payload: ctx.args.note };', 'return ctx.result;'),
      },
      Outputs: {
        Url: { Value: attribute('Api', 'GraphQLUrl') },
        Key: { Value: attribute('Key', 'ApiKey') },
        Table: { Value: { Ref: 'Table' } },
        Reader: { Value: attribute('ReaderRole', 'Arn') },
      },
    },
  });
}
