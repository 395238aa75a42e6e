import { startLambda } from './lambda-fixture';

let started: Awaited<ReturnType<typeof startLambda>>;
beforeAll(async () => {
  const properties = { Timeout: 1 };
  started = await startLambda({
    Faulty: {
      code: `class Refused extends Error { name = 'Refused'; }
        const pids = [];
        const ways = {
          throws: () => { throw new Refused('not today'); },
          text: () => Promise.reject('just text'),
          circle: () => { const circle = {}; circle.self = circle; return circle; },
          exits: () => process.exit(3),
          leaves: () => process.exit(0),
          killed: () => { process.kill(process.pid, 'SIGKILL'); return new Promise(() => {}); },
          rejects: () => { Promise.reject(new Refused('nobody listens')); return new Promise((resolve) => setTimeout(resolve, 60000)); },
          later: () => { setTimeout(() => { throw new Refused('later'); }); return new Promise(() => {}); },
          hangs: () => new Promise((resolve) => setTimeout(resolve, 60000)),
          forgets: () => new Promise(() => {}),
          spins: () => { for (;;); },
          big: () => 'x'.repeat(6 * 1024 * 1024 + 200),
          fits: () => 'x'.repeat(6 * 1024 * 1024 - 2),
          fine: () => process.pid,
          poisons: () => { setTimeout(() => { for (;;); }, 20); return process.pid; },
          dies: () => { setTimeout(() => process.exit(0), 20); return process.pid; },
        };
        export const handler = async (way) => ways[way]();`,
      properties: { ...properties, MemorySize: 128 },
    },
    Eats: {
      code: 'export const handler = async () => { const all = []; for (;;) all.push(new Array(100000).fill(all.length)); };',
      properties: { Timeout: 60 },
    },
    NoModule: { code: 'import "not-installed"; export const handler = async () => 1;' },
    NoFile: { files: { 'other.mjs': '' } },
    NoHandler: { code: 'export const other = 1;' },
    NotAFunction: { code: 'export const handler = 1;' },
    Syntax: { code: 'export const handler = async ( => 1;' },
    ThrowsAtStart: { code: 'throw new TypeError("at start");' },
    ExitsAtStart: { code: 'process.exit(7);' },
  });
});
afterAll(() => started.lambda.close());

test.each<[string, string, string | RegExp]>([
  ['throws', 'Refused', 'not today'],
  ['text', 'string', 'just text'],
  ['circle', 'Runtime.MarshalError', /The answer of the handler is not JSON/],
  [
    'exits',
    'Runtime.ExitError',
    /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: exit status 3$/,
  ],
  ['leaves', 'Runtime.ExitError', /Error: Runtime exited without providing a reason$/],
  ['killed', 'Runtime.ExitError', /Error: Runtime exited with error: signal: killed$/],
  ['rejects', 'Runtime.UnhandledPromiseRejection', 'nobody listens'],
  ['later', 'Refused', 'later'],
  ['forgets', 'Runtime.NodeJsExit', 'The promise of the handler was never settled.'],
  ['hangs', 'Sandbox.Timedout', /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/],
  ['spins', 'Sandbox.Timedout', /Error: Task timed out after 1\.00 seconds$/],
  [
    'big',
    'Function.ResponseSizeTooLarge',
    'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
  ],
])('a handler that %s is an error of the function: %s', async (way, errorType, message) => {
  const { statusCode, functionError, body } = await started.invoke('Faulty', way);

  expect({ statusCode, functionError }).toEqual({ statusCode: 200, functionError: 'Unhandled' });
  const { errorType: type, errorMessage } = body as { errorType: string; errorMessage: string };
  expect(type).toBe(errorType);
  expect(errorMessage).toMatch(
    message instanceof RegExp ? message : new RegExp(`^${message.replace(/[().]/g, '\\$&')}$`),
  );

  expect(typeof (await started.invoke('Faulty', 'fine')).body).toBe('number');
});

test('a handler whose heap grows without end ends with its process', async () => {
  const { body } = await started.invoke('Eats');
  // V8 gives up (aborted) or Lambda does (killed), whichever sees it first.
  expect(body).toMatchObject({
    errorType: expect.stringMatching(/^Runtime\.(ExitError|OutOfMemory)$/),
    errorMessage: expect.stringMatching(/Error: Runtime exited with error: signal: (aborted|killed)$/),
  });
});

test('an error brings its stack', async () => {
  const { body } = await started.invoke('Faulty', 'throws');
  expect(body).toMatchObject({ trace: expect.arrayContaining([expect.stringContaining('index.mjs')]) });
});

test('an answer of six megabytes goes through', async () => {
  const { payload, functionError } = await started.invoke('Faulty', 'fits');
  expect({ length: payload.length, functionError }).toEqual({
    length: 6 * 1024 * 1024,
    functionError: undefined,
  });
});

test.each<[string, string, RegExp]>([
  ['NoModule', 'Runtime.ImportModuleError', /not-installed/],
  ['NoFile', 'Runtime.ImportModuleError', /Cannot find module 'index'/],
  ['NoHandler', 'Runtime.HandlerNotFound', /index\.handler is undefined or not exported/],
  ['NotAFunction', 'Runtime.HandlerNotFound', /not exported as a function/],
  ['Syntax', 'Runtime.UserCodeSyntaxError', /./],
  ['ThrowsAtStart', 'TypeError', /at start/],
  ['ExitsAtStart', 'Runtime.ExitError', /exit status 7/],
])('code that cannot start is an error of the function: %s', async (name, errorType, message) => {
  for (const attempt of ['first', 'second']) {
    const { functionError, body } = await started.invoke(name, attempt);
    expect({ functionError, body }).toMatchObject({
      functionError: 'Unhandled',
      body: { errorType, errorMessage: expect.stringMatching(message) },
    });
  }
});

test('a process that dies after its answer takes no invocation with it', async () => {
  const { body: pid } = await started.invoke('Faulty', 'dies');
  await new Promise((resolve) => setTimeout(resolve, 60));
  const next = await started.invoke('Faulty', 'fine');
  expect(next.functionError).toBeUndefined();
  expect(next.body).not.toBe(pid);
});

test('a process that hangs after its answer fails the next invocation by its timeout, and no more', async () => {
  await started.invoke('Faulty', 'poisons');
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(await started.invoke('Faulty', 'fine')).toMatchObject({ body: { errorType: 'Sandbox.Timedout' } });
  expect((await started.invoke('Faulty', 'fine')).functionError).toBeUndefined();
});
