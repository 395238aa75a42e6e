import { reserveEndpoints } from '../../../local/ports';
import type { Endpoints } from '../../../local/ports';
import { TemplateError } from '../../../local/template/intrinsics';
import { loadStack } from '../../../local/template/load-stack';
import type { LoadOptions } from '../../../local/template/load-stack';
import { writeAssembly } from './assembly-fixture';
import type { AssemblyFixture } from './assembly-fixture';

let endpoints: Endpoints;
beforeAll(async () => {
  endpoints = await reserveEndpoints();
});

function load(template: object, options: Partial<LoadOptions> = {}, fixture: Partial<AssemblyFixture> = {}) {
  return loadStack({ assembly: writeAssembly({ template, ...fixture }), endpoints, ...options });
}

const resources = (Resources: object, more: object = {}) => ({ Resources, ...more });
const table = { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'People' } };

describe('a stack from a cloud assembly', () => {
  test('has the names that the template gives', () => {
    const stack = load(resources({ T: table }));

    expect(stack.ofType('AWS::DynamoDB::Table')).toHaveLength(1);
    expect(stack.resources.get('T')?.ref).toBe('People');
    expect(stack.attribute('T', 'Arn')).toBe('arn:aws:dynamodb:eu-central-1:000000000000:table/People');
  });

  test('has names of its own where the template gives none, the same on every start', () => {
    const template = resources({
      Pictures: { Type: 'AWS::S3::Bucket' },
      A123456789012345678901234567890123456789012345678901234567890: { Type: 'AWS::Lambda::Function' },
    });

    const names = () => [...load(template).resources.values()].map((resource) => resource.ref);

    expect(names()).toEqual(names());
    const [bucket, fn] = names();
    expect(bucket).toMatch(/^test-pictures-[a-z2-7]{12}$/);
    expect(fn).toHaveLength(64);
  });

  test('takes region and account from the options, then from its environment', () => {
    const template = resources(
      { T: table },
      { Outputs: { Where: { Value: { 'Fn::Sub': '${AWS::AccountId}/${AWS::Region}' } } } },
    );
    const environment = 'aws://111122223333/eu-north-1';

    expect(load(template).outputs['Where']).toBe('000000000000/eu-central-1');
    expect(load(template, {}, { environment }).outputs['Where']).toBe('111122223333/eu-north-1');
    expect(load(template, { region: 'eu-west-1', accountId: '444455556666' }).outputs['Where']).toBe(
      '444455556666/eu-west-1',
    );
  });

  test('resolves parameters, conditions and mappings', () => {
    const template = resources(
      {
        Kept: { ...table, Condition: 'IsTest' },
        Dropped: { ...table, Condition: 'IsProduction' },
      },
      {
        Parameters: {
          Stage: { Type: 'String', Default: 'test' },
          Zones: { Type: 'CommaDelimitedList', Default: 'a, b' },
        },
        Mappings: { Sizes: { test: { memory: 128 } } },
        Conditions: {
          IsTest: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] },
          IsProduction: { 'Fn::Not': [{ Condition: 'IsTest' }] },
        },
        Outputs: {
          Memory: { Value: { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] } },
          Second: { Value: { 'Fn::Select': [1, { Ref: 'Zones' }] } },
          OnlyInProduction: { Value: 'x', Condition: 'IsProduction' },
        },
      },
    );

    const stack = load(template);

    expect([...stack.resources.keys()]).toEqual(['Kept']);
    expect(stack.outputs).toEqual({ Memory: '128', Second: 'b' });
    expect([...load(template, { parameters: { Stage: 'production' } }).resources.keys()]).toEqual([
      'Dropped',
    ]);
  });

  test('points the API at this machine', () => {
    const stack = load(
      resources({
        Api: { Type: 'AWS::AppSync::GraphQLApi', Properties: { Name: 'api' } },
        Key: { Type: 'AWS::AppSync::ApiKey', Properties: { ApiId: { 'Fn::GetAtt': ['Api', 'ApiId'] } } },
      }),
    );

    expect(stack.attribute('Api', 'GraphQLUrl')).toBe(`${endpoints.appsync}/graphql`);
    expect(stack.attribute('Api', 'RealtimeUrl')).toBe(
      `${endpoints.appsync.replace('http', 'ws')}/graphql/realtime`,
    );
    expect(stack.attribute('Key', 'ApiKey')).toMatch(/^da2-[a-z2-7]{26}$/);
    expect(stack.resources.get('Api')?.ref).toBe(stack.attribute('Api', 'Arn'));
    expect(stack.resources.get('Key')?.properties['ApiId']).toBe(stack.attribute('Api', 'ApiId'));
  });

  test.each([
    [
      'AWS::Lambda::Function',
      { FunctionName: 'f' },
      'f',
      { Arn: 'arn:aws:lambda:eu-central-1:000000000000:function:f' },
    ],
    [
      'AWS::Lambda::Version',
      { FunctionName: 'f' },
      'arn:aws:lambda:eu-central-1:000000000000:function:f:1',
      { Version: '1' },
    ],
    [
      'AWS::Lambda::Alias',
      { FunctionName: 'f', Name: 'live' },
      'arn:aws:lambda:eu-central-1:000000000000:function:f:live',
      {},
    ],
    [
      'AWS::IAM::Role',
      { RoleName: 'r', Path: '/svc/' },
      'r',
      { Arn: 'arn:aws:iam::000000000000:role/svc/r' },
    ],
    ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'p' }, 'arn:aws:iam::000000000000:policy/p', {}],
    [
      'AWS::S3::Bucket',
      { BucketName: 'b' },
      'b',
      { Arn: 'arn:aws:s3:::b', DomainName: 'b.s3.amazonaws.com' },
    ],
    [
      'AWS::AppSync::DataSource',
      { ApiId: 'x', Name: 'd' },
      'arn:aws:appsync:eu-central-1:000000000000:apis/x/datasources/d',
      { Name: 'd' },
    ],
    [
      'AWS::AppSync::Resolver',
      { ApiId: 'x', TypeName: 'Query', FieldName: 'f' },
      'arn:aws:appsync:eu-central-1:000000000000:apis/x/types/Query/resolvers/f',
      {},
    ],
    [
      'AWS::Logs::LogGroup',
      { LogGroupName: '/l' },
      '/l',
      { Arn: 'arn:aws:logs:eu-central-1:000000000000:log-group:/l:*' },
    ],
    ['AWS::SNS::Topic', { TopicName: 't' }, 'arn:aws:sns:eu-central-1:000000000000:t', { TopicName: 't' }],
    [
      'AWS::SQS::Queue',
      { QueueName: 'q' },
      'https://sqs.eu-central-1.amazonaws.com/000000000000/q',
      { Arn: 'arn:aws:sqs:eu-central-1:000000000000:q' },
    ],
    ['AWS::KMS::Alias', { AliasName: 'alias/k' }, 'alias/k', {}],
  ])('%s: Ref and attributes are CloudFormation’s', (type, properties, ref, attributes) => {
    const stack = load(resources({ X: { Type: type, Properties: properties } }));

    expect(stack.resources.get('X')?.ref).toBe(ref);
    for (const [name, value] of Object.entries(attributes)) expect(stack.attribute('X', name)).toBe(value);
  });

  test('gives Bedrock ids the form that its API asks for', () => {
    const stack = load(
      resources({
        Agent: { Type: 'AWS::Bedrock::Agent', Properties: { AgentName: 'a' } },
        Live: { Type: 'AWS::Bedrock::AgentAlias', Properties: { AgentId: { Ref: 'Agent' } } },
      }),
    );

    expect(stack.resources.get('Agent')?.ref).toMatch(/^[A-Z0-9]{10}$/);
    expect(stack.resources.get('Live')?.ref).toBe(
      `${stack.resources.get('Agent')?.ref}|${stack.attribute('Live', 'AgentAliasId')}`,
    );
  });

  test('finds file assets by their S3 key', () => {
    const stack = load(resources({}), {}, { assets: { 'abc.zip': { 'index.js': '' } } });

    expect(stack.asset('abc.zip')).toMatch(/asset\.abc$/);
    expect(() => stack.asset('other.zip')).toThrow('no file asset other.zip');
  });

  test('lists what is not run, and minds only when something refers to it', () => {
    const stack = load(
      resources(
        {
          Meta: { Type: 'AWS::CDK::Metadata' },
          Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: { Text: { 'Fn::ImportValue': 'x' } } },
          T: table,
          F: {
            Type: 'AWS::Lambda::Function',
            Properties: { Description: { 'Fn::GetAtt': ['Board', 'Arn'] } },
          },
        },
        { Outputs: { Url: { Value: { 'Fn::Sub': 'https://${Board}' } }, Table: { Value: { Ref: 'T' } } } },
      ),
    );

    expect(stack.notRun).toEqual([{ logicalId: 'Board', type: 'AWS::CloudWatch::Dashboard' }]);
    expect(stack.outputs).toEqual({ Table: 'People' });
    expect(stack.unknownOutputs['Url']).toContain('Board (AWS::CloudWatch::Dashboard): Ref');
    expect(() => stack.resources.get('F')?.properties).toThrow(
      'Board (AWS::CloudWatch::Dashboard): attribute Arn: resources of this type are not run on this machine.',
    );
  });

  test('resolves references to its secrets', () => {
    const secret = { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'db' } };
    const value = {
      'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'S' }, ':SecretString:password::}}']],
    };
    const template = resources({ S: secret }, { Outputs: { P: { Value: value } } });

    expect(load(template, { secretString: () => '{"password":"p"}' }).outputs['P']).toBe('p');
    expect(load(template, { secretString: () => 'text' }).unknownOutputs['P']).toContain('is not JSON');
    const ssm = resources({}, { Outputs: { P: { Value: '{{resolve:ssm:name}}' } } });
    expect(load(ssm).unknownOutputs['P']).toContain('{{resolve:ssm:name}} is not resolved on this machine');
  });

  test.each<[string, object, RegExp]>([
    ['a resource without a type', resources({ X: {} }), /Resources\.X has no Type/],
    ['a macro', { ...resources({}), Transform: 'AWS::Serverless-2016-10-31' }, /macros are not run/],
    ['an unknown condition', resources({ X: { ...table, Condition: 'C' } }), /no condition C/],
    ['an output without a value', resources({}, { Outputs: { O: {} } }), /Outputs\.O has no Value/],
  ])('refuses %s', (_name, template, message) => {
    expect(() => load(template)).toThrow(TemplateError);
    expect(() => load(template)).toThrow(message);
  });

  test('sees a circle instead of running round in it', () => {
    const name = (other: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: other } } });
    const stack = load(resources({ A: name('B'), B: name('A') }));

    expect(() => stack.resources.get('A')?.ref).toThrow('The template goes round in a circle: A → B → A.');
  });

  test('says how to make an assembly where there is none', () => {
    expect(() => loadStack({ assembly: '/nowhere', endpoints })).toThrow('run `npx cdk synth` first');
  });

  test('asks which stack is meant when there are several', () => {
    const assembly = writeAssembly({ template: resources({}) });
    expect(() => loadStack({ assembly, endpoints, stackName: 'Other' })).toThrow('it holds: Test');
  });
});
