/** Who may do what in the onboarding stack: a row is a role, named after whom it belongs to. What it does not list is refused. */
export const may: Readonly<Record<string, readonly string[]>> = {
  extract_id_from_s3: [
    's3:GetObject pictures/uploads/a',
    's3:GetObject pictures/current/a',
    's3:GetObject pictures/elsewhere/a',
    // To write a picture back without its metadata.
    's3:PutObject pictures/uploads/a',
    's3:PutObject pictures/uploads/a over what was read',
    ...ownLog('extract_id_from_s3'),
  ],
  verify_identity: ownLog('verify_identity'),
  create_customer: [
    'dynamodb:GetItem DanskeBankCustomers',
    'dynamodb:PutItem DanskeBankCustomers',
    ...ownLog('create_customer'),
  ],
  onboarding_orchestrator: [
    'lambda:InvokeFunction extract_id_from_s3',
    'lambda:InvokeFunction verify_identity',
    'lambda:InvokeFunction create_customer',
    'appsync:GraphQL Mutation.publishOnboardingEvent',
    // get_onboarding_status.
    'appsync:GraphQL Query.onboarding',
    ...ownLog('onboarding_orchestrator'),
  ],
  onboarding_agent: [
    'bedrock:InvokeAgent agent',
    // The orchestrator when the agent is down; onboarding_failed as the on-failure destination.
    'lambda:InvokeFunction onboarding_orchestrator',
    'lambda:InvokeFunction onboarding_failed',
    'appsync:GraphQL Mutation.publishOnboardingEvent',
    'appsync:GraphQL Query.onboarding',
    ...ownLog('onboarding_agent'),
  ],
  onboarding_failed: ['appsync:GraphQL Mutation.publishOnboardingEvent', ...ownLog('onboarding_failed')],
  id_upload: [
    's3:PutObject pictures/uploads/a',
    's3:PutObject pictures/current/a',
    'secretsmanager:GetSecretValue SessionSecret',
    ...ownLog('id_upload'),
  ],
  session_authorizer: ['secretsmanager:GetSecretValue SessionSecret', ...ownLog('session_authorizer')],

  'data source sessions': [
    'dynamodb:GetItem OnboardingSessions',
    'dynamodb:PutItem OnboardingSessions',
    'dynamodb:UpdateItem OnboardingSessions',
  ],
  'data source idUpload': ['lambda:InvokeFunction id_upload'],
  'data source onboardingAgent': ['lambda:InvokeFunction onboarding_agent'],

  // A cross-region profile sends requests to the same model in any region of its geography.
  'agent onboarding-agent': [
    'bedrock:InvokeModel profile',
    'bedrock:InvokeModel model',
    'bedrock:InvokeModel model in another region',
    'bedrock:InvokeModelWithResponseStream profile',
    'bedrock:InvokeModelWithResponseStream model',
    'bedrock:InvokeModelWithResponseStream model in another region',
    'bedrock:GetInferenceProfile profile',
  ],
};

/** What the bucket's policy refuses to every role, whatever the role's own policy says. */
export const deniedToAll: readonly string[] = [
  's3:PutObject pictures/uploads/a blindly',
  's3:PutObject pictures/uploads/a by an old signature',
  's3:GetObject pictures/uploads/a in the clear',
  's3:ListBucket pictures in the clear',
];

/** Which service may invoke which function, and for what; nothing else may from outside. */
export const mayBeInvoked: readonly string[] = [
  'session_authorizer by appsync.amazonaws.com for the API',
  'onboarding_orchestrator by bedrock.amazonaws.com for the agent',
];

/** Which service may be which role, and for what. */
export const mayBeAssumed: readonly string[] = [
  ...[
    'extract_id_from_s3',
    'verify_identity',
    'create_customer',
    'onboarding_orchestrator',
    'onboarding_agent',
    'onboarding_failed',
    'id_upload',
    'session_authorizer',
  ].flatMap((name) => anySource(name, 'lambda.amazonaws.com')),
  ...['data source sessions', 'data source idUpload', 'data source onboardingAgent'].flatMap((name) =>
    anySource(name, 'appsync.amazonaws.com'),
  ),
  'agent onboarding-agent by bedrock.amazonaws.com for the agent',
  'agent onboarding-agent by bedrock.amazonaws.com for another agent',
];

function ownLog(functionName: string): string[] {
  return ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => `${action} log of ${functionName}`);
}

/** The functions' and data sources' roles trust their service, whatever it works for. */
function anySource(role: string, service: string): string[] {
  const sources = ['the API', 'another API', 'the agent', 'another agent', 'the agent for another account'];
  return sources.map((source) => `${role} by ${service} for ${source}`);
}
