import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import fc from 'fast-check';
import { boot } from '../../../local/boot';
import { EventStore } from '../../../local/lambda/event-store';
import type { KeptEvent } from '../../../local/lambda/event-store';
import { writeAssembly } from '../template/assembly-fixture';
import { eventually, functionsTemplate, isAlive, startLambda } from './lambda-fixture';
import type { FunctionFixture } from './lambda-fixture';

const newFolder = () => mkdtempSync(path.join(tmpdir(), 'state-'));
const kept = (stateDir: string) => {
  const folder = path.join(stateDir, 'lambda', 'events');
  return readdirSync(folder).filter((name) => name.endsWith('.json'));
};
const isKeptOnce = (stateDir: string, text: string) => {
  const [name = '', ...others] = kept(stateDir);
  const file = path.join(stateDir, 'lambda', 'events', name);
  return others.length === 0 && readFileSync(file, 'utf8').includes(text);
};
const sink = 'export const handler = async (record) => console.log("SUNK " + JSON.stringify(record));';
const toSink = (more: object) => ({
  Config: {
    Type: 'AWS::Lambda::EventInvokeConfig',
    Properties: {
      FunctionName: { Ref: 'F' },
      Qualifier: '$LATEST',
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Sink', 'Arn'] } } },
      ...more,
    },
  },
});
const maySink = [
  { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Sink', 'Arn'] } },
];

function spawnMachine(assembly: string, stateDir: string, events: number) {
  const script = path.join(process.cwd(), 'test/local/lambda/accepting-machine.ts');
  return spawn(process.execPath, ['--import', 'tsx', script, assembly, stateDir, String(events)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('a machine that is killed', () => {
  test('loses no event that it accepted: the next one runs every one of them', async () => {
    const stateDir = newFolder();
    const code =
      'export const handler = async (n) => { await new Promise((r) => setTimeout(r, 150)); console.log("DONE", n); };';
    const assembly = writeAssembly(functionsTemplate({ Works: { code } }));
    const machine = spawnMachine(assembly, stateDir, 40);
    const accepted = new Map<string, string>();
    // In the middle of accepting: some run by now, some wait, some are on their way in.
    for await (const line of createInterface({ input: machine.stdout })) {
      const [requestId = '', n = ''] = line.split(' ');
      accepted.set(requestId, n);
      if (accepted.size === 15) machine.kill('SIGKILL');
    }
    expect(accepted.size).toBeGreaterThanOrEqual(15);
    expect(kept(stateDir).length).toBeGreaterThan(0);

    const next = await boot({ assembly, stateDir });
    await eventually(() => (kept(stateDir).length === 0 ? true : undefined));
    await next.close();

    const log = readFileSync(path.join(stateDir, 'logs', 'Works.log'), 'utf8');
    for (const [requestId, n] of accepted)
      expect(log).toMatch(new RegExp(`\\t${requestId}\\tINFO\\tDONE ${n}$`, 'm'));
  });
});

test('a function that never ends does not outlive a machine that was killed for longer than to the next start', async () => {
  const stateDir = newFolder();
  const code = 'export const handler = async () => { console.log("PID", process.pid); for (;;); };';
  const assembly = writeAssembly(functionsTemplate({ Works: { code, properties: { Timeout: 900 } } }));
  const machine = spawnMachine(assembly, stateDir, 1);
  const log = path.join(stateDir, 'logs', 'Works.log');
  const pid = await eventually(() =>
    existsSync(log) ? /PID (\d+)/.exec(readFileSync(log, 'utf8'))?.[1] : undefined,
  );
  const ended = once(machine, 'exit');
  machine.kill('SIGKILL');
  await ended;
  expect(isAlive(Number(pid))).toBe(true);

  const { lambda } = await startLambda({ F: { code: '' } }, { stateDir });
  await eventually(() => (isAlive(Number(pid)) ? undefined : true));
  await lambda.close();
});

describe('a machine that is stopped', () => {
  const fails = 'export const handler = async (n) => { console.log("TRY", n); throw new Error("no"); };';

  async function start(stateDir: string, functions: Record<string, FunctionFixture>, options: object = {}) {
    const lines: string[] = [];
    const started = await startLambda(functions, { stateDir, echo: (line) => lines.push(line), ...options });
    const find = (pattern: RegExp) => eventually(() => lines.find((line) => pattern.test(line)));
    return { ...started, lines, find };
  }

  test('leaves an event between two attempts to the next, with its id and its count', async () => {
    const stateDir = newFolder();
    const functions = { Sink: { code: sink }, F: { code: fails, may: maySink } };
    const first = await start(stateDir, functions, { more: toSink({}), retryDelaysMs: [60_000] });
    await first.invoke('F', 7, 'Event');
    await first.find(/REPORT/);
    await eventually(() => (isKeptOnce(stateDir, '"invokeCount":1') ? true : undefined));
    const [file = ''] = kept(stateDir);
    await first.lambda.close();
    expect(kept(stateDir)).toEqual([file]);

    const second = await start(stateDir, functions, { more: toSink({}) });
    second.lambda.resumeEvents();
    const record: unknown = JSON.parse((await second.find(/SUNK/)).replace(/^.*SUNK /, ''));

    expect(record).toMatchObject({
      requestContext: {
        requestId: file.replace('.json', ''),
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: 7,
    });
    expect(second.lines.filter((line) => line.includes('TRY'))).toHaveLength(2);
    await eventually(() => (kept(stateDir).length === 0 ? true : undefined));
    await second.lambda.close();
  });

  test('leaves an event in the middle of its invocation to the next, and counts no attempt', async () => {
    const stateDir = newFolder();
    const code =
      'export const handler = async (n) => { console.log("BEGUN", n); await new Promise((r) => setTimeout(r, 60000)); };';
    const first = await start(stateDir, { F: { code, properties: { Timeout: 60 } } });
    await first.invoke('F', 7, 'Event');
    await first.find(/BEGUN 7/);
    await first.lambda.close();
    const [name = ''] = kept(stateDir);
    const text = readFileSync(path.join(stateDir, 'lambda', 'events', name), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ invokeCount: 0, functionName: 'F' });

    const second = await start(stateDir, {
      F: { code: 'export const handler = async (n) => console.log("DONE", n);' },
    });
    second.lambda.resumeEvents();
    await second.find(/DONE 7/);
    await eventually(() => (kept(stateDir).length === 0 ? true : undefined));
    await second.lambda.close();
  });

  test('does not make an event younger: what is too old by then ends unrun', async () => {
    const stateDir = newFolder();
    const functions = { Sink: { code: sink }, F: { code: fails, may: maySink } };
    const more = toSink({ MaximumEventAgeInSeconds: 60 });
    const first = await start(stateDir, functions, { more, retryDelaysMs: [60_000] });
    await first.invoke('F', 7, 'Event');
    await eventually(() => (isKeptOnce(stateDir, '"invokeCount":1') ? true : undefined));
    await first.lambda.close();

    const now = () => new Date(Date.now() + 61_000);
    const second = await start(stateDir, functions, { more, now });
    second.lambda.resumeEvents();
    expect(await second.find(/SUNK/)).toContain('"condition":"EventAgeExceeded","approximateInvokeCount":1');
    await second.lambda.close();
  });

  test('says what it cannot go on with: a torn file, a function that is no more', async () => {
    const stateDir = newFolder();
    const folder = path.join(stateDir, 'lambda', 'events');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'torn-id.json'), '{"requestId":"torn-id","paylo');
    const store = new EventStore(folder);
    const orphan = { ...event, functionName: 'Gone', invokedArn: event.invokedArn.replace(/F$/, 'Gone') };
    await store.keep({ ...orphan, requestId: 'orphan-id', acceptedAt: Date.now() });
    await store.keep({ ...orphan, requestId: 'old-orphan-id' });

    const { lambda, find } = await start(stateDir, { F: { code: '' } });
    lambda.resumeEvents();

    expect(await find(/torn/)).toMatch(/torn-id\.json\.torn is not a whole event: it was moved aside\.$/);
    expect(await find(/ orphan-id waits/)).toMatch(/Function not found: \S+:function:Gone$/);
    await find(/old-orphan-id EventAgeExceeded after 1 invocations$/);
    await eventually(() => (kept(stateDir).length === 1 ? true : undefined));
    expect(kept(stateDir)).toEqual(['orphan-id.json']);
    await lambda.close();
  });
});

test('an event that is accepted before the earlier ones go on is run once', async () => {
  const lines: string[] = [];
  const code = 'export const handler = async (n) => console.log("DONE", n);';
  const { invoke, lambda } = await startLambda({ F: { code } }, { echo: (line) => lines.push(line) });
  const done = () => lines.filter((line) => line.includes('DONE'));

  await invoke('F', 1, 'Event');
  lambda.resumeEvents();
  await invoke('F', 2);
  await eventually(() => (done().length >= 2 ? true : undefined));

  expect(lines.filter((line) => line.includes('after a restart'))).toEqual([]);
  await lambda.close();
  expect(done()).toHaveLength(2);
});

const event: KeptEvent = {
  requestId: 'a',
  functionName: 'F',
  qualifier: '$LATEST',
  invokedArn: 'arn:aws:lambda:eu-central-1:000000000000:function:F',
  payload: Buffer.from('{"å":1}'),
  traceId: 'Root=1-5759e988-bd862e3fe1be46a994272793',
  acceptedAt: 5,
  invokeCount: 1,
};

describe('the store of events', () => {
  test('gives back what it was given, the oldest first, and forgets what it is told to', async () => {
    const store = new EventStore(path.join(newFolder(), 'not', 'yet'));
    expect(await store.load()).toEqual({ events: [], torn: [] });
    await store.keep(event);
    await store.keep({ ...event, requestId: 'b', acceptedAt: 3, traceId: undefined });
    await store.keep({ ...event, requestId: 'c', acceptedAt: 4 });
    await store.keep({ ...event, invokeCount: 2 });
    await store.remove('c');
    await store.remove('never there');

    expect(await store.load()).toEqual({
      events: [
        { ...event, requestId: 'b', acceptedAt: 3, traceId: undefined },
        { ...event, invokeCount: 2 },
      ],
      torn: [],
    });
  });

  test('takes no part of an event for an event, wherever it was cut', async () => {
    const folder = newFolder();
    const store = new EventStore(folder);
    await store.keep(event);
    const whole = readFileSync(path.join(folder, 'a.json'));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.boolean(), async (length, asDraft) => {
        const cut = whole.subarray(0, length);
        writeFileSync(path.join(folder, asDraft ? 'b.json.draft' : 'b.json'), cut);
        const { events, torn } = await store.load();
        expect(events).toEqual([event]);
        expect(torn).toHaveLength(asDraft ? 0 : 1);
      }),
      { numRuns: 30 },
    );
  });
});
