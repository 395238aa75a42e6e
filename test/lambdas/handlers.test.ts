const required: Record<string, string[]> = {
  onboarding_orchestrator: [
    'GRAPHQL_URL',
    'AWS_REGION',
    'FN_EXTRACT_ID',
    'FN_VERIFY_ID',
    'FN_CREATE_CUSTOMER',
  ],
  onboarding_agent: [
    'AGENT_ID',
    'AGENT_ALIAS_ID',
    'UPLOAD_BUCKET',
    'FN_ORCHESTRATOR',
    'GRAPHQL_URL',
    'AWS_REGION',
  ],
  onboarding_failed: ['GRAPHQL_URL', 'AWS_REGION'],
  id_upload: ['UPLOAD_BUCKET', 'SESSION_SECRET_ARN'],
  session_authorizer: ['SESSION_SECRET_ARN'],
  create_customer: ['TABLE_NAME', 'EMAIL_DOMAIN'],
  extract_id_from_s3: ['OCR_ENGINE'],
};

const values: Record<string, string> = { GRAPHQL_URL: 'http://127.0.0.1:1/graphql', OCR_ENGINE: 'simulated' };
const context = { awsRequestId: 'request' };
const PLANTED = '0610851178';

interface HandlerModule {
  handler: (event: unknown, context: object) => Promise<unknown>;
}

const load = async (name: string): Promise<HandlerModule> => {
  let loaded: HandlerModule | undefined;
  await jest.isolateModulesAsync(async () => {
    loaded = (await import(`../../lambdas/${name}/handler`)) as HandlerModule;
  });
  if (!loaded) throw new Error(`${name} has no handler`);
  return loaded;
};

const original = { ...process.env };
afterEach(() => {
  process.env = { ...original };
  jest.restoreAllMocks();
});

describe.each(Object.entries(required))('%s', (name, names) => {
  test('says at start which environment variables it lacks', async () => {
    for (const variable of names) delete process.env[variable];

    await expect(load(name)).rejects.toThrow(`environment variables are missing: ${names.join(', ')}`);
  });

  test('refuses an event that is not as described, and tells nothing of it', async () => {
    for (const variable of names) process.env[variable] = values[variable] ?? 'eu-central-1';
    const write = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
    const { handler } = await load(name);

    const outcome = await handler(
      { authorizationToken: 7, nationalId: PLANTED, function: 'x' },
      context,
    ).then(
      (answer) => JSON.stringify(answer),
      (error: unknown) => String(error),
    );

    expect(outcome).toContain('INVALID_INPUT');
    expect(write).toHaveBeenCalled();
    expect(outcome + JSON.stringify(write.mock.calls)).not.toContain(PLANTED);
  });
});
