import { Stack } from 'aws-cdk-lib';
import { CfnApiKey, CfnGraphQLApi, CfnGraphQLSchema } from 'aws-cdk-lib/aws-appsync';
import { CfnPermission, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { deployedSchema } from '../contract';

/**
 * The AppSync API. Session tokens (a Lambda authorizer) are the default; the API key opens a session and nothing else;
 * IAM is for the Lambdas.
 */
export class Api extends Construct {
  readonly api: CfnGraphQLApi;
  readonly schema: CfnGraphQLSchema;
  readonly apiKey: CfnApiKey;

  constructor(scope: Construct, id: string, props: { authorizer: IFunction; introspection: boolean }) {
    super(scope, id);
    this.api = new CfnGraphQLApi(this, 'GraphQLApi', {
      name: 'onboarding',
      authenticationType: 'AWS_LAMBDA',
      lambdaAuthorizerConfig: {
        authorizerUri: props.authorizer.functionArn,
        authorizerResultTtlInSeconds: 300,
        identityValidationExpression: String.raw`^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$`,
      },
      additionalAuthenticationProviders: [
        { authenticationType: 'API_KEY' },
        { authenticationType: 'AWS_IAM' },
      ],
      introspectionConfig: props.introspection ? 'ENABLED' : 'DISABLED',
      queryDepthLimit: 6,
      resolverCountLimit: 50,
    });
    this.schema = new CfnGraphQLSchema(this, 'Schema', {
      apiId: this.api.attrApiId,
      definition: deployedSchema(),
    });
    this.apiKey = new CfnApiKey(this, 'Key', {
      apiId: this.api.attrApiId,
      description: 'Opens an onboarding session; front ends carry it in the open.',
      expires: keyExpiry(new Date()),
    });
    this.apiKey.addResourceDependency(this.schema);
    new CfnPermission(this, 'CallAuthorizer', {
      action: 'lambda:InvokeFunction',
      functionName: props.authorizer.functionArn,
      principal: 'appsync.amazonaws.com',
      sourceArn: this.api.attrArn,
    });
  }

  /** What a role needs to call one field by IAM. */
  fieldArn(type: string, field: string): string {
    return `${this.api.attrArn}/types/${type}/fields/${field}`;
  }

  get realtimeUrl(): string {
    return this.api.attrRealtimeUrl;
  }

  get region(): string {
    return Stack.of(this).region;
  }
}

/**
 * AppSync keeps a key for a year at most. The first of the month eleven months on: a template synthesized twice in a
 * month is the same template, and every deployment in between renews the key.
 */
const keyExpiry = (today: Date): number =>
  Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + 11, 1) / 1000;
