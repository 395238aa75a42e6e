import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { lambdaFolder } from '../bundles';

export interface OnboardingFunctionProps {
  /** Folder under lambdas/, and the function's name. */
  name: string;
  timeout: Duration;
  /** In MiB. */
  memorySize?: number;
  environment?: Record<string, string>;
  /** Action → resource ARNs. All that the function may do, besides writing its own log. */
  may?: Record<string, string[]>;
}

/** One Lambda with a role of its own, explicit statements, and a log group made beforehand. */
export class OnboardingFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: OnboardingFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${props.name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const allowed = Object.entries(props.may ?? {}).map(
      ([action, resources]) => new PolicyStatement({ effect: Effect.ALLOW, actions: [action], resources }),
    );
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Logs: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
          ],
        }),
        ...(allowed.length > 0 && { Work: new PolicyDocument({ statements: allowed }) }),
      },
    });
    this.function = new LambdaFunction(this, 'Function', {
      functionName: props.name,
      runtime: Runtime.NODEJS_22_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(lambdaFolder(props.name)),
      role: this.role,
      logGroup,
      timeout: props.timeout,
      memorySize: props.memorySize ?? 256,
      environment: props.environment ?? {},
    });
  }

  get arn(): string {
    return this.function.functionArn;
  }
}
