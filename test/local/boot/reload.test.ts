import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { boot } from '../../../local/boot';
import type { LocalCloud } from '../../../local/boot';
import { open } from '../appsync/socket';
import { writeAssembly } from '../template/assembly-fixture';
import { ask, smallStack } from './small-stack';

interface Version {
  greeting?: string;
  /** Put into the source of the function, which is another asset then. */
  mark?: string;
  environment?: string;
  /** Laid over the template's resources; undefined takes one away. */
  resources?: Record<string, object | undefined>;
}

const apiId = { 'Fn::GetAtt': ['Api', 'ApiId'] };
const schema = (more = '') => ({
  Type: 'AWS::AppSync::GraphQLSchema',
  Properties: {
    ApiId: apiId,
    Definition: `type Query { ping(word: String!): String shout(word: String!): String ${more} }
      type Mutation { post(text: String!): String }
      type Subscription { posted: String @aws_subscribe(mutations: ["post"]) }`,
  },
});

/** The small stack, with a mutation that somebody may listen to. */
function version({ greeting = 'hello', mark = '', resources = {}, ...placed }: Version = {}): string {
  const { template, assets } = smallStack(greeting);
  const source = String(assets['Shout.zip']?.['index.mjs']).replace('return word', `return '${mark}' + word`);
  const withPost = {
    ...template.Resources,
    Schema: schema(),
    Post: {
      Type: 'AWS::AppSync::Resolver',
      Properties: {
        ApiId: apiId,
        TypeName: 'Mutation',
        FieldName: 'post',
        Kind: 'UNIT',
        DataSourceName: { 'Fn::GetAtt': ['None', 'Name'] },
        Runtime: { Name: 'APPSYNC_JS', RuntimeVersion: '1.0.0' },
        Code: `export function request(ctx) { return { payload: ctx.args.text }; }
          export function response(ctx) { return ctx.result; }`,
      },
    },
    ...resources,
  };
  const text = JSON.stringify({ ...template, Resources: withPost }).replaceAll(
    'Shout.zip',
    `Shout${mark}.zip`,
  );
  return writeAssembly({
    template: JSON.parse(text),
    assets: { [`Shout${mark}.zip`]: { 'index.mjs': source } },
    ...placed,
  });
}

describe('a stack that runs takes in the next template', () => {
  let local: LocalCloud;
  let assembly: string;
  beforeEach(async () => {
    assembly = version();
    local = await boot({ assembly, stateDir: mkdtempSync(path.join(tmpdir(), 'reload-')) });
  });
  afterEach(() => local.close());

  const query = (text: string) => ask(local.outputs['Url'], local.outputs['Key'], text);
  const become = (next: Version) => {
    cpSync(version(next), assembly, { recursive: true });
    return local.reload();
  };

  test('a resolver answers anew, and who listens goes on listening', async () => {
    const { Url: url = '', Key: apiKey = '' } = local.outputs;
    const socket = await open({ url, apiKey });
    await socket.start('s', 'subscription { posted }');
    await become({ greeting: 'good day' });

    expect(await query('{ ping(word: "x") }')).toEqual({ data: { ping: 'good day x' } });
    await query('mutation { post(text: "still here?") }');
    expect((await socket.next(({ type }) => type === 'data')).payload).toEqual({
      data: { posted: 'still here?' },
    });
    socket.close();
  });

  test('a function runs its new code from the next invocation on, and its table keeps its items', async () => {
    expect(await query('{ shout(word: "a") }')).toEqual({ data: { shout: 'A 1' } });
    await become({ mark: 'new ' });
    expect(await query('{ shout(word: "a") }')).toEqual({ data: { shout: 'new A 2' } });
  });

  test('an invocation that is under way ends with the code that it began with', async () => {
    const [underWay] = await Promise.all([query('{ shout(word: "a") }'), become({ mark: 'new ' })]);
    expect(underWay).toEqual({ data: { shout: 'A 1' } });
  });

  test('a function that did not change goes on in the process that it has', async () => {
    await query('{ shout(word: "a") }');
    await become({ greeting: 'good day' });
    await query('{ shout(word: "a") }');
    const log = readFileSync(path.join(local.cloud.stateDir, 'logs', 'Shout.log'), 'utf8');
    expect(log.match(/^REPORT/gm)).toHaveLength(2);
    expect(log.match(/Init Duration/g)).toHaveLength(1);
  });

  test('a permission that is taken away is missed at once, also by a process that runs', async () => {
    await query('{ shout(word: "a") }');
    await become({
      resources: {
        ShoutRole: {
          Type: 'AWS::IAM::Role',
          Properties: {
            AssumeRolePolicyDocument: {
              Statement: [
                { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } },
              ],
            },
          },
        },
      },
    });
    await query('{ shout(word: "a") }');
    expect(local.cloud.recentRequests()).toContainEqual(
      expect.objectContaining({
        operation: 'UpdateItem',
        decision: expect.stringContaining('is not authorized to perform: dynamodb:UpdateItem'),
      }),
    );
  });

  test('a new field, a new table and a new bucket are there', async () => {
    await become({
      resources: {
        Schema: schema('added: String'),
        More: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'More',
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          },
        },
        Pictures: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'pictures' } },
      },
    });
    expect(await query('{ added }')).toEqual({ data: { added: null } });
    expect(local.stack.ofType('AWS::DynamoDB::Table').map(({ ref }) => ref)).toContain('More');
    expect((await fetch(`${local.endpoints.s3}/pictures`)).status).toBe(403);
    expect((await fetch(`${local.endpoints.s3}/other`, { method: 'OPTIONS' })).status).toBe(404);
  });

  test.each<[string, Version, string]>([
    ['with a schema that is none', { resources: { Schema: schema('wrong') } }, 'schema is not valid'],
    [
      'in another region',
      { environment: 'aws://111122223333/eu-north-1' },
      'The stack has another region and account: start again.',
    ],
    ['without its API', { resources: { Api: undefined } }, 'The stack has another GraphQL API: start again.'],
  ])('and one that cannot run is refused, %s: all is as it was', async (_name, next, message) => {
    await expect(become({ ...next, greeting: 'good day' })).rejects.toThrow(message);
    expect(await query('{ ping(word: "x") shout(word: "b") }')).toEqual({
      data: { ping: 'hello x', shout: 'B 1' },
    });
  });
});
