import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/**
 * How long a change takes until `npm run dev` has it in force: from the moment a file is written to the line that says so,
 * beside one synthesis from nothing, in the same run. It works in a copy of the project.
 */

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, help: { type: 'boolean', default: false } },
});
if (values.help) {
  console.log('npm run bench -- dev [--rounds N]   N changes of each kind (default 5)');
  process.exit();
}
const rounds = Number(values.rounds);
const budgetMs = 2000;

const copy = mkdtempSync(join(tmpdir(), 'onboarding-dev-'));
for (const file of execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n'))
  if (!/^(test|docs|bench)\//.test(file)) cpSync(file, join(copy, file));
symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));

/** One change of each kind, which ends up in the template. */
const changes: Record<string, (n: number) => void> = {
  'a resolver': (n) =>
    appendFileSync(join(copy, 'resolvers/Query.onboarding.ts'), `export const n${n} = ${n};\n`),
  'a Lambda': (n) =>
    appendFileSync(join(copy, 'lambdas/verify_identity/handler.ts'), `export const n${n} = ${n};\n`),
  'the schema': (n) => appendFileSync(join(copy, 'schema.graphql'), `\ntype Change${n} {\n  n: Int\n}\n`),
  'the stack': (n) => {
    const file = join(copy, 'infra/onboarding-stack.ts');
    const stack = readFileSync(file, 'utf8').replace(
      /Change\d*: '\d+', |(?=Region: this)/,
      `Change: '${n}', `,
    );
    writeFileSync(file, stack);
  },
};

const median = (figures: number[]): number => figures.toSorted((a, b) => a - b)[figures.length >> 1] ?? NaN;

const coldMs: number[] = [];
for (let n = 0; n < rounds; n += 1) {
  const begun = performance.now();
  execFileSync(process.execPath, ['node_modules/.bin/tsx', 'infra/app.ts'], {
    cwd: copy,
    env: { ...process.env, CDK_OUTDIR: join(copy, 'cold'), CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: '{}' },
  });
  coldMs.push(performance.now() - begun);
}
const reference = median(coldMs);
console.log(`one synthesis from nothing: median of ${rounds} ${reference.toFixed(0)} ms`);

const dev = spawn(
  process.execPath,
  ['--import', 'tsx', 'local/start.ts', '--watch', '--port', '0', '--state', '.local'],
  { cwd: copy, stdio: ['ignore', 'pipe', 'inherit'] },
);
let said = '';
dev.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
const until = async (sentence: string): Promise<void> => {
  while (!said.includes(sentence)) {
    if (dev.exitCode !== null || said.includes('What ran before')) throw new Error(said);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
try {
  await until('Ctrl-C stops it');
  for (const [what, change] of Object.entries(changes)) {
    const times: number[] = [];
    for (let n = 0; n < rounds; n += 1) {
      // A person reads what came of the change before they make the next one.
      await new Promise((resolve) => setTimeout(resolve, 2000));
      said = '';
      const begun = performance.now();
      change(n);
      await until('Live after');
      times.push(performance.now() - begun);
      if (said.includes('the template is the same')) throw new Error(`${what} did not change the template.`);
    }
    const [mid, most] = [median(times), Math.max(...times)];
    console.log(
      `${what.padEnd(12)} live after: median ${mid.toFixed(0)} ms (${(mid / reference).toFixed(2)} × from nothing), ` +
        `slowest ${most.toFixed(0)} ms, ${(most / budgetMs).toFixed(2)} × budget (${budgetMs} ms) ${most <= budgetMs ? 'ok' : 'OVER'}`,
    );
    if (most > budgetMs) process.exitCode = 1;
  }
} finally {
  dev.kill('SIGTERM');
  if (dev.exitCode === null) await once(dev, 'exit');
  rmSync(copy, { recursive: true, force: true });
}
