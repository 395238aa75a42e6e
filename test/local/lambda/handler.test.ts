import { readFileSync } from 'node:fs';
import path from 'node:path';
import { eventually, isAlive, startLambda } from './lambda-fixture';

let started: Awaited<ReturnType<typeof startLambda>>;
const lines: string[] = [];
const inline = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    FunctionName: 'inline',
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    Role: { 'Fn::GetAtt': ['EchoRole', 'Arn'] },
    Code: { ZipFile: 'exports.handler = async () => "inline"' },
  },
};

beforeAll(async () => {
  process.env['OF_THE_DEVELOPER'] = 'secret';
  started = await startLambda(
    {
      Echo: { code: 'export const handler = async (event) => ({ event });' },
      Context: {
        code: `export const handler = async (event, context) => ({
          ...context, remaining: context.getRemainingTimeInMillis(), cwd: process.cwd(), env: process.env });`,
        properties: {
          Environment: { Variables: { TABLE: { Ref: 'AWS::Region' }, NUMBER: 5 } },
          MemorySize: 256,
        },
      },
      CommonJs: {
        files: {
          'index.js': 'exports.handler = async () => require("./inner");',
          'inner.js': 'module.exports = "cjs"',
        },
      },
      EsmByPackage: {
        files: {
          'package.json': '{"type":"module"}',
          'index.js': 'export const handler = async () => import.meta.url.slice(0, 5);',
        },
      },
      Nested: {
        files: { 'src/app.cjs': 'exports.api = { get: async () => "nested" };' },
        properties: { Handler: 'src/app.api.get' },
      },
      NeverCalls: { code: 'export const handler = (event, context, done) => {};' },
      Callback: {
        code: 'export const handler = (event, context, done) => setTimeout(done, 5, event.fail, "called");',
      },
      Plain: { code: 'export const handler = () => undefined;' },
      Kept: {
        code: 'let count = 0; export const handler = async () => ({ count: ++count, pid: process.pid });',
      },
      Slow: {
        code: 'export const handler = async (ms) => { await new Promise((r) => setTimeout(r, ms)); return process.pid; };',
      },
      Talks: {
        code: `import { writeSync } from 'node:fs';
          export const handler = async () => { console.log('hello', { a: 1 }); console.error('oh'); writeSync(1, 'raw\\n'); };`,
      },
      TalksJson: {
        code: 'export const handler = async () => console.info("hello");',
        properties: { LoggingConfig: { LogFormat: 'JSON' } },
      },
      Sdk: {
        files: {
          'index.mjs': `import { S3Client } from '@aws-sdk/client-s3';
            export const handler = async () => { const e = await new S3Client().config.endpointProvider({ Region: 'x', Endpoint: process.env.AWS_ENDPOINT_URL_S3, Bucket: 'b' }); return e.url.href; };`,
        },
      },
    },
    { more: { Inline: inline }, echo: (line) => lines.push(line) },
  );
});
afterAll(async () => {
  delete process.env['OF_THE_DEVELOPER'];
  await started.lambda.close();
});

describe('a handler', () => {
  test('gets the event and answers as JSON', async () => {
    const { statusCode, functionError, body } = await started.invoke('Echo', {
      name: 'Åse',
      list: [1, null],
    });

    expect({ statusCode, functionError, body }).toEqual({
      statusCode: 200,
      functionError: undefined,
      body: { event: { name: 'Åse', list: [1, null] } },
    });
  });

  test('sees the template’s variables, Lambda’s own, and nothing of the developer’s', async () => {
    const { body } = await started.invoke('Context');
    const { env } = body as { env: Record<string, string> };
    const { endpoints, region } = started.cloud;

    expect(env).toMatchObject({
      TABLE: region,
      NUMBER: '5',
      AWS_REGION: region,
      AWS_LAMBDA_FUNCTION_NAME: 'Context',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_ENDPOINT_URL_S3: endpoints.s3,
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
      AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: endpoints['bedrock-agent-runtime'],
      AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsmanager,
      TZ: 'UTC',
      _HANDLER: 'index.handler',
    });
    expect(env).not.toHaveProperty('OF_THE_DEVELOPER');
    expect(env).not.toHaveProperty('HOME');
    expect(Object.keys(env).filter((name) => name.startsWith('npm_') || name.startsWith('JEST'))).toEqual([]);
  });

  test('knows its function, its request and how much time is left', async () => {
    const { body } = await started.invoke('Context');
    const context = body as Record<string, unknown>;

    expect(context).toMatchObject({
      functionName: 'Context',
      functionVersion: '$LATEST',
      memoryLimitInMB: '256',
      invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:Context',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(context['remaining']).toBeGreaterThan(1000);
    expect(context['remaining']).toBeLessThanOrEqual(5000);
    expect(context['cwd']).toMatch(/\/tasks\/Context\.\d+$/);
  });

  test.each([
    ['CommonJs', 'cjs'],
    ['EsmByPackage', 'file:'],
    ['Nested', 'nested'],
    ['inline', 'inline'],
    ['Plain', null],
    ['Callback', 'called'],
    ['NeverCalls', null],
  ])('of the kind %s is run', async (name, answer) => {
    expect((await started.invoke(name)).body).toEqual(answer);
  });

  test('may call back with an error', async () => {
    expect(await started.invoke('Callback', { fail: 'no' })).toMatchObject({
      functionError: 'Unhandled',
      body: { errorType: 'string', errorMessage: 'no' },
    });
  });

  test('may use the SDK that the runtime brings, pointed at this machine', async () => {
    const { body } = await started.invoke('Sdk');
    expect(body).toBe(`${started.cloud.endpoints.s3}/b`);
  });
});

describe('an execution environment', () => {
  test('is used again, and keeps what the module holds', async () => {
    const first = await started.invoke('Kept');
    const second = await started.invoke('Kept');

    expect(first.body).toMatchObject({ count: 1 });
    expect(second.body).toEqual({ ...(first.body as object), count: 2 });
  });

  test('runs one invocation at a time: others get their own', async () => {
    const answers = await Promise.all([300, 300, 300].map((ms) => started.invoke('Slow', ms)));
    expect(new Set(answers.map(({ body }) => body)).size).toBe(3);
  });

  test('writes its output to the log of the function', async () => {
    await started.invoke('Talks');
    await started.invoke('TalksJson');

    const talks = await eventually(() => {
      const log = readFileSync(path.join(started.cloud.stateDir, 'logs', 'Talks.log'), 'utf8');
      return log.includes('raw') && log.includes('REPORT') && log.includes('oh') ? log : undefined;
    });
    expect(talks).toMatch(/^START RequestId: [0-9a-f-]{36} Version: \$LATEST$/m);
    expect(talks).toMatch(/^\S+Z\t[0-9a-f-]{36}\tINFO\thello \{ a: 1 \}$/m);
    expect(talks).toMatch(/^\S+Z\t[0-9a-f-]{36}\tERROR\toh$/m);
    expect(talks).toMatch(
      /^REPORT RequestId: \S+\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d\d MB\tInit Duration: [\d.]+ ms\t$/m,
    );
    const json = await eventually(() => {
      const written = lines.filter((line) => line.startsWith('[TalksJson] {'));
      return written.some((line) => line.includes('platform.report')) ? written : undefined;
    });
    expect(json.map((line): unknown => JSON.parse(line.slice('[TalksJson] '.length)))).toMatchObject([
      { type: 'platform.initStart', record: { initializationType: 'on-demand', phase: 'init' } },
      { type: 'platform.start', record: { version: '$LATEST' } },
      { level: 'INFO', message: 'hello', requestId: expect.any(String) },
      {
        type: 'platform.report',
        record: {
          status: 'success',
          metrics: {
            durationMs: expect.any(Number),
            billedDurationMs: expect.any(Number),
            memorySizeMB: 128,
            maxMemoryUsedMB: expect.any(Number),
            initDurationMs: expect.any(Number),
          },
        },
      },
    ]);
  });
});

describe('environments without work', () => {
  test('end when they were idle for long, and the next invocation starts anew', async () => {
    const { lambda, invoke } = await startLambda(
      { Pid: { code: 'export const handler = async () => process.pid;' } },
      { idleMs: 30 },
    );
    const { body: pid } = await invoke('Pid');

    await eventually(() => (isAlive(Number(pid)) ? undefined : true));

    expect((await invoke('Pid')).body).not.toBe(pid);
    await lambda.close();
  });

  test('end with the machine, also in the middle of an invocation', async () => {
    const code =
      'export const handler = async (ms) => { await new Promise((r) => setTimeout(r, ms)); return process.pid; };';
    const { cloud, lambda, invoke } = await startLambda({ Slow: { code } });
    const { body: pid } = await invoke('Slow', 0);
    const running = invoke('Slow', 60_000);
    const log = path.join(cloud.stateDir, 'logs', 'Slow.log');
    await eventually(() => readFileSync(log, 'utf8').split('START RequestId').at(2));

    await lambda.close();

    expect(await running).toMatchObject({
      functionError: 'Unhandled',
      body: { errorType: 'Runtime.ExitError' },
    });
    expect(isAlive(Number(pid))).toBe(false);
  });
});
