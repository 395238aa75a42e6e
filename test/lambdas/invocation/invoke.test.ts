import { LambdaClient } from '@aws-sdk/client-lambda';
import { createInvoke } from '../../../lambdas/invocation/invoke';
import { answer, serve, type Reaction } from '../loopback';

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

const lambda = async (...reactions: Reaction[]) => {
  const server = await serve(...reactions);
  const client = new LambdaClient({
    endpoint: server.url,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 3,
  });
  closing.push(async () => {
    client.destroy();
    await server.close();
  });
  return { invoke: createInvoke(client), requests: server.requests };
};

const throttled: Reaction = {
  status: 429,
  body: '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
  headers: { 'x-amzn-errortype': 'TooManyRequestsException' },
};
const PLANTED = { nationalId: '0610851178' };

test('a function is invoked by name with its payload, and its answer comes back', async () => {
  const { invoke, requests } = await lambda(answer({ status: 'VERIFIED' }));

  expect(await invoke('verify_identity', PLANTED, 5_000)).toEqual({ status: 'VERIFIED' });

  expect(requests[0]).toMatchObject({
    method: 'POST',
    path: '/2015-03-31/functions/verify_identity/invocations',
    body: JSON.stringify(PLANTED),
  });
});

test.each<[string, Reaction]>([
  ['throttling', throttled],
  ['a failure of the service', { status: 503, body: '{}' }],
  ['a connection that breaks', 'break'],
])('%s is waited out', async (_, reaction) => {
  const { invoke, requests } = await lambda(reaction, answer({ done: true }));

  expect(await invoke('create_customer', PLANTED, 20_000)).toEqual({ done: true });
  expect(requests).toHaveLength(2);
});

test.each<[string, Reaction, string]>([
  ['throttled for ever', throttled, 'create_customer could not be invoked: TooManyRequestsException'],
  [
    'failing',
    {
      status: 200,
      body: `{"errorType":"Error","errorMessage":"${PLANTED.nationalId}"}`,
      headers: { 'x-amz-function-error': 'Unhandled' },
    },
    'create_customer failed: Unhandled',
  ],
  ['answering no JSON', { status: 200, body: PLANTED.nationalId + '…' }, 'did not answer with JSON'],
  ['answering nothing', { status: 200, body: '' }, 'did not answer with JSON'],
  [
    'forbidden',
    {
      status: 403,
      body: '{"Message":"User: arn:aws:sts::1:assumed-role/r is not authorized to perform: lambda:InvokeFunction"}',
      headers: { 'x-amzn-errortype': 'AccessDeniedException' },
    },
    'not authorized to perform: lambda:InvokeFunction',
  ],
])('a function that is %s is a fault that tells no payload', async (_, reaction, message) => {
  const { invoke } = await lambda(reaction);

  const fault: unknown = await invoke('create_customer', PLANTED, 20_000).catch((error: unknown) => error);

  expect(fault).toMatchObject({
    name: 'InvocationFault',
    message: expect.stringContaining(message) as string,
  });
  expect(String(fault)).not.toContain(PLANTED.nationalId);
});

test('a function that does not answer in time is given up', async () => {
  const { invoke } = await lambda('silence');

  await expect(invoke('extract_id_from_s3', {}, 100)).rejects.toThrow(
    /^extract_id_from_s3 could not be invoked: (AbortError|TimeoutError)$/,
  );
});
