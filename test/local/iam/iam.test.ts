import { AwsError } from '../../../local/cloud';
import type { Caller, ServiceCaller } from '../../../local/cloud';
import { createIam } from '../../../local/iam/iam';
import { reserveEndpoints } from '../../../local/ports';
import type { Endpoints } from '../../../local/ports';
import { TemplateError } from '../../../local/template/intrinsics';
import { loadStack } from '../../../local/template/load-stack';
import { writeAssembly } from '../template/assembly-fixture';

let endpoints: Endpoints;
beforeAll(async () => {
  endpoints = await reserveEndpoints();
});

const options = {
  region: 'eu-central-1',
  accountId: '000000000000',
  now: () => new Date('2026-11-22T12:00:00Z'),
};
const iamOf = (Resources: object) =>
  createIam(loadStack({ assembly: writeAssembly({ template: { Resources } }), endpoints }), options);

const trust = (service: string, more: object = {}) => ({
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service }, ...more }],
});
const role = (properties: object = {}, service = 'lambda.amazonaws.com') => ({
  Type: 'AWS::IAM::Role',
  Properties: { RoleName: 'reader', AssumeRolePolicyDocument: trust(service), ...properties },
});
const document = (Action: string | string[], Resource = '*', more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource, ...more }],
});
const roleArn = 'arn:aws:iam::000000000000:role/reader';
const table = 'arn:aws:dynamodb:eu-central-1:000000000000:table/People';

describe('a role of the template', () => {
  test('may what its inline, attached and managed policies say', () => {
    const iam = iamOf({
      Role: role({
        Policies: [{ PolicyName: 'Inline', PolicyDocument: document('dynamodb:GetItem') }],
        ManagedPolicyArns: [
          { Ref: 'Managed' },
          { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
        ],
      }),
      Attached: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'Attached',
          PolicyDocument: document('dynamodb:PutItem', table, { Sid: 'Write' }),
          Roles: [{ Ref: 'Role' }],
        },
      },
      Managed: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: { PolicyDocument: document('dynamodb:Query') },
      },
      ManagedFromItsSide: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          ManagedPolicyName: 'FromItsSide',
          PolicyDocument: document('dynamodb:Scan'),
          Roles: [{ Ref: 'Role' }],
        },
      },
      NotMine: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: 'NotMine',
          PolicyDocument: document('dynamodb:DeleteItem'),
          Roles: ['other'],
        },
      },
    });
    const caller = iam.assume(roleArn, 'session');
    const ask = (action: string, resource = table) => iam.authorize({ caller, action, resource });

    expect(ask('dynamodb:GetItem')).toBe('Inline#0');
    expect(ask('dynamodb:PutItem')).toBe('Attached#Write');
    expect(ask('dynamodb:Query')).toBe('Managed#0');
    expect(ask('dynamodb:Scan')).toBe('FromItsSide#0');
    expect(ask('logs:PutLogEvents', 'arn:aws:logs:eu-central-1:000000000000:log-group:x')).toContain(
      'AWSLambdaBasicExecutionRole',
    );
    expect(() => ask('dynamodb:DeleteItem')).toThrow(AwsError);
    expect(() => ask('dynamodb:PutItem', `${table}2`)).toThrow(AwsError);
  });

  test('is refused in the words of AWS', () => {
    const iam = iamOf({
      Role: role({
        Policies: [{ PolicyName: 'P', PolicyDocument: document('s3:Put*', '*', { Effect: 'Deny' }) }],
      }),
    });
    const caller = iam.assume(roleArn, 'session');
    const who = 'User: arn:aws:sts::000000000000:assumed-role/reader/session is not authorized to perform:';
    const ask = (action: string) => () => iam.authorize({ caller, action, resource: 'arn:aws:s3:::b/k' });

    expect(ask('s3:GetObject')).toThrow(
      `${who} s3:GetObject on resource: arn:aws:s3:::b/k because no identity-based policy allows the s3:GetObject action`,
    );
    expect(ask('s3:PutObject')).toThrow(
      `${who} s3:PutObject on resource: arn:aws:s3:::b/k with an explicit deny in an identity-based policy`,
    );
    expect(ask('s3:GetObject')).toThrow(
      expect.objectContaining({ code: 'AccessDeniedException', statusCode: 403 }),
    );
  });

  test('may within its permissions boundary only', () => {
    const iam = iamOf({
      Role: role({
        Policies: [{ PolicyName: 'P', PolicyDocument: document('dynamodb:*') }],
        PermissionsBoundary: { Ref: 'Boundary' },
      }),
      Boundary: {
        Type: 'AWS::IAM::ManagedPolicy',
        Properties: {
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 's3:*'], Resource: '*' },
              { Effect: 'Deny', Action: 'dynamodb:PutItem', Resource: '*' },
            ],
          },
        },
      },
    });
    const caller = iam.assume(roleArn, 'session');
    const ask = (action: string) => iam.authorize({ caller, action, resource: table });

    expect(ask('dynamodb:GetItem')).toBe('P#0');
    expect(() => ask('dynamodb:Query')).toThrow(
      'because no permissions boundary allows the dynamodb:Query action',
    );
    expect(() => ask('dynamodb:PutItem')).toThrow('with an explicit deny in a permissions boundary');
    expect(() => ask('s3:GetObject')).toThrow(
      'because no identity-based policy allows the s3:GetObject action',
    );
  });

  test('is known by its tags', () => {
    const Condition = { StringEquals: { 'aws:PrincipalTag/team': 'onboarding' } };
    const iam = iamOf({
      Role: role({
        Tags: [{ Key: 'team', Value: 'onboarding' }],
        Policies: [{ PolicyName: 'P', PolicyDocument: document('s3:GetObject', '*', { Condition }) }],
      }),
      Untagged: role({
        RoleName: 'untagged',
        Policies: [{ PolicyName: 'P', PolicyDocument: document('s3:GetObject', '*', { Condition }) }],
      }),
    });
    const ask = (name: string) => () =>
      iam.authorize({
        caller: iam.assume(`arn:aws:iam::000000000000:role/${name}`, 's'),
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::b/k',
      });
    expect(ask('reader')()).toBe('P#0');
    expect(ask('untagged')).toThrow('not authorized');
  });

  test.each([
    ['2012-10-17', true],
    ['2008-10-17', false],
    [undefined, false],
  ])('has policy variables in a policy of version %s: %s', (Version, expected) => {
    const Statement = {
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::b/${aws:PrincipalTag/team}',
    };
    const iam = iamOf({
      Role: role({
        Tags: [{ Key: 'team', Value: 'k' }],
        Policies: [{ PolicyName: 'P', PolicyDocument: { Version, Statement } }],
      }),
    });
    const ask = (key: string) => () =>
      iam.authorize({
        caller: iam.assume(roleArn, 's'),
        action: 's3:GetObject',
        resource: `arn:aws:s3:::b/${key}`,
      });
    const [allowed, refused] = expected
      ? ['k', '${aws:PrincipalTag/team}']
      : ['${aws:PrincipalTag/team}', 'k'];
    expect(ask(allowed)()).toBe('P#0');
    expect(ask(refused)).toThrow('not authorized');
  });

  test('has the same credentials all the time, others for another session, and is known by them', () => {
    const iam = iamOf({ Role: role() });

    const credentials = iam.credentialsFor(roleArn, 'one');

    expect(iam.credentialsFor(roleArn, 'one')).toBe(credentials);
    expect(iam.credentialsFor(roleArn, 'two').accessKeyId).not.toBe(credentials.accessKeyId);
    expect(credentials.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(() => iam.credentialsFor('arn:aws:iam::000000000000:role/nobody')).toThrow(
      'The template has no role',
    );
  });

  test('is assumed only by the services that it trusts, under its conditions', () => {
    const lambda: ServiceCaller = {
      kind: 'service',
      principal: 'lambda.amazonaws.com',
      sourceArn: 'arn:aws:lambda:eu-central-1:000000000000:function:f',
      sourceAccount: '000000000000',
    };
    const bedrock: ServiceCaller = { ...lambda, principal: 'bedrock.amazonaws.com' };
    const conditional = trust('bedrock.amazonaws.com', {
      Condition: {
        StringEquals: { 'aws:SourceAccount': '000000000000' },
        ArnLike: { 'aws:SourceArn': 'arn:aws:bedrock:*:*:agent/*' },
      },
    });
    const iam = iamOf({
      Role: role(),
      Agent: role({ RoleName: 'agent', AssumeRolePolicyDocument: conditional }),
    });
    const agent = 'arn:aws:iam::000000000000:role/agent';

    expect(iam.assume(roleArn, 's', lambda)).toMatchObject({ kind: 'role' });
    expect(() => iam.assume(roleArn, 's', bedrock)).toThrow(
      'User: bedrock.amazonaws.com is not authorized to perform: sts:AssumeRole',
    );
    expect(() => iam.assume(agent, 's', bedrock)).toThrow(AwsError);
    const sourceArn = 'arn:aws:bedrock:eu-central-1:000000000000:agent/A';
    expect(iam.assume(agent, 's', { ...bedrock, sourceArn })).toMatchObject({ roleArn: agent });
  });

  test.each<[string, object, string]>([
    [
      'a managed policy of AWS that is not known',
      { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
      'does not know the managed policy arn:aws:iam::aws:policy/AdministratorAccess',
    ],
    [
      'a permissions boundary that is not known',
      { PermissionsBoundary: 'arn:aws:iam::aws:policy/X' },
      'does not know the managed policy arn:aws:iam::aws:policy/X',
    ],
    [
      'an unknown operator',
      {
        Policies: [
          {
            PolicyName: 'P',
            PolicyDocument: document('s3:*', '*', { Condition: { StringMatches: { a: 'b' } } }),
          },
        ],
      },
      'P#0 has the condition operator StringMatches, which does not exist',
    ],
    [
      'a resource that is no ARN',
      { Policies: [{ PolicyName: 'P', PolicyDocument: document('s3:*', 'bucket') }] },
      'P#0 has the resource bucket',
    ],
    [
      'no action',
      { Policies: [{ PolicyName: 'P', PolicyDocument: { Statement: { Effect: 'Allow', Resource: '*' } } }] },
      'P#0 needs either Action or NotAction',
    ],
    [
      'a principal',
      { Policies: [{ PolicyName: 'P', PolicyDocument: document('s3:*', '*', { Principal: '*' }) }] },
      'P#0 has a principal',
    ],
  ])('with %s stops the start when a service here would use it', (_name, properties, message) => {
    expect(() => iamOf({ Role: role(properties) })).toThrow(TemplateError);
    expect(() => iamOf({ Role: role(properties) })).toThrow(message);

    const elsewhere = iamOf({ Role: role(properties, 'codedeploy.amazonaws.com') });
    expect(() => elsewhere.assume(roleArn, 's')).toThrow(message);
  });
});

describe('what every request knows of itself', () => {
  const caller: Caller = {
    kind: 'service',
    principal: 'appsync.amazonaws.com',
    sourceArn: 'arn:aws:appsync:x:1:apis/a',
    sourceAccount: '1',
  };
  const statement = {
    Effect: 'Allow' as const,
    Principal: { Service: 'appsync.amazonaws.com' },
    Action: '*',
    Resource: '*',
  };
  const ask = (Condition: Record<string, Record<string, string>>, context = {}) =>
    iamOf({}).authorize({
      caller,
      action: 'lambda:InvokeFunction',
      resource: 'arn:aws:lambda:x:1:function:f',
      context,
      resourcePolicy: [{ ...statement, Condition }],
    });

  test.each<[Record<string, Record<string, string>>]>([
    [{ ArnLike: { 'AWS:SourceArn': 'arn:aws:appsync:*:1:apis/*' } }],
    [{ StringEquals: { 'aws:SourceAccount': '1' } }],
    [{ Bool: { 'aws:PrincipalIsAWSService': 'true' } }],
    [{ Bool: { 'aws:SecureTransport': 'true' } }],
    [{ DateLessThan: { 'aws:CurrentTime': '2026-11-22T12:00:01Z' } }],
    [{ NumericEquals: { 'aws:EpochTime': '1795348800' } }],
    [{ StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }],
  ])('%j', (condition) => {
    expect(ask(condition)).toBe('resource-policy#0');
  });

  test('and refuses when it is another', () => {
    expect(() => ask({ StringEquals: { 'aws:SourceAccount': '2' } })).toThrow(
      'User: appsync.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ' +
        'arn:aws:lambda:x:1:function:f because no resource-based policy allows the lambda:InvokeFunction action',
    );
    expect(() =>
      ask({ Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': 'false' }),
    ).toThrow(AwsError);
  });

  test('and refuses what it cannot judge', () => {
    expect(() => ask({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })).toThrow(
      'because no resource-based policy allows the lambda:InvokeFunction action (one might, but the condition key ' +
        'aws:SourceIp is not known on this machine)',
    );
  });
});

test('the operator may do everything', () => {
  const operator: Caller = { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/operator' };
  const resourcePolicy = [{ Effect: 'Deny' as const, Principal: '*' as const, Action: '*', Resource: '*' }];
  expect(
    iamOf({}).authorize({
      caller: operator,
      action: 's3:GetObject',
      resource: 'arn:aws:s3:::b/k',
      resourcePolicy,
    }),
  ).toBe('operator');
});
