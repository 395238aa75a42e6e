import { App } from 'aws-cdk-lib';
import { readConfig } from './config';
import { OnboardingStack } from './onboarding-stack';

const app = new App();
const config = readConfig((name) => app.node.tryGetContext(name) as unknown);
new OnboardingStack(app, 'Onboarding', {
  config,
  description: 'Customer onboarding: AppSync, Bedrock Agent, Lambdas, S3, DynamoDB.',
  env: { region: config.region },
});
