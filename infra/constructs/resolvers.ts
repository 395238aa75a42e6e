import { CfnDataSource, CfnFunctionConfiguration, CfnResolver } from 'aws-cdk-lib/aws-appsync';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolverCode } from '../bundles';
import { resolvableFields } from '../contract';
import type { Api } from './api';

type DataSourceName = 'none' | 'sessions' | 'idUpload' | 'onboardingAgent';

/** Which data source a unit resolver or pipeline function speaks to. */
const units: Record<string, DataSourceName> = {
  'Query.onboarding': 'sessions',
  'Onboarding.events': 'none',
  'Subscription.onOnboardingEvent': 'none',
};
const functions: Record<string, DataSourceName> = {
  openUpload: 'sessions',
  explainRefusal: 'sessions',
  presignUpload: 'idUpload',
  beginRun: 'sessions',
  startAgent: 'onboardingAgent',
  releaseRun: 'sessions',
  appendEvent: 'sessions',
  explainEvent: 'sessions',
};
/** The functions of each pipeline, in order. */
const pipelines: Record<string, string[]> = {
  'Mutation.createIdUpload': ['openUpload', 'explainRefusal', 'presignUpload'],
  'Mutation.startOnboarding': ['beginRun', 'explainRefusal', 'startAgent', 'releaseRun'],
  'Mutation.sendMessage': ['beginRun', 'explainRefusal', 'startAgent', 'releaseRun'],
  'Mutation.publishOnboardingEvent': ['appendEvent', 'explainEvent'],
};

const runtime = { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' };

/** Every file of resolvers/ wired to the field or function that its name says; a stray on either side fails synth. */
export class Resolvers extends Construct {
  constructor(
    scope: Construct,
    id: string,
    props: { api: Api; sessions: Table; idUpload: IFunction; onboardingAgent: IFunction },
  ) {
    super(scope, id);
    const { api, schema } = props.api;
    const apiId = api.attrApiId;

    const role = (name: string, actions: string[], resource: string) =>
      new Role(this, `${name}Role`, {
        assumedBy: new ServicePrincipal('appsync.amazonaws.com'),
        inlinePolicies: {
          Work: new PolicyDocument({ statements: [new PolicyStatement({ actions, resources: [resource] })] }),
        },
      }).roleArn;
    const lambdaSource = (name: DataSourceName, target: IFunction) =>
      new CfnDataSource(this, `${name}Source`, {
        apiId,
        name,
        type: 'AWS_LAMBDA',
        serviceRoleArn: role(name, ['lambda:InvokeFunction'], target.functionArn),
        lambdaConfig: { lambdaFunctionArn: target.functionArn },
      });
    const sources: Record<DataSourceName, CfnDataSource> = {
      none: new CfnDataSource(this, 'noneSource', { apiId, name: 'none', type: 'NONE' }),
      sessions: new CfnDataSource(this, 'sessionsSource', {
        apiId,
        name: 'sessions',
        type: 'AMAZON_DYNAMODB',
        serviceRoleArn: role(
          'sessions',
          ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
          props.sessions.tableArn,
        ),
        dynamoDbConfig: { tableName: props.sessions.tableName, awsRegion: props.api.region },
      }),
      idUpload: lambdaSource('idUpload', props.idUpload),
      onboardingAgent: lambdaSource('onboardingAgent', props.onboardingAgent),
    };

    checkNames('resolvers/functions', Object.keys(functions), filesOf('functions'));
    checkNames('resolvers', [...Object.keys(units), ...Object.keys(pipelines)], resolverFiles());
    checkNames('schema.graphql', [...Object.keys(units), ...Object.keys(pipelines)], resolvableFields());

    const functionIds = new Map(
      Object.entries(functions).map(([name, source]) => {
        const configuration = new CfnFunctionConfiguration(this, name, {
          apiId,
          name,
          dataSourceName: sources[source].name,
          runtime,
          code: resolverCode(`functions/${name}`),
        });
        configuration.addResourceDependency(sources[source]);
        return [name, configuration.attrFunctionId];
      }),
    );
    const resolver = (field: string) => {
      const [typeName = '', fieldName = ''] = field.split('.');
      return { apiId, typeName, fieldName, runtime, code: resolverCode(field) };
    };
    for (const [field, source] of Object.entries(units)) {
      const unit = new CfnResolver(this, field, {
        ...resolver(field),
        kind: 'UNIT',
        dataSourceName: sources[source].name,
      });
      unit.addResourceDependency(schema);
      unit.addResourceDependency(sources[source]);
    }
    for (const [field, names] of Object.entries(pipelines)) {
      const pipeline = new CfnResolver(this, field, {
        ...resolver(field),
        kind: 'PIPELINE',
        pipelineConfig: { functions: names.map((name) => functionIds.get(name) ?? '') },
      });
      pipeline.addResourceDependency(schema);
    }
  }
}

const filesOf = (folder: string): string[] =>
  readdirSync(fileURLToPath(new URL(`../../resolvers/${folder}`, import.meta.url)))
    .filter((file) => file.endsWith('.ts'))
    .map((file) => file.slice(0, -'.ts'.length));

/** A file whose name has a dot names a field (`Mutation.startOnboarding`); the others are what resolvers share. */
const resolverFiles = (): string[] => filesOf('').filter((name) => name.includes('.'));

const checkNames = (where: string, wired: string[], found: string[]): void => {
  const missing = wired.filter((name) => !found.includes(name));
  const stray = found.filter((name) => !wired.includes(name));
  if (missing.length > 0)
    throw new Error(
      `infra/constructs/resolvers.ts wires ${missing.join(', ')}, which ${where} does not have.`,
    );
  if (stray.length > 0)
    throw new Error(`${where} has ${stray.join(', ')}, which infra/constructs/resolvers.ts does not wire.`);
};
