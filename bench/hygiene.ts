import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { HygieneTask, HygieneVerdict } from './hygiene/child';

const usage = `npm run bench -- hygiene [--count N] [--non-documents N] [--seed S] [--verbose]

Gives hostile and foreign pictures to the reading, in a process with the memory of the Lambda.

  --count N          hostile pictures: truncated, bit-flipped, spliced, bombs, lies … (default 2000);
                     every 20th that can be decoded is read as well
  --non-documents N  pictures in which there is no document, all of them read (default 160)
  --seed S           any text; the same seed gives the same pictures (default 1)
  --verbose          a line a picture`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    'non-documents': { type: 'string', default: '160' },
    seed: { type: 'string', default: '1' },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const counts = [values.count, values['non-documents']].map(Number);
if (values.help || !counts.every((count) => Number.isInteger(count) && count >= 0)) {
  console.log(usage);
  process.exit(values.help ? 0 : 64);
}
const [hostile = 0, foreign = 0] = counts;

/** In MiB: what infra/constructs/functions.ts gives extract_id_from_s3. */
const LAMBDA_MEMORY = 1769;
/** In ms of CPU: the Lambda has one, and nobody else works on it. */
const LONGEST = 5_000;
/** In ms: what has not answered by then never will. */
const PATIENCE = 60_000;

let child: ChildProcess | undefined;
const start = (): ChildProcess =>
  (child ??= fork(fileURLToPath(new URL('./hygiene/child.ts', import.meta.url)), {
    execArgv: [`--max-old-space-size=${LAMBDA_MEMORY}`, '--import', 'tsx'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  }));

/** The child's verdict, or how it failed to give one. */
const judge = (task: HygieneTask): Promise<HygieneVerdict | 'crash' | 'hang'> =>
  new Promise((resolve) => {
    const worker = start();
    const end = (verdict: HygieneVerdict | 'crash' | 'hang'): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
      if (verdict === 'crash' || verdict === 'hang') {
        child = undefined;
        worker.kill('SIGKILL');
      }
      resolve(verdict);
    };
    const timer = setTimeout(() => end('hang'), PATIENCE);
    worker.once('message', (verdict: HygieneVerdict) => end(verdict));
    worker.once('exit', () => end('crash'));
    worker.send(task);
  });

const outcomes = new Map<string, number>();
const breaches: string[] = [];
let peak = 0;

const run = async (stream: HygieneTask['stream'], count: number): Promise<void> => {
  const slowest: { cpu: number; what: string }[] = [];
  for (let index = 0; index < count; index++) {
    const verdict = await judge({ stream, index, seed: values.seed });
    if (typeof verdict === 'string') {
      breaches.push(`${stream} ${index}: ${verdict}`);
      continue;
    }
    const { kind, outcome, cpuMs, peakMb, complaint } = verdict;
    const what = `${stream} ${index}, ${kind}: ${outcome}`;
    if (values.verbose) console.log(`${what}, ${cpuMs} ms, ${peakMb} MB`);
    outcomes.set(`${stream}: ${outcome}`, (outcomes.get(`${stream}: ${outcome}`) ?? 0) + 1);
    peak = Math.max(peak, peakMb);
    slowest.push({ cpu: cpuMs, what });
    if (complaint !== undefined) breaches.push(`${what}: ${complaint}`);
    if (cpuMs > LONGEST) breaches.push(`${what}: took ${cpuMs} ms`);
  }
  slowest.sort((p, q) => q.cpu - p.cpu);
  for (const { cpu, what } of slowest.slice(0, 3)) console.log(`  slow: ${cpu} ms, ${what}`);
};

console.log(`hygiene, seed ${values.seed}: ${hostile} hostile pictures, ${foreign} without a document`);
await run('hostile', hostile);
await run('non-document', foreign);
child?.kill();
if (peak > LAMBDA_MEMORY) breaches.push(`memory grew to ${peak} MB`);
for (const [outcome, count] of [...outcomes].sort(([p], [q]) => (p < q ? -1 : 1)))
  console.log(`${outcome.padEnd(58)} ${count}`);
console.log(`${'most memory'.padEnd(58)} ${peak} MB of ${LAMBDA_MEMORY}`);
console.log(`${'crashes, hangs, false accepts and other breaches'.padEnd(58)} ${breaches.length}`);
for (const breach of breaches) console.log(`  ${breach}`);
process.exitCode = breaches.length > 0 ? 1 : 0;
