import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Each benchmark is a file of this folder and runs in a process of its own. */
const benchmarks: Record<string, string> = {
  onboarding:
    'start of the stack, onboardings with the simulated and the real engine, idle memory (the default)',
  gateway: "the GraphQL API's requests a second beside graphql-yoga and Apollo Server, and its fan-out",
  dev: 'how long a change takes until npm run dev has it in force; --rounds N',
  numbers: 'national ID numbers a second, and agreement with the libraries; --count N, --seed N',
  hygiene: 'hostile pictures and pictures of no document: crashes, hangs, memory, false accepts',
  reading: 'accuracy and speed of reading; --images DIR for a folder of labelled pictures',
};

const [name = 'onboarding', ...rest] = process.argv.slice(2);
if (name === '--help' || !(name in benchmarks)) {
  const list = Object.entries(benchmarks).map(([key, what]) => `  ${key.padEnd(12)} ${what}`);
  console.log(`npm run bench -- [benchmark] [options]\n\n${list.join('\n')}`);
  process.exit(name === '--help' ? 0 : 64);
}
const file = fileURLToPath(new URL(`./${name}.ts`, import.meta.url));
const { status } = spawnSync(process.execPath, ['--import', 'tsx', file, ...rest], { stdio: 'inherit' });
process.exit(status ?? 1);
