import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Project } from '../../../local/synthesis/project';
import { canWait, Synthesizer } from '../../../local/synthesis/synthesizer';

const launchers = {
  /** As ts-node does it. */
  inItsOwnProcess: `await import(process.cwd() + '/app.mjs');`,
  /** As tsx does it. */
  inAnother: `import { spawnSync } from 'node:child_process';
    import { writeFileSync } from 'node:fs';
    writeFileSync('launcher.pid', String(process.pid));
    process.exit(spawnSync(process.execPath, ['app.mjs'], { stdio: 'inherit' }).status ?? 1);`,
};

/** An app whose assembly is one text, and which writes a line into `runs` each time. */
function project(launcher: string): Project {
  const root = mkdtempSync(path.join(tmpdir(), 'an app '));
  const files = {
    'node_modules/launcher/run.mjs': launcher,
    'app.mjs': `import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
      const { CDK_OUTDIR } = process.env;
      mkdirSync(CDK_OUTDIR, { recursive: true });
      writeFileSync(CDK_OUTDIR + '/text', readFileSync('text'));
      appendFileSync('runs', 'run\\n');`,
    text: 'first',
  };
  mkdirSync(path.join(root, 'node_modules/launcher'), { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(root, name), content);
  const app = 'node node_modules/launcher/run.mjs';
  return { root, app, assembly: path.join(root, 'cdk.out'), context: {} };
}

let synthesizer: Synthesizer;
const start = async (app: Project) =>
  (synthesizer = await Synthesizer.start(
    app,
    { context: {}, verbose: false },
    path.join(app.root, '.local/synthesis'),
  ));
afterEach(() => synthesizer.close());

test('an app that its launcher runs in its own process runs when it is asked for, and only then', async () => {
  const app = project(launchers.inItsOwnProcess);
  await start(app);
  await synthesizer.synthesize();
  await synthesizer.synthesize();
  expect(readFileSync(path.join(app.root, 'runs'), 'utf8')).toBe('run\nrun\n');
});

test('a run that was ended while it waited is made up for', async () => {
  const app = project(launchers.inAnother);
  const pidOf = () => Number(readFileSync(path.join(app.root, 'launcher.pid'), 'utf8'));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 10));
  await start(app);
  await synthesizer.synthesize();
  const first = pidOf();
  while (pidOf() === first || pidOf() === 0) await pause();
  process.kill(pidOf(), 'SIGKILL');
  while (isAlive(pidOf())) await pause();

  writeFileSync(path.join(app.root, 'text'), 'second');
  await synthesizer.synthesize();
  expect(readFileSync(path.join(app.assembly, 'text'), 'utf8')).toBe('second');
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test.each([
  ['tsx infra/app.ts', true],
  ['npx tsx infra/app.ts', true],
  ['npx --yes ts-node --prefer-ts-exts bin/app.ts', true],
  ['./node_modules/.bin/tsx "infra/my app.ts"', true],
  ['tsc && node bin/app.js', false],
  ['npx tsc; node bin/app.js', false],
  ['npm run synth:app', false],
  ['yarn build', false],
  ['python3 app.py', false],
])('the app of %j can wait half-way: %p', (command, expected) => {
  expect(canWait(command)).toBe(expected);
});
