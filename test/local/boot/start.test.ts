import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { RunningCloud } from '../../../local/state-folder';
import { writeAssembly } from '../template/assembly-fixture';
import { ask, smallStack } from './small-stack';

const script = fileURLToPath(new URL('../../../local/start.ts', import.meta.url));
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A folder with a CDK app of its own: it takes a ready assembly, and says hello in the words of its context. */
function project(app = 'node app.mjs'): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'project-'));
  writeFileSync(path.join(folder, 'cdk.json'), JSON.stringify({ app, context: { greeting: 'hi' } }));
  const ready = writeAssembly(smallStack('GREETING'));
  writeFileSync(
    path.join(folder, 'app.mjs'),
    `import { cpSync, readFileSync, writeFileSync } from 'node:fs';
     const { CDK_OUTDIR, CDK_CONTEXT_JSON } = process.env;
     cpSync(${JSON.stringify(ready)}, CDK_OUTDIR, { recursive: true });
     const file = CDK_OUTDIR + '/Test.template.json';
     writeFileSync(file, readFileSync(file, 'utf8').replace('GREETING', JSON.parse(CDK_CONTEXT_JSON).greeting));`,
  );
  return folder;
}

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

function start(folder: string, ...args: string[]) {
  const child = spawn(process.execPath, ['--import', tsx, script, ...args], { cwd: folder });
  children.push(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, said })),
  );
  const outputsFile = path.join(folder, '.local', 'outputs.json');
  /** What the running stack says of itself. */
  const running = async (): Promise<RunningCloud> => {
    while (!existsSync(outputsFile)) {
      if (child.exitCode !== null) throw new Error(said);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return JSON.parse(readFileSync(outputsFile, 'utf8'));
  };
  return { child, ended, running, said: () => said };
}

test('npm start runs the stack until it is interrupted, and the next start goes on where it was', async () => {
  const folder = project();
  const first = start(folder, '--port', '0', '--context', 'greeting=hej');
  const { outputs, pid, operator, region } = await first.running();

  expect({ pid, region }).toEqual({ pid: first.child.pid, region: 'eu-central-1' });
  expect(await ask(outputs['Url'], outputs['Key'], '{ ping(word: "x") shout(word: "a") }')).toEqual({
    data: { ping: 'hej x', shout: 'A 1' },
  });
  const refused = await start(folder, '--port', '0', '--no-synth').ended;
  expect(refused).toEqual({ code: 1, said: expect.stringContaining(`.local is in use by process ${pid}`) });

  first.child.kill('SIGINT');
  const { code, said } = await first.ended;
  expect(code).toBe(0);
  expect(said).toContain('Test is up in');
  expect(said).toContain(outputs['Key']);
  expect(said).toContain(`export AWS_ACCESS_KEY_ID=${operator.accessKeyId}`);
  expect(said).toContain('AWS::CloudWatch::Dashboard: Board');
  expect(existsSync(path.join(folder, '.local', 'outputs.json'))).toBe(false);

  const second = start(folder, '--port', '0', '--no-synth', '--verbose');
  const again = await second.running();
  expect(
    await ask(again.outputs['Url'], again.outputs['Key'], '{ ping(word: "x") shout(word: "a") }'),
  ).toEqual({
    data: { ping: 'hej x', shout: 'A 2' },
  });
  second.child.kill('SIGTERM');
  expect((await second.ended).said).toMatch(
    /lambda Invoke arn:\S+:function:Shout → 200 in [\d.]+ ms \(Invoke#0\)/,
  );
}, 60_000);

test('npm run dev puts each change in force, and keeps what it has when a change cannot run', async () => {
  const folder = project();
  const app = path.join(folder, 'app.mjs');
  const sound = readFileSync(app, 'utf8');
  const dev = start(folder, '--port', '0', '--watch');
  const { outputs } = await dev.running();
  const ping = () => ask(outputs['Url'], outputs['Key'], '{ ping(word: "x") }');
  const untilItSays = async (sentence: string) => {
    while (!dev.said().includes(sentence)) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  expect(await ping()).toEqual({ data: { ping: 'hi x' } });

  writeFileSync(app, sound.replace('JSON.parse(CDK_CONTEXT_JSON).greeting', '"good day"'));
  await untilItSays(': Ping.');
  expect(await ping()).toEqual({ data: { ping: 'good day x' } });

  writeFileSync(app, sound.replace('cpSync(', 'throw new Error("half a sentence");cpSync('));
  await untilItSays('What ran before the change goes on.');
  expect(dev.said()).toContain('half a sentence');
  expect(await ping()).toEqual({ data: { ping: 'good day x' } });

  writeFileSync(app, sound);
  await untilItSays('Live after ');
  while (!JSON.stringify(await ping()).includes('hi x'))
    await new Promise((resolve) => setTimeout(resolve, 10));
  dev.child.kill('SIGINT');
  expect((await dev.ended).code).toBe(0);
  expect(existsSync(path.join(folder, 'cdk.out'))).toBe(false);
}, 60_000);

test('npm start in the folder of another CDK app runs that one, though npm moves to its package', () => {
  const [here, there] = [project('echo "not this" && exit 3'), project('echo "this one" && exit 3')];
  const { stderr } = spawnSync(process.execPath, ['--import', tsx, script, '--port', '0'], {
    cwd: here,
    env: { ...process.env, npm_package_json: path.join(here, 'package.json'), INIT_CWD: there },
    encoding: 'utf8',
  });
  expect(stderr).toContain('\nthis one');
  expect(existsSync(path.join(here, '.local'))).toBe(false);
});

describe('npm start says what is wrong', () => {
  test.each<[string, string[], number, string]>([
    ['with an unknown option', ['--prot', '1'], 64, "Unknown option '--prot'"],
    ['with a port that is none', ['--port', 'x'], 64, '--port x: give a number'],
    ['with context that is none', ['--context', 'stage'], 64, '--context stage: give it as name=value.'],
    ['with a contradiction', ['--watch', '--no-synth'], 64, '--watch synthesizes at every change'],
    ['with nothing synthesized', ['--no-synth', '--port', '0'], 1, 'run `npx cdk synth` first'],
  ])('%s', async (_name, args, code, message) => {
    expect(await start(project(), ...args).ended).toEqual({ code, said: expect.stringContaining(message) });
  });

  test('with an app that fails', async () => {
    const { code, said } = await start(project('echo "stage is wrong" && exit 3')).ended;
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('stage is wrong') });
  });

  test('outside of a CDK app', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'nothing-'));
    expect(await start(folder).ended).toEqual({
      code: 1,
      said: expect.stringContaining('There is no cdk.json in'),
    });
    expect(existsSync(path.join(folder, '.local'))).toBe(false);
  });
});
