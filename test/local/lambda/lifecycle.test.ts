import { mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCloud } from '../../../local/create-cloud';
import { loopback } from '../../../local/http';
import { createLambda } from '../../../local/lambda/service';
import { reserveEndpoints } from '../../../local/ports';
import { writeAssembly } from '../template/assembly-fixture';
import { eventually, functionsTemplate, startLambda } from './lambda-fixture';

let started: Awaited<ReturnType<typeof startLambda>>;
const lines: string[] = [];
const linesOf = (name: string) =>
  lines.filter((line) => line.startsWith(`[${name}] `)).map((line) => line.slice(name.length + 3));
/** The lines with what differs each time taken out. */
const shapeOf = (name: string) =>
  linesOf(name).map((line) =>
    line
      .replaceAll(/[0-9a-f-]{36}/g, '<id>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/[\d.]+ (ms|MB)/g, '<n> $1'),
  );
const chained = `import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
  const client = new LambdaClient();
  export const handler = async ({ next: [FunctionName, ...next], how }) => {
    const own = process.env._X_AMZN_TRACE_ID;
    if (FunctionName === undefined) return [own];
    const Payload = JSON.stringify({ next, how });
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload }));
    return [own, ...JSON.parse(Buffer.from(answer.Payload).toString())];
  };`;
const mayAll = [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }];

beforeAll(async () => {
  started = await startLambda(
    {
      Loads: { code: 'export const handler = async () => 1;' },
      LoadsLate: {
        code: `await new Promise((resolve) => setTimeout(resolve, 600));
          export const handler = async (event, context) => context.getRemainingTimeInMillis();`,
      },
      NeverLoads: { code: 'for (;;);', properties: { Timeout: 1 } },
      ThrowsAtStart: { code: 'throw new TypeError("at start");' },
      LeavesAtStart: { code: 'process.exit(0);' },
      DiesAtStart: { code: 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {});' },
      Exits: { code: 'export const handler = async () => process.exit(3);' },
      Sleeps: {
        code: 'export const handler = () => new Promise((resolve) => setTimeout(resolve, 60000));',
        properties: { Timeout: 1 },
      },
      First: { code: chained, may: mayAll, properties: { MemorySize: 256 } },
      Second: { code: chained, may: mayAll, properties: { MemorySize: 256 } },
      Third: { code: chained, properties: { MemorySize: 256 } },
    },
    { echo: (line) => lines.push(line), initLimitMs: 400 },
  );
});
afterAll(() => started.lambda.close());

describe('the log of an environment', () => {
  test('has its start, each invocation, and what it took', async () => {
    await started.invoke('Loads');
    await started.invoke('Loads');

    expect(shapeOf('Loads')).toEqual([
      `INIT_START Runtime Version: nodejs:${process.versions.node}`,
      'START RequestId: <id> Version: $LATEST',
      'END RequestId: <id>',
      'REPORT RequestId: <id>\tDuration: <n> ms\tBilled Duration: <n> ms\tMemory Size: <n> MB\tMax Memory Used: <n> MB\tInit Duration: <n> ms\t',
      'START RequestId: <id> Version: $LATEST',
      'END RequestId: <id>',
      'REPORT RequestId: <id>\tDuration: <n> ms\tBilled Duration: <n> ms\tMemory Size: <n> MB\tMax Memory Used: <n> MB\t',
    ]);
    const [, duration, billed, used, init] =
      /Duration: ([\d.]+) ms\tBilled Duration: (\d+) ms\t.*Used: (\d+) MB\tInit Duration: ([\d.]+) ms/.exec(
        linesOf('Loads')[3] ?? '',
      ) ?? [];
    // The start is billed; both are rounded to hundredths before we read them.
    expect(Math.abs(Number(billed) - Math.ceil(Number(duration) + Number(init)))).toBeLessThanOrEqual(1);
    // Node and a hello world; never more than the function has.
    expect(Number(used)).toBeGreaterThan(20);
    expect(Number(used)).toBeLessThanOrEqual(128);
  });

  test('says how an invocation ended that had no answer', async () => {
    await started.invoke('Exits');
    await started.invoke('Sleeps');

    expect(shapeOf('Exits').slice(2)).toEqual([
      'RequestId: <id> Error: Runtime exited with error: exit status 3',
      'Runtime.ExitError',
      'END RequestId: <id>',
      expect.stringMatching(/\tInit Duration: <n> ms\tStatus: error\tError Type: Runtime\.ExitError\t$/),
    ]);
    expect(shapeOf('Sleeps').slice(2)).toEqual([
      '<time> <id> Task timed out after 1.00 seconds',
      '',
      'END RequestId: <id>',
      expect.stringMatching(/\tInit Duration: <n> ms\tStatus: timeout\t$/),
    ]);
  });
});

describe('code that does not load', () => {
  test('within the limit of a start is loaded once more, as a part of the invocation', async () => {
    const { body, functionError } = await started.invoke('LoadsLate');

    expect(functionError).toBeUndefined();
    expect(body).toBeLessThan(5000 - 600);
    expect(shapeOf('LoadsLate').filter((line) => line.startsWith('INIT'))).toEqual([
      `INIT_START Runtime Version: nodejs:${process.versions.node}`,
      'INIT_REPORT Init Duration: <n> ms\tPhase: init\tStatus: timeout\t',
      `INIT_START Runtime Version: nodejs:${process.versions.node}`,
    ]);
    expect(shapeOf('LoadsLate').at(-1)).not.toContain('Init Duration');
  });

  test('at all runs into the function’s own timeout', async () => {
    expect(await started.invoke('NeverLoads')).toMatchObject({
      functionError: 'Unhandled',
      body: { errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/after 1\.00 seconds$/) },
    });
    expect(shapeOf('NeverLoads').filter((line) => line.startsWith('INIT_REPORT'))).toEqual([
      'INIT_REPORT Init Duration: <n> ms\tPhase: init\tStatus: timeout\t',
      'INIT_REPORT Init Duration: <n> ms\tPhase: invoke\tStatus: timeout\t',
    ]);
  });

  test.each<[string, string, string]>([
    ['ThrowsAtStart', 'TypeError', 'at start'],
    ['LeavesAtStart', 'Runtime.ExitError', 'Error: Runtime exited without providing a reason'],
    ['DiesAtStart', 'Runtime.ExitError', 'Error: Runtime exited with error: signal: killed'],
  ])('is tried twice, then told: %s', async (name, errorType, message) => {
    const { body } = await started.invoke(name);

    expect(body).toMatchObject({ errorType, errorMessage: expect.stringContaining(message) });
    expect(shapeOf(name).filter((line) => line.startsWith('INIT_REPORT'))).toEqual([
      `INIT_REPORT Init Duration: <n> ms\tPhase: init\tStatus: error\tError Type: ${errorType}\t`,
      `INIT_REPORT Init Duration: <n> ms\tPhase: invoke\tStatus: error\tError Type: ${errorType}\t`,
    ]);
    expect(shapeOf(name).at(-1)).toContain(`Status: error\tError Type: ${errorType}\t`);
  });
});

describe('the trace header', () => {
  const rootOf = (header: unknown) =>
    /^Root=(1-[0-9a-f]{8}-[0-9a-f]{24});Parent=[0-9a-f]{16};Sampled=[01]$/.exec(String(header))?.[1];

  test('has one root through a chain of functions, and a parent of its own in each', async () => {
    const { body } = await started.invoke('First', { next: ['Second', 'Third'] });
    const headers = body as string[];

    expect(headers).toHaveLength(3);
    expect(rootOf(headers[0])).toBeDefined();
    expect(new Set(headers.map(rootOf)).size).toBe(1);
    expect(new Set(headers).size).toBe(3);
  });

  test.each([
    ['Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1', 'Sampled=1'],
    ['Sampled=0;Root=1-5759e988-bd862e3fe1be46a994272793', 'Sampled=0'],
    ['1-5759e988-bd862e3fe1be46a994272793', 'Sampled=0'],
  ])('takes its root from %s', async (traceId, sampled) => {
    const { payload } = await started.lambda.invoke(
      { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/operator' },
      {
        functionName: 'Third',
        payload: Buffer.from('{"next":[]}'),
        invocationType: 'RequestResponse',
        traceId,
      },
    );
    const [header = ''] = JSON.parse(payload.toString('utf8')) as string[];
    expect(rootOf(header)).toBe('1-5759e988-bd862e3fe1be46a994272793');
    expect(header).toContain(sampled);
  });

  test.each(['Root=garbage', 'Root=1-5759e988-bd862e3fe1be46a994272793\r\nx: y', ''])(
    'is a new one where what was sent is none: %j',
    async (traceId) => {
      const { payload } = await started.lambda.invoke(
        { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/operator' },
        {
          functionName: 'Third',
          payload: Buffer.from('{"next":[]}'),
          invocationType: 'RequestResponse',
          traceId,
        },
      );
      const [header] = JSON.parse(payload.toString('utf8')) as string[];
      expect(rootOf(header)).toBeDefined();
    },
  );
});

describe('the service', () => {
  const newFolder = () => mkdtempSync(path.join(tmpdir(), 'state-'));
  const code = 'export const handler = async () => 1;';

  test('keeps no code that a later template has replaced, save while it runs', async () => {
    const stateDir = newFolder();
    const placed = () =>
      readdirSync(path.join(stateDir, 'lambda', 'tasks')).filter((name) => /^(F|Unused|Same)\./.test(name));
    const slow =
      'export const handler = async () => { await new Promise((r) => setTimeout(r, 300)); return (await import("./late.mjs")).late; };';
    const files = { 'index.mjs': slow, 'late.mjs': 'export const late = "from its own code";' };
    const { invoke, lambda, reload } = await startLambda(
      { F: { files }, Unused: { code }, Same: { code } },
      { stateDir },
    );
    const running = invoke('F');
    const properties = { MemorySize: 256 };

    await reload({ F: { code, properties }, Unused: { code, properties }, Same: { code } });

    expect((await invoke('F')).body).toBe(1);
    expect((await running).body).toBe('from its own code');
    await eventually(() => (placed().length === 3 ? true : undefined));
    await lambda.close();
  });

  test('begins nothing once it is closed', async () => {
    const { invoke, lambda } = await startLambda({ F: { code } });
    await lambda.close();
    await expect(invoke('F')).rejects.toThrow('shutting down');
  });

  test('that cannot start leaves nothing listening', async () => {
    const endpoints = await reserveEndpoints();
    const taken = createServer().listen(Number(new URL(endpoints.lambda).port), loopback);
    await once(taken, 'listening');
    const servers = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;
    const assembly = writeAssembly(functionsTemplate({ F: { code } }));

    const start = createLambda(createCloud({ assembly, stateDir: newFolder(), endpoints }));

    await expect(start).rejects.toThrow('is taken by another program');
    taken.close();
    await once(taken, 'close');
    // What was open before the test: the endpoint and the Runtime API of the service that all tests share.
    await eventually(() => (servers() <= 2 ? true : undefined));
  });
});
