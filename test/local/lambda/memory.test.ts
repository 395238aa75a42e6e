import { parseStatus } from '../../../local/lambda/process-memory';
import { eventually, startLambda } from './lambda-fixture';

/** Takes memory outside of the JavaScript heap, holds it for so long, and gives it back. */
const code = `let held = [];
  export const handler = async ({ megabytes, ms = 0, keep = false }) => {
    held.push(Buffer.alloc(megabytes * 1024 * 1024, 1));
    await new Promise((resolve) => setTimeout(resolve, ms));
    if (!keep) held = [];
    return held.length;
  };`;
const outOfMemory = {
  functionError: 'Unhandled',
  body: {
    errorType: 'Runtime.OutOfMemory',
    errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: signal: killed$/),
  },
};

let started: Awaited<ReturnType<typeof startLambda>>;
const lines: string[] = [];
beforeAll(async () => {
  started = await startLambda(
    {
      Takes: { code, properties: { Timeout: 20 } },
      TakesMore: { code, properties: { MemorySize: 512 } },
      Grows: { code, properties: { MemorySize: 512 } },
      TakesLater: {
        code: `const held = [];
          export const handler = async () => { setInterval(() => held.push(Buffer.alloc(20 * 1024 * 1024, 1)), 20); return process.pid; };`,
      },
      TakesAtStart: {
        code: 'globalThis.all = Buffer.alloc(200 * 1024 * 1024, 1); export const handler = async () => 1;',
      },
      LetsOthersTake: {
        code: `import { spawn } from 'node:child_process';
          export const handler = () => new Promise((resolve) => {
            spawn(process.execPath, ['-e', 'globalThis.all = Buffer.alloc(200 * 1024 * 1024, 1); setTimeout(() => {}, 15000)'])
              .once('exit', () => resolve('alone'));
          });`,
        properties: { Timeout: 20 },
      },
      Sdk: {
        code: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
          import { LambdaClient } from '@aws-sdk/client-lambda';
          import { S3Client } from '@aws-sdk/client-s3';
          const clients = [new DynamoDBClient(), new LambdaClient(), new S3Client()];
          export const handler = async (n) => { let sum = 0; for (let i = 0; i < n; i++) sum += JSON.stringify({ i, text: 'x'.repeat(1000) }).length; return clients.length; };`,
      },
    },
    { echo: (line) => lines.push(line) },
  );
});
afterAll(() => started.lambda.close());

test('a function that takes less than it has runs on, also in the smallest size and with the SDK', async () => {
  expect((await started.invoke('Takes', { megabytes: 60 })).functionError).toBeUndefined();
  expect((await started.invoke('TakesMore', { megabytes: 400, ms: 150 })).functionError).toBeUndefined();
  expect((await started.invoke('Sdk', 50_000)).body).toBe(3);
});

test('buffers outside of the heap count', async () => {
  expect(await started.invoke('Takes', { megabytes: 200, ms: 15_000 })).toMatchObject(outOfMemory);
  expect(lines.filter((line) => line.startsWith('[Takes] REPORT')).at(-1)).toMatch(
    /Memory Size: 128 MB\tMax Memory Used: 128 MB\t.*Status: error\tError Type: Runtime\.OutOfMemory\t$/,
  );
});

test('what is kept from one invocation to the next adds up', async () => {
  const grow = () => started.invoke('Grows', { megabytes: 200, ms: 15, keep: true });
  expect((await grow()).functionError).toBeUndefined();
  expect((await grow()).functionError).toBeUndefined();
  expect(await grow()).toMatchObject(outOfMemory);
  expect((await grow()).functionError).toBeUndefined();
});

test('memory taken while the code loads counts', async () => {
  expect(await started.invoke('TakesAtStart')).toMatchObject(outOfMemory);
});

test('a process that goes on taking after its answer ends, and the next invocation has another', async () => {
  const { body: pid } = await started.invoke('TakesLater');
  await eventually(() => {
    try {
      process.kill(Number(pid), 0);
      return undefined;
    } catch {
      return true;
    }
  });
  expect((await started.invoke('TakesLater')).body).not.toBe(pid);
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('where the kernel tells', () => {
  test('memory that was taken and given back between two looks counts', async () => {
    expect(await started.invoke('Takes', { megabytes: 200 })).toMatchObject(outOfMemory);
  });

  test('the memory of what a function starts counts as its own', async () => {
    expect(await started.invoke('LetsOthersTake')).toMatchObject(outOfMemory);
  });
});

test('the status of a process is read as proc(5) has it', () => {
  const status =
    'Name:\tnode\nVmHWM:\t   66320 kB\nVmRSS:\t   60000 kB\nRssAnon:\t   20000 kB\nRssFile:\t   40000 kB\nRssShmem:\t       0 kB\n';
  expect(parseStatus(status)).toEqual({
    resident: 60000 * 1024,
    mapped: 40000 * 1024,
    residentPeak: 66320 * 1024,
  });
  expect(parseStatus('Name:\tnode\nState:\tZ (zombie)\n')).toBeUndefined();
});
