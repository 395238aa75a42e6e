import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Country, OnboardingEvent } from '../generated/types';
import { Person, atRest } from '../tools/person';
import { startLocalStack, type LocalStack } from './local-stack';

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '1' }, count: { type: 'string', default: '20' } },
});
const count = Number(values.count);

interface Run {
  /** From startOnboarding's call to the event that ends it, in ms. */
  startToEndMs: number;
  /** One read of the session, the cheapest authorized operation, in ms: the reference. */
  queryMs: number;
  last: OnboardingEvent;
}

const onboard = async (stack: LocalStack, country: Country, picture: Buffer): Promise<Run> => {
  const person = new Person(stack.api, country);
  await person.upload(picture, await person.openUpload(picture, 'image/jpeg'));
  const asked = performance.now();
  const { sequence } = await person.onboarding();
  const queryMs = performance.now() - asked;

  const begun = performance.now();
  const last = await new Promise<OnboardingEvent>((resolve, reject) => {
    const stop = person.watch((event) => {
      if (event.kind === 'AGENT_MESSAGE' || !atRest.includes(event.status)) return;
      stop();
      resolve(event);
    }, sequence);
    person.start().catch(reject);
  });
  return { startToEndMs: performance.now() - begun, queryMs, last };
};

const quantile = (figures: number[], q: number): number => {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
};

const budget = (what: string, value: number, limit: number, unit: string): void => {
  const verdict = value <= limit ? 'ok' : 'OVER';
  const ratio = (value / limit).toFixed(2);
  console.log(
    `${what.padEnd(58)} ${value.toFixed(0).padStart(7)} ${unit.padEnd(3)} ${ratio.padStart(6)} × budget (${limit} ${unit}) ${verdict}`,
  );
  if (value > limit) process.exitCode = 1;
};

const report = (what: string, runs: Run[], limitMs: number): void => {
  const ended = new Map<string, number>();
  for (const { last } of runs) ended.set(last.status, (ended.get(last.status) ?? 0) + 1);
  const times = runs.map((run) => run.startToEndMs);
  const reference = quantile(
    runs.map((run) => run.queryMs),
    0.5,
  );
  budget(`${what}: start → end, median of ${runs.length}`, quantile(times, 0.5), limitMs, 'ms');
  budget(`${what}: start → end, slowest`, Math.max(...times), limitMs, 'ms');
  console.log(
    `  ${(quantile(times, 0.5) / reference).toFixed(0)} × one query of the session (${reference.toFixed(1)} ms) in the same run; ended: ${[...ended].map(([status, n]) => `${n} ${status}`).join(', ')}`,
  );
};

console.log(`onboarding, seed ${values.seed}, ${count} persons with the simulated engine`);
const simulated = await startLocalStack({ ocrEngine: 'simulated' });
budget('stack ready after start', simulated.readyMs, 10_000, 'ms');
const picture = (n: number) => createHash('sha512').update(`${values.seed}:${n}`).digest();
await onboard(simulated, 'DK', picture(-1)); // the first one starts every Lambda
const quick: Run[] = [];
for (let n = 0; n < count; n += 1)
  quick.push(await onboard(simulated, (['DK', 'SE', 'NO', 'FI'] as const)[n % 4] ?? 'DK', picture(n)));
report('simulated engine', quick, 1000);
await simulated.stop();

const real = await startLocalStack();
const specimens: [Country, string][] = [
  ['DK', 'dk-passport.jpg'],
  ['SE', 'se-identity-card.jpg'],
  ['NO', 'no-passport.jpg'],
  ['FI', 'fi-passport.jpg'],
  ['FI', 'fi-identity-card.jpg'],
  ['DK', 'dk-passport-photo.jpg'],
];
const read: Run[] = [];
for (const [country, file] of specimens)
  read.push(await onboard(real, country, readFileSync(join('test', 'specimens', file))));
report('real OCR, first one cold', read, 10_000);
await new Promise((resolve) => setTimeout(resolve, 3000));
budget('memory of all processes, 3 s after, every Lambda warm', real.memoryMb(), 700, 'MB');
await real.stop();
process.exit();
