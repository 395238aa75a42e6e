import { functionsTemplate } from '../local/lambda/lambda-fixture';
import { writeAssembly } from '../local/template/assembly-fixture';

/** A library that lends books: every mode that the console knows, and roles that may do some of it. */

const attribute = (logicalId: string, name: string) => ({ 'Fn::GetAtt': [logicalId, name] });
const ApiId = attribute('Api', 'ApiId');

const schema = `
type Query @aws_api_key @aws_iam @aws_lambda {
  "A book of the library."
  book(id: ID!): Book
  "What to read next."
  recommendation(genre: Genre!): String
}
type Mutation @aws_api_key @aws_iam {
  "Gives a book out, and tells those who wait for it."
  lend(id: ID!, to: String!): Book
}
type Subscription @aws_api_key @aws_iam @aws_lambda {
  onLend(id: ID): Book @aws_subscribe(mutations: ["lend"])
}
type Book @aws_api_key @aws_iam @aws_lambda {
  id: ID!
  title: String
  lentTo: String
}
enum Genre { CRIME POETRY }
`;

function role(service: string, ...Statement: object[]): object {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Statement: trust },
      Policies: [{ PolicyName: 'May', PolicyDocument: { Statement } }],
    },
  };
}

function resolver(TypeName: string, FieldName: string, dataSource: string, code: string): object {
  return {
    Type: 'AWS::AppSync::Resolver',
    Properties: {
      ApiId,
      TypeName,
      FieldName,
      Kind: 'UNIT',
      DataSourceName: attribute(dataSource, 'Name'),
      Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
      Code: code,
    },
  };
}

const fields = (...names: string[]) =>
  names.map((name) => ({ 'Fn::Join': ['', [attribute('Api', 'Arn'), '/types/', name]] }));

export function writeLibrary(): string {
  const { template, assets } = functionsTemplate(
    {
      recommend: {
        code: `import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
          const client = new DynamoDBClient({ maxAttempts: 1 });
          export const handler = async ({ genre }) => {
            const { Count } = await client.send(new ScanCommand({ TableName: process.env.TABLE_NAME }));
            return genre + ': one of ' + Count;
          };`,
        properties: {
          Environment: { Variables: { TABLE_NAME: { Ref: 'Books' } } },
          MemorySize: 256,
          Timeout: 10,
        },
        may: [{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: attribute('Books', 'Arn') }],
      },
      authorizer: {
        code: `export const handler = async ({ authorizationToken }) => ({
          isAuthorized: authorizationToken === 'card-7', ttlOverride: 0 });`,
      },
    },
    {
      AuthorizerPermission: {
        Type: 'AWS::Lambda::Permission',
        Properties: {
          Action: 'lambda:InvokeFunction',
          FunctionName: attribute('authorizer', 'Arn'),
          Principal: 'appsync.amazonaws.com',
          SourceArn: attribute('Api', 'Arn'),
        },
      },
      Books: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          TableName: 'Books',
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
      Covers: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'library-covers' } },
      CardKey: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { Name: 'card-key', GenerateSecretString: {} },
      },
      Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: {} },
      BooksRole: role('appsync.amazonaws.com', {
        Sid: 'ReadAndLend',
        Effect: 'Allow',
        Action: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        Resource: attribute('Books', 'Arn'),
      }),
      RecommendSourceRole: role('appsync.amazonaws.com', {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: attribute('recommend', 'Arn'),
      }),
      Librarian: role('ec2.amazonaws.com', {
        Sid: 'Everything',
        Effect: 'Allow',
        Action: 'appsync:GraphQL',
        Resource: fields('*'),
      }),
      Visitor: role('ec2.amazonaws.com', {
        Sid: 'LookUp',
        Effect: 'Allow',
        Action: 'appsync:GraphQL',
        Resource: fields('Query/fields/book'),
      }),
      Api: {
        Type: 'AWS::AppSync::GraphQLApi',
        Properties: {
          Name: 'library',
          AuthenticationType: 'API_KEY',
          IntrospectionConfig: 'DISABLED',
          AdditionalAuthenticationProviders: [
            { AuthenticationType: 'AWS_IAM' },
            {
              AuthenticationType: 'AWS_LAMBDA',
              LambdaAuthorizerConfig: { AuthorizerUri: attribute('authorizer', 'Arn') },
            },
          ],
        },
      },
      Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId } },
      Schema: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { ApiId, Definition: schema } },
      BooksSource: {
        Type: 'AWS::AppSync::DataSource',
        Properties: {
          ApiId,
          Name: 'Books',
          Type: 'AMAZON_DYNAMODB',
          ServiceRoleArn: attribute('BooksRole', 'Arn'),
          DynamoDBConfig: { TableName: { Ref: 'Books' }, AwsRegion: { Ref: 'AWS::Region' } },
        },
      },
      RecommendSource: {
        Type: 'AWS::AppSync::DataSource',
        Properties: {
          ApiId,
          Name: 'recommend',
          Type: 'AWS_LAMBDA',
          ServiceRoleArn: attribute('RecommendSourceRole', 'Arn'),
          LambdaConfig: { LambdaFunctionArn: attribute('recommend', 'Arn') },
        },
      },
      Book: resolver(
        'Query',
        'book',
        'BooksSource',
        `import * as ddb from '@aws-appsync/utils/dynamodb';
        export const request = (ctx) => ddb.get({ key: { id: ctx.args.id } });
        export const response = (ctx) => ctx.result;`,
      ),
      Lend: resolver(
        'Mutation',
        'lend',
        'BooksSource',
        `import * as ddb from '@aws-appsync/utils/dynamodb';
        export const request = (ctx) => ddb.update({
          key: { id: ctx.args.id }, update: { title: 'Book ' + ctx.args.id, lentTo: ctx.args.to } });
        export const response = (ctx) => ctx.result;`,
      ),
      Recommendation: resolver(
        'Query',
        'recommendation',
        'RecommendSource',
        `import { util } from '@aws-appsync/utils';
        export const request = (ctx) => ({ operation: 'Invoke', payload: ctx.args });
        export const response = (ctx) => ctx.error ? util.error(ctx.error.message, ctx.error.type) : ctx.result;`,
      ),
    },
  );
  return writeAssembly({
    stackName: 'Library',
    environment: 'aws://111122223333/eu-north-1',
    assets,
    template: {
      ...template,
      Outputs: {
        GraphQLUrl: { Value: attribute('Api', 'GraphQLUrl') },
        CoversBucket: { Value: { Ref: 'Covers' } },
      },
    },
  });
}
