import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}
interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: unknown;
}

const folder = mkdtempSync(join(tmpdir(), 'onboarding-synth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Synthesizes the app as `cdk synth` does and returns its resources. */
const synth = (name: string, context: Record<string, string> = {}): Record<string, Resource> => {
  const out = join(folder, name);
  execFileSync(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
    // The CDK's own rules take seconds; .ci/run has `cdk synth` check them.
    env: {
      ...process.env,
      CDK_OUTDIR: out,
      CDK_CONTEXT_JSON: JSON.stringify(context),
      CDK_VALIDATION: 'false',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const template = readFileSync(join(out, 'Onboarding.template.json'), 'utf8');
  return (JSON.parse(template) as { Resources: Record<string, Resource> }).Resources;
};

const ofType = (resources: Record<string, Resource>, type: string): Resource[] =>
  Object.values(resources).filter((resource) => resource.Type === type);

const statementsOf = (role: Resource | undefined): Statement[] =>
  ((role?.Properties.Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    (policy) => policy.PolicyDocument.Statement,
  );

/** What a function may do besides writing its log: `action on resource's logical id (and path)`. */
const allowedTo = (resources: Record<string, Resource>, functionName: string): string[] => {
  const target = ofType(resources, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties.FunctionName === functionName,
  );
  const [roleId] = (target?.Properties.Role as { 'Fn::GetAtt': string[] })['Fn::GetAtt'];
  return statementsOf(resources[roleId ?? ''])
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((on) => `${action} ${nameOf(on)}`)),
    )
    .filter((permission) => !permission.startsWith('logs:'))
    .sort();
};

const nameOf = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const [key, value] = Object.entries(resource as Record<string, unknown>)[0] ?? [];
  if (key === 'Fn::GetAtt') return (value as string[])[0]?.replace(/[0-9A-F]{8}$/, '') ?? '';
  if (key === 'Ref') return String(value).replace(/[0-9A-F]{8}$/, '');
  const [, parts] = value as [string, unknown[]];
  return parts.map(nameOf).join('');
};

describe('the synthesized stack', () => {
  let resources: Record<string, Resource>;
  beforeAll(() => (resources = synth('sandbox')));

  it('has no wildcard action, and no wildcard resource but the model of the agent', () => {
    const statements = ofType(resources, 'AWS::IAM::Role').flatMap(statementsOf);
    expect(statements.length).toBeGreaterThan(10);
    for (const { Action, Resource } of statements) {
      expect([Action].flat().join()).not.toContain('*');
      expect(Resource).not.toBe('*');
    }
    expect(ofType(resources, 'AWS::IAM::Policy')).toEqual([]);
  });

  it('keeps pictures private, encrypted, on TLS only, never written over blindly, and for a few days', () => {
    const [bucket] = ofType(resources, 'AWS::S3::Bucket');
    expect(bucket?.Properties).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      BucketEncryption: expect.anything(),
      LifecycleConfiguration: { Rules: [{ ExpirationInDays: 4, Status: 'Enabled' }] },
    });
    // What is written over must be gone.
    expect(bucket?.Properties).not.toHaveProperty('VersioningConfiguration');
    const [policy] = ofType(resources, 'AWS::S3::BucketPolicy');
    const document = policy?.Properties.PolicyDocument as {
      Statement: { Effect: string; Condition: object }[];
    };
    expect(document.Statement.map(({ Effect, Condition }) => [Effect, Condition])).toEqual([
      ['Deny', { Bool: { 'aws:SecureTransport': 'false' } }],
      ['Deny', { Null: { 's3:if-none-match': 'true', 's3:if-match': 'true' } }],
      ['Deny', { NumericGreaterThan: { 's3:signatureAge': 600000 } }],
    ]);
  });

  it('has the two tables with the keys of the contract, and sessions end by TTL', () => {
    const tables = ofType(resources, 'AWS::DynamoDB::Table').map(({ Properties }) => Properties);
    expect(tables).toEqual([
      expect.objectContaining({
        TableName: 'DanskeBankCustomers',
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
      }),
      expect.objectContaining({
        TableName: 'OnboardingSessions',
        KeySchema: [{ AttributeName: 'sessionId', KeyType: 'HASH' }],
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      }),
    ]);
  });

  it('ends an exhausted agent run in onboarding_failed', () => {
    const [config] = ofType(resources, 'AWS::Lambda::EventInvokeConfig');
    expect(
      nameOf(
        (config?.Properties.DestinationConfig as { OnFailure: { Destination: unknown } }).OnFailure
          .Destination,
      ),
    ).toBe('OnboardingFailedFunction');
  });

  it('lets only Bedrock’s own agent and AppSync’s own API call in from outside', () => {
    const permissions = ofType(resources, 'AWS::Lambda::Permission').map(({ Properties }) => [
      nameOf(Properties.FunctionName),
      Properties.Principal,
      nameOf(Properties.SourceArn),
    ]);
    expect(permissions).toEqual([
      ['SessionsSessionAuthorizerFunction', 'appsync.amazonaws.com', 'ApiGraphQLApi'],
      ['OrchestratorFunction', 'bedrock.amazonaws.com', 'Agent'],
    ]);
  });

  it('gives each function a log group of its own that forgets', () => {
    const names = ofType(resources, 'AWS::Lambda::Function').map(
      ({ Properties }) => `/aws/lambda/${String(Properties.FunctionName)}`,
    );
    const groups = ofType(resources, 'AWS::Logs::LogGroup').map(({ Properties }) => Properties);
    expect(groups.map((group) => group.LogGroupName).sort()).toEqual([...names].sort());
    expect(groups.every((group) => typeof group.RetentionInDays === 'number')).toBe(true);
  });
});

describe('what a deployment may choose', () => {
  it('keeps the data of production, and closes introspection', () => {
    const resources = synth('production', { stage: 'production' });
    for (const type of ['AWS::DynamoDB::Table', 'AWS::S3::Bucket']) {
      expect(ofType(resources, type).map(({ DeletionPolicy }) => DeletionPolicy)).not.toContain('Delete');
    }
    expect(ofType(resources, 'AWS::AppSync::GraphQLApi')[0]?.Properties.IntrospectionConfig).toBe('DISABLED');
  });

  it('gives Textract to the reader only when Textract is the engine', () => {
    expect(allowedTo(synth('textract', { ocrEngine: 'textract' }), 'extract_id_from_s3')).toEqual([
      's3:GetObject IdBucketPictures/*',
      's3:PutObject IdBucketPictures/uploads/*',
      'textract:DetectDocumentText *',
    ]);
  });
});
