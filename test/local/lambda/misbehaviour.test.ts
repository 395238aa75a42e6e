import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { eventually, isAlive, startLambda } from './lambda-fixture';

/** What functions do that nobody wants, each with what becomes of it, and of everybody else. */

const raw = `
  const api = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/';
  const ask = async (method, path, body, base = api) => {
    const response = await fetch(base + path, { method, body });
    return [response.status, (await response.json()).errorType];
  };
  const post = (path, body) => ask('POST', path, body);`;

let started: Awaited<ReturnType<typeof startLambda>>;
beforeAll(async () => {
  started = await startLambda({
    Good: { code: 'export const handler = async (event) => event;' },
    Spins: {
      code: 'export const handler = async () => { for (;;); };',
      properties: { Timeout: 1 },
    },
    Floods: {
      code: `import { writeSync } from 'node:fs';
        export const handler = async (megabytes) => {
          const noise = Buffer.alloc(1024 * 1024, 0xff);
          for (let n = 0; n < megabytes; n++) process.stdout.write(noise);
          return 'said';
        };`,
      properties: { Timeout: 30 },
    },
    Unserialisable: {
      code: `const ways = { bigint: () => 1n, symbol: () => Symbol('x'), function: () => () => 1,
          throwing: () => ({ toJSON() { throw new Error('toJSON'); } }), getter: () => ({ get x() { throw new Error('getter'); } }) };
        export const handler = async (way) => ways[way]();`,
    },
    ThrowsBig: {
      code: 'export const handler = async () => { throw new Error("x".repeat(7 * 1024 * 1024)); };',
      // The message is in the stack too, and both are written as JSON.
      properties: { MemorySize: 512 },
    },
    ThrowsStrange: {
      code: `const ways = { circle: () => { const circle = {}; circle.self = circle; return circle; }, bigint: () => 1n, nothing: () => undefined,
          bare: () => Object.create(null), proxy: () => new Proxy({}, { get() { throw new Error('trap'); } }) };
        export const handler = async (way) => { throw ways[way](); };`,
    },
    Raw: {
      code: `${raw}
        const ways = {
          garbage: async (id) => { await post('invocation/' + id + '/response', 'this is {no JSON'); },
          others: async () => [
            await post('invocation/00000000-0000-4000-8000-000000000000/response', '1'),
            await post('invocation/../response', '1'),
            await ask('GET', 'invocation/next'),
            await post('init/error', '{}'),
            await ask('GET', 'secrets'),
          ],
          tokens: async () => {
            const [host] = process.env.AWS_LAMBDA_RUNTIME_API.split('/');
            const bases = ['', '/', '/00000000-0000-4000-8000-000000000000', '/undefined', '/__proto__'];
            return Promise.all(bases.map((base) => ask('GET', 'invocation/next', undefined, 'http://' + host + base + '/2018-06-01/runtime/')));
          },
          twice: async (id) => [await post('invocation/' + id + '/response', '"mine"'), await post('invocation/' + id + '/response', '"again"')],
        };
        export const handler = async (way, { awsRequestId }) => ways[way](awsRequestId);`,
    },
    Forks: {
      code: `import { spawn } from 'node:child_process';
        export const handler = async ({ detached, then }) => {
          const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached, stdio: 'inherit' });
          await new Promise((resolve) => child.once('spawn', resolve));
          console.log('CHILD', child.pid);
          if (then === 'exit') process.exit(0);
          if (then === 'hang') await new Promise((resolve) => setTimeout(resolve, 60000));
          return child.pid;
        };`,
      properties: { Timeout: 1 },
    },
    Timers: {
      code: `export const handler = async () => { for (let n = 0; n < 50000; n++) setTimeout(() => {}, 3600000 + n); setInterval(() => {}, 5); return 'set'; };`,
    },
    TalksLate: {
      code: `let calls = 0;
        export const handler = async () => { calls++; setTimeout(() => process.stdout.write('LATE ' + calls + '\\n'), 10); return calls; };`,
    },
    Deletes: {
      code: `import { rmSync, writeFileSync, readdirSync } from 'node:fs';
        export const handler = async (how) => {
          const root = process.env.LAMBDA_TASK_ROOT;
          if (how === 'empty') for (const name of readdirSync(root)) rmSync(root + '/' + name, { recursive: true });
          if (how === 'overwrite') writeFileSync(root + '/index.mjs', 'export const handler = 1;');
          if (how === 'remove') rmSync(process.cwd(), { recursive: true, force: true });
          if (how !== 'look') process.exit(0);
          return 'whole';
        };`,
    },
    Writes: {
      code: `import { tmpdir } from 'node:os';
        import { writeFileSync } from 'node:fs';
        export const handler = async (ms) => {
          writeFileSync(tmpdir() + '/file', Buffer.alloc(1024 * 1024));
          await new Promise((resolve) => setTimeout(resolve, ms));
          if (ms < 0) process.exit(0);
          return tmpdir();
        };`,
    },
    Changes: {
      code: `export const handler = async () => {
          const seen = [process.env.MINE, process.env.AWS_LAMBDA_FUNCTION_NAME];
          process.env.MINE = 'changed';
          process.env.AWS_LAMBDA_FUNCTION_NAME = 'Another';
          process.chdir('/');
          return seen;
        };`,
      properties: { Environment: { Variables: { MINE: 'template' } } },
    },
  });
});
afterAll(() => started.lambda.close());

const logOf = (name: string, file = `${name}.log`) =>
  readFileSync(path.join(started.cloud.stateDir, 'logs', file), 'utf8');
test('a function that loops forever keeps nobody from work', async () => {
  const spinning = started.invoke('Spins');
  for (let n = 0; n < 20; n++) expect((await started.invoke('Good', n)).body).toBe(n);
  expect((await spinning).body).toMatchObject({ errorType: 'Sandbox.Timedout' });
});

test('a function that prints megabytes has a log that is bounded, and keeps nobody from work', async () => {
  const flooding = started.invoke('Floods', 35);
  for (let n = 0; n < 20; n++) expect((await started.invoke('Good', n)).body).toBe(n);
  expect((await flooding).body).toBe('said');

  const size = (file: string) => statSync(path.join(started.cloud.stateDir, 'logs', file)).size;
  expect(size('Floods.log')).toBeLessThanOrEqual(10 * 1024 * 1024);
  expect(size('Floods.old.log')).toBeLessThanOrEqual(10 * 1024 * 1024);
  expect(
    readdirSync(path.join(started.cloud.stateDir, 'logs')).filter((name) => /^Floods/.test(name)),
  ).toHaveLength(2);
  expect(logOf('Floods')).toMatch(/\nEND RequestId: \S+\nREPORT RequestId: /);
});

test.each([
  ['bigint', { errorType: 'Runtime.MarshalError', errorMessage: expect.stringContaining('BigInt') }],
  ['throwing', { errorType: 'Runtime.MarshalError', errorMessage: expect.stringContaining('toJSON') }],
  ['getter', { errorType: 'Runtime.MarshalError', errorMessage: expect.stringContaining('getter') }],
  ['symbol', null],
  ['function', null],
])('an answer that has no JSON is an error or null: %s', async (way, body) => {
  expect((await started.invoke('Unserialisable', way)).body).toEqual(
    body === null ? null : expect.objectContaining(body),
  );
});

test.each(['circle', 'bigint', 'nothing', 'bare', 'proxy'])('whatever is thrown is told: %s', async (way) => {
  const { functionError, body } = await started.invoke('ThrowsStrange', way);
  expect(functionError).toBe('Unhandled');
  expect(body).toMatchObject({ errorType: expect.any(String), errorMessage: expect.any(String) });
});

test('an error over six megabytes is one of its own', async () => {
  expect((await started.invoke('ThrowsBig')).body).toMatchObject({
    errorType: 'Function.ResponseSizeTooLarge',
  });
});

describe('a function that calls the Runtime API itself', () => {
  test('may answer whatever it likes, once', async () => {
    const { payload, functionError } = await started.lambda.invoke(
      { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/operator' },
      { functionName: 'Raw', payload: Buffer.from('"garbage"'), invocationType: 'RequestResponse' },
    );
    expect({ text: payload.toString('utf8'), functionError }).toEqual({ text: 'this is {no JSON' });
    expect((await started.invoke('Raw', 'twice')).body).toBe('mine');
  });

  test('has no say in any other invocation, and takes no work that it has not answered', async () => {
    expect((await started.invoke('Raw', 'others')).body).toEqual([
      [400, 'InvalidRequestID'],
      [404, 'NotFound'],
      [403, 'InvalidStateTransition'],
      [403, 'InvalidStateTransition'],
      [404, 'NotFound'],
    ]);
  });

  test('finds no other environment', async () => {
    expect((await started.invoke('Raw', 'tokens')).body).toEqual(
      Array.from({ length: 5 }, () => [404, 'NotFound']),
    );
  });
});

describe('a function that starts processes', () => {
  test.each(['exit', 'hang'])('takes them with it: %s', async (then) => {
    await started.invoke('Forks', { then });
    const child = Number(/CHILD (\d+)\n(?!.*CHILD)/s.exec(logOf('Forks'))?.[1]);
    await eventually(() => (isAlive(child) ? undefined : true));
  });

  test('that leave its group and hold its output does not wait for them, and ends them too', async () => {
    const { body } = await started.invoke('Forks', { detached: true, then: 'exit' });
    expect(body).toMatchObject({ errorType: 'Runtime.ExitError' });
    const child = Number(/CHILD (\d+)\n(?!.*CHILD)/s.exec(logOf('Forks'))?.[1]);
    await eventually(() => (isAlive(child) ? undefined : true));
  });
});

test('thousands of timers change nothing', async () => {
  expect((await started.invoke('Timers')).body).toBe('set');
  expect((await started.invoke('Timers')).body).toBe('set');
});

test('what is written after the answer is in the log, and in nobody’s way', async () => {
  expect((await started.invoke('TalksLate')).body).toBe(1);
  await eventually(() => (logOf('TalksLate').includes('LATE 1') ? true : undefined));
  expect((await started.invoke('TalksLate')).body).toBe(2);
});

test.each(['empty', 'overwrite', 'remove'])(
  'a function may %s its own code: the asset stays, and the next start finds it whole',
  async (how) => {
    await started.invoke('Deletes', how);
    const { stack } = started.cloud;
    expect(readFileSync(path.join(stack.asset('Deletes.zip'), 'index.mjs'), 'utf8')).toContain('how === ');
    expect((await started.invoke('Deletes', 'look')).body).toBe('whole');
  },
);

test('each environment has a folder for temporary files of its own, which goes with it', async () => {
  const [one, two] = await Promise.all([started.invoke('Writes', 300), started.invoke('Writes', 300)]);
  expect(one?.body).not.toBe(two?.body);
  const folders = [String(one?.body), String(two?.body)];
  for (const folder of folders) {
    expect(folder.startsWith(started.cloud.stateDir)).toBe(true);
    expect(existsSync(path.join(folder, 'file'))).toBe(true);
  }
  await Promise.all([started.invoke('Writes', -1), started.invoke('Writes', -1)]);
  await eventually(() => (folders.some((folder) => existsSync(folder)) ? undefined : true));
});

test('a changed environment is that process’s own affair', async () => {
  expect((await started.invoke('Changes')).body).toEqual(['template', 'Changes']);
  expect((await started.invoke('Changes')).body).toEqual(['changed', 'Another']);
  expect((await started.invoke('Good', 1)).body).toBe(1);
});
