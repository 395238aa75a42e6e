import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Config } from './config';
import { Agent } from './constructs/agent';
import { Api } from './constructs/api';
import { PipelineFunctions, SessionFunctions } from './constructs/functions';
import { IdBucket } from './constructs/id-bucket';
import { OnboardingFunction } from './constructs/onboarding-function';
import { Resolvers } from './constructs/resolvers';
import { Tables } from './constructs/tables';

export interface OnboardingStackProps extends StackProps {
  config: Config;
}

/** The onboarding API, read as a table of contents: what is kept, who works, who may call, what it answers. */
export class OnboardingStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: OnboardingStackProps) {
    super(scope, id, props);
    const keepData = config.stage === 'production';

    const { customers, sessions } = new Tables(this, 'Tables', { keepData });
    const { bucket: pictures } = new IdBucket(this, 'IdBucket', {
      keepData,
      origins: config.uploadOrigins,
      expireAfter: Duration.days(4),
    });
    const sessionSecret = new Secret(this, 'SessionSecret', {
      description: 'Signs session tokens.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });

    const door = new SessionFunctions(this, 'Sessions', { pictures, sessionSecret });
    const api = new Api(this, 'Api', {
      authorizer: door.authorizer.function,
      introspection: config.stage !== 'production',
    });
    const mayPublish = [api.fieldArn('Mutation', 'publishOnboardingEvent')];
    const mayRead = [api.fieldArn('Query', 'onboarding')];
    const journal = { GRAPHQL_URL: api.api.attrGraphQlUrl };

    const pipeline = new PipelineFunctions(this, 'Pipeline', { config, pictures, customers });
    const orchestrator = new OnboardingFunction(this, 'Orchestrator', {
      name: 'onboarding_orchestrator',
      timeout: Duration.seconds(90),
      environment: {
        ...journal,
        FN_EXTRACT_ID: pipeline.extractId.function.functionName,
        FN_VERIFY_ID: pipeline.verifyIdentity.function.functionName,
        FN_CREATE_CUSTOMER: pipeline.createCustomer.function.functionName,
      },
      may: {
        'lambda:InvokeFunction': [
          pipeline.extractId.arn,
          pipeline.verifyIdentity.arn,
          pipeline.createCustomer.arn,
        ],
        'appsync:GraphQL': [...mayPublish, ...mayRead],
      },
    });
    const { agent, alias } = new Agent(this, 'Agent', {
      orchestrator: orchestrator.function,
      model: config.agentModel,
    });

    const failed = new OnboardingFunction(this, 'OnboardingFailed', {
      name: 'onboarding_failed',
      timeout: Duration.seconds(30),
      environment: journal,
      may: { 'appsync:GraphQL': mayPublish },
    });
    const onboardingAgent = new OnboardingFunction(this, 'OnboardingAgent', {
      name: 'onboarding_agent',
      timeout: Duration.seconds(120),
      environment: {
        ...journal,
        AGENT_ID: agent.attrAgentId,
        AGENT_ALIAS_ID: alias.attrAgentAliasId,
        UPLOAD_BUCKET: pictures.bucketName,
        FN_ORCHESTRATOR: orchestrator.function.functionName,
      },
      may: {
        'bedrock:InvokeAgent': [alias.attrAgentAliasArn],
        // The orchestrator when the agent is down; onboarding_failed as the on-failure destination.
        'lambda:InvokeFunction': [orchestrator.arn, failed.arn],
        'appsync:GraphQL': [...mayPublish, ...mayRead],
      },
    });
    new CfnEventInvokeConfig(this, 'OnboardingAgentRetries', {
      functionName: onboardingAgent.function.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 600,
      destinationConfig: { onFailure: { destination: failed.arn } },
    });

    new Resolvers(this, 'Resolvers', {
      api,
      sessions,
      idUpload: door.idUpload.function,
      onboardingAgent: onboardingAgent.function,
    });

    const outputs = {
      GraphQLUrl: api.api.attrGraphQlUrl,
      RealtimeUrl: api.realtimeUrl,
      ApiKey: api.apiKey.attrApiKey,
      Region: this.region,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
