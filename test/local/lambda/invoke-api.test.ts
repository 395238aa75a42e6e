import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { InvokeCommandInput } from '@aws-sdk/client-lambda';
import type { Credentials, ServiceCaller } from '../../../local/cloud';
import { startLambda } from './lambda-fixture';

let started: Awaited<ReturnType<typeof startLambda>>;
const apiArn = 'arn:aws:appsync:eu-central-1:000000000000:apis/abc';
const invokesEcho = [
  { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Echo', 'Arn'] } },
];
const caller = `import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
  const client = new LambdaClient({ maxAttempts: 1 });
  export const handler = async (FunctionName) => {
    try {
      const { Payload } = await client.send(new InvokeCommand({ FunctionName, Payload: '"from a function"' }));
      return JSON.parse(Buffer.from(Payload).toString());
    } catch (error) { return { name: error.name, message: error.message }; }
  };`;

beforeAll(async () => {
  started = await startLambda(
    {
      Echo: {
        code: 'export const handler = async (event, { invokedFunctionArn }) => ({ event, invokedFunctionArn });',
      },
      Talks: {
        code: 'export const handler = async (n) => process.stdout.write("x".repeat(n) + "\\nlast words\\n") && undefined;',
      },
      Throws: { code: 'export const handler = async () => { throw new Error("no"); };' },
      Off: { code: '', properties: { ReservedConcurrentExecutions: 0 } },
      One: {
        code: 'export const handler = (ms) => new Promise((resolve) => setTimeout(resolve, ms));',
        properties: { ReservedConcurrentExecutions: 1 },
      },
      Ancient: { code: '', properties: { Runtime: 'nodejs0.x' } },
      Python: { code: '', properties: { Runtime: 'python3.13' } },
      Layered: { code: '', properties: { Layers: ['arn:aws:lambda:x:1:layer:l:1'] } },
      Calls: { code: caller, may: invokesEcho },
      Elsewhere: {
        code: `import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
          import { TextractClient, DetectDocumentTextCommand } from '@aws-sdk/client-textract';
          export const handler = async () => {
            try { await new TextractClient({ maxAttempts: 1 }).send(new DetectDocumentTextCommand({ Document: { Bytes: Buffer.from('x') } })); }
            catch (error) { return { name: error.name, message: error.message }; }
          };`,
      },
    },
    {
      more: {
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Echo' } } },
        Live: {
          Type: 'AWS::Lambda::Alias',
          Properties: {
            FunctionName: { Ref: 'Echo' },
            FunctionVersion: { 'Fn::GetAtt': ['Version', 'Version'] },
            Name: 'live',
          },
        },
        MayAppSync: {
          Type: 'AWS::Lambda::Permission',
          Properties: {
            FunctionName: { 'Fn::GetAtt': ['Echo', 'Arn'] },
            Action: 'lambda:InvokeFunction',
            Principal: 'appsync.amazonaws.com',
            SourceArn: { 'Fn::Sub': 'arn:aws:appsync:${AWS::Region}:*:apis/abc*' },
            SourceAccount: { Ref: 'AWS::AccountId' },
          },
        },
      },
    },
  );
});
afterAll(() => started.lambda.close());

function send(input: InvokeCommandInput, credentials: Credentials = started.cloud.iam.operator) {
  const { region, endpoints } = started.cloud;
  const client = new LambdaClient({ region, endpoint: endpoints.lambda, credentials, maxAttempts: 1 });
  return client.send(new InvokeCommand(input));
}

const text = (payload: Uint8Array | undefined) => Buffer.from(payload ?? []).toString('utf8');

describe('the Lambda client of the AWS SDK', () => {
  test('invokes and gets payload, version and request id', async () => {
    const answer = await send({ FunctionName: 'Echo', Payload: '{"a":"å"}' });

    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.parse(text(answer.Payload))).toMatchObject({ event: { a: 'å' } });
  });

  test('without a payload sends an empty object', async () => {
    expect(JSON.parse(text((await send({ FunctionName: 'Echo' })).Payload))).toMatchObject({ event: {} });
  });

  test.each<[InvokeCommandInput, string, string]>([
    [{ FunctionName: 'arn:aws:lambda:eu-central-1:000000000000:function:Echo' }, '', '$LATEST'],
    [{ FunctionName: '000000000000:function:Echo' }, '', '$LATEST'],
    [{ FunctionName: 'Echo:live' }, ':live', '1'],
    [{ FunctionName: 'Echo', Qualifier: '1' }, ':1', '1'],
    [
      { FunctionName: 'arn:aws:lambda:eu-central-1:000000000000:function:Echo:$LATEST' },
      ':$LATEST',
      '$LATEST',
    ],
  ])('names the function as %j', async (input, qualifier, version) => {
    const answer = await send(input);

    expect(answer.ExecutedVersion).toBe(version);
    const { invokedFunctionArn } = JSON.parse(text(answer.Payload)) as { invokedFunctionArn: string };
    expect(invokedFunctionArn).toBe(`arn:aws:lambda:eu-central-1:000000000000:function:Echo${qualifier}`);
  });

  test('learns that the function failed', async () => {
    const answer = await send({ FunctionName: 'Throws' });

    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(text(answer.Payload))).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
  });

  test('gets 202 for an event and 204 for a dry run', async () => {
    expect(await send({ FunctionName: 'Echo', InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 });
    expect(await send({ FunctionName: 'Echo', InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
  });

  test.each<[InvokeCommandInput, string, number, string | RegExp]>([
    [
      { FunctionName: 'Nobody' },
      'ResourceNotFoundException',
      404,
      'Function not found: arn:aws:lambda:eu-central-1:000000000000:function:Nobody',
    ],
    [{ FunctionName: 'Echo:other' }, 'ResourceNotFoundException', 404, /function:Echo:other$/],
    [
      { FunctionName: 'arn:aws:lambda:eu-west-1:000000000000:function:Echo' },
      'ResourceNotFoundException',
      404,
      /eu-west-1/,
    ],
    [
      { FunctionName: 'Echo:live', Qualifier: '1' },
      'InvalidParameterValueException',
      400,
      /derived qualifier/,
    ],
    [{ FunctionName: 'what is this?' }, 'ValidationException', 400, /not the name or the ARN/],
    [
      { FunctionName: 'Echo', Payload: '{"name": "Åse' },
      'InvalidRequestContentException',
      400,
      'Could not parse request body into json: it is not valid JSON.',
    ],
    [{ FunctionName: 'Off' }, 'TooManyRequestsException', 429, 'Rate Exceeded.'],
    [
      { FunctionName: 'Python' },
      'NotImplemented',
      501,
      'Python cannot be invoked: the runtime python3.13 is not run on this machine.',
    ],
    [{ FunctionName: 'Layered' }, 'NotImplemented', 501, /layers are not mounted/],
    [
      { FunctionName: 'Echo', InvocationType: 'Event', Payload: `"${'x'.repeat(1024 * 1024)}"` },
      'RequestEntityTooLargeException',
      413,
      /smaller than 1048576 bytes/,
    ],
    [
      { FunctionName: 'Echo', Payload: `"${'x'.repeat(6 * 1024 * 1024)}"` },
      'RequestEntityTooLargeException',
      413,
      /smaller than 6291456 bytes/,
    ],
  ])('is refused: %#', async (input, name, status, message) => {
    await expect(send(input)).rejects.toMatchObject({
      name,
      message: message instanceof RegExp ? expect.stringMatching(message) : message,
      $metadata: { httpStatusCode: status },
    });
  });

  test('gets the end of the log when it asks for it, four kilobytes of it', async () => {
    const { LogResult } = await send({ FunctionName: 'Talks', Payload: '20000', LogType: 'Tail' });
    const tail = Buffer.from(LogResult ?? '', 'base64');
    expect(tail).toHaveLength(4096);
    expect(tail.toString('utf8')).toMatch(
      /^x+\nlast words\nEND RequestId: \S+\nREPORT RequestId: \S+\tDuration: [\d.]+ ms\t.*\t\n$/,
    );

    const next = await send({ FunctionName: 'Talks', Payload: '3', LogType: 'Tail' });
    const lines = Buffer.from(next.LogResult ?? '', 'base64')
      .toString('utf8')
      .split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['START', 'xxx', 'last', 'END', 'REPORT', '']);
    expect((await send({ FunctionName: 'Talks', Payload: '3' })).LogResult).toBeUndefined();
    expect(
      (await send({ FunctionName: 'Talks', Payload: '3', LogType: 'Tail', InvocationType: 'Event' }))
        .LogResult,
    ).toBeUndefined();
  });

  test('is throttled beyond the reserved concurrency', async () => {
    const first = send({ FunctionName: 'One', Payload: '400' });
    await new Promise((resolve) => setTimeout(resolve, 100));

    await expect(send({ FunctionName: 'One', Payload: '1' })).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
    });
    expect(await first).toMatchObject({ StatusCode: 200 });
  });

  test('hears that the rest of the API is not there', async () => {
    const { region, endpoints, iam } = started.cloud;
    const client = new LambdaClient({
      region,
      endpoint: endpoints.lambda,
      credentials: iam.operator,
      maxAttempts: 1,
    });
    await expect(client.send(new ListFunctionsCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      $metadata: { httpStatusCode: 501 },
    });
  });
});

describe('who may invoke', () => {
  const credentialsOf = (name: string) => {
    const { iam, stack } = started.cloud;
    return iam.credentialsFor(stack.attribute(`${name}Role`, 'Arn'), name);
  };

  test('a role with the permission, and only that function', async () => {
    expect(await send({ FunctionName: 'Echo' }, credentialsOf('Calls'))).toMatchObject({ StatusCode: 200 });
    await expect(send({ FunctionName: 'Throws' }, credentialsOf('Calls'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /^User: arn:aws:sts::000000000000:assumed-role\/\S+\/Calls is not authorized to perform: lambda:InvokeFunction on resource: arn:aws:lambda:eu-central-1:000000000000:function:Throws because no identity-based policy allows the lambda:InvokeFunction action$/,
      ),
    });
    await expect(send({ FunctionName: 'Echo' }, credentialsOf('Echo'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('not one who only asks whether a function is there', async () => {
    await expect(send({ FunctionName: 'Nobody' }, credentialsOf('Echo'))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  test('a function with its own credentials, through the SDK', async () => {
    const { body } = await started.invoke('Calls', 'Echo');
    expect(body).toMatchObject({ event: 'from a function' });
    expect((await started.invoke('Calls', 'Throws')).body).toMatchObject({ name: 'AccessDeniedException' });
  });

  test('a service that the function’s permission names, for the source it names', async () => {
    const service: ServiceCaller = {
      kind: 'service',
      principal: 'appsync.amazonaws.com',
      sourceArn: apiArn,
      sourceAccount: '000000000000',
    };
    const ask = (who: ServiceCaller) => () =>
      started.lambda.invoke(who, {
        functionName: 'Echo',
        payload: Buffer.from('{}'),
        invocationType: 'RequestResponse',
      });

    expect(await ask(service)()).toMatchObject({ statusCode: 200 });
    const denied = 'because no resource-based policy allows the lambda:InvokeFunction action';
    await expect(
      ask({ ...service, sourceArn: 'arn:aws:appsync:eu-central-1:000000000000:apis/other' }),
    ).rejects.toThrow(denied);
    await expect(ask({ ...service, sourceAccount: '111111111111' })).rejects.toThrow(denied);
    await expect(ask({ ...service, principal: 's3.amazonaws.com' })).rejects.toThrow(denied);
  });

  test('is on record, with the statement that decided', async () => {
    await send({ FunctionName: 'Echo' }, credentialsOf('Calls'));
    expect(started.cloud.recentRequests()[0]).toMatchObject({
      service: 'lambda',
      operation: 'Invoke',
      resource: 'arn:aws:lambda:eu-central-1:000000000000:function:Echo',
      outcome: '200',
      decision: 'Inline#0',
      caller: expect.stringContaining('assumed-role'),
    });
  });
});

test('a client of a service that is not run here does not reach AWS', async () => {
  expect((await started.invoke('Elsewhere')).body).toEqual({
    name: 'NotImplemented',
    message: 'The service textract is not run on this machine.',
  });
});

test('what is not run as in AWS is known, with the reason', async () => {
  expect(started.lambda.notRun).toEqual([
    'Function Python: the runtime python3.13 is not run on this machine',
    'Function Layered: layers are not mounted on this machine: bundle them into the code',
    expect.stringMatching(
      `^Runtime nodejs0\\.x: its functions run on Node ${process.versions.node}\\. For its own: ` +
        'npm install --save-optional node0-[a-z0-9-]+@npm:node-[a-z0-9-]+@0$',
    ),
  ]);
});

test('a role that Lambda may not assume stops the start', async () => {
  const trust = {
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
  };
  const more = { OnlyRole: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trust } } };
  await expect(startLambda({ Only: { code: '' } }, { more })).rejects.toThrow(
    'The role defined for the function Only cannot be assumed by Lambda',
  );
});
