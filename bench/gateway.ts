import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import manifest from '../package.json';
import type { LoadResult, LoadTask } from './gateway/load';
import type { LocalReady } from './gateway/local-cloud';
import { askFor, drawNotes, hello } from './gateway/notes';
import type { Question } from './gateway/notes';
import { ask, start } from './gateway/processes';
import type { Started } from './gateway/processes';
import { quantile } from './gateway/quantile';
import type { CpuTime } from './gateway/serving';
import type { FanOutResult, FanOutTask } from './gateway/subscribers';

const usage = `npm run bench -- gateway [--seconds N] [--connections N] [--subscribers N] [--seed N]

Requests a second of the local cloud's GraphQL API, next to graphql-yoga and Apollo Server, which answer the same schema from
memory; and how long an event takes from its mutation to the subscribers. Each server is a process of its own, and so is the load.
× is the ratio to the peer in the same run; CPU/request is the time that the server's own process works for one request.

  --seconds N       of each of the three rounds of each server (default 2)
  --connections N   at once (default 32)
  --subscribers N   each on a socket of its own (default 1000)
  --seed N          of the notes that are asked for (default 1)

Exit code 1 if an answer was wrong or an event was lost.`;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    connections: { type: 'string', default: '32' },
    subscribers: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const [seconds = 0, connections = 0, subscribers = 0, seed = 0] = [
  values.seconds,
  values.connections,
  values.subscribers,
  values.seed,
].map(Number);
const valid = [seconds, connections, subscribers, seed].every((n) => Number.isInteger(n) && n >= 1);
if (values.help || !valid) {
  console.log(usage);
  process.exit(values.help ? 0 : 64);
}

const noteCount = 500;
const rounds = 3;
const eventCount = 10;

const { devDependencies: pinned } = manifest;
const notes = drawNotes(seed, noteCount);
/** The peers at their best; the local cloud as `npm start` runs it. */
const production = { NODE_ENV: 'production' };
const local = await start<LocalReady>('local-cloud.ts', [seed, noteCount]);
const yoga = await start<{ url: string }>('yoga.ts', [seed, noteCount], production);
const apollo = await start<{ url: string }>('apollo.ts', [seed, noteCount], production);
const load = await start('load.ts');

interface Contestant {
  name: string;
  server: Started<{ url: string }>;
  /** The headers of a question: its credentials. */
  headers: (question: Question) => Promise<Record<string, string>>;
}

const inMemory: Contestant[] = [
  { name: `graphql-yoga ${pinned['graphql-yoga']}`, server: yoga, headers: async () => ({}) },
  { name: `@apollo/server ${pinned['@apollo/server']}`, server: apollo, headers: async () => ({}) },
];

const signer = new SignatureV4({
  service: 'appsync',
  region: local.ready.region,
  credentials: local.ready.reader,
  sha256: Sha256,
});
async function signed({ body }: Question): Promise<Record<string, string>> {
  const { hostname, host, port, pathname: path } = new URL(local.ready.url);
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path,
    headers: { host, 'content-type': 'application/json' },
    body,
  };
  return (await signer.sign(request)).headers;
}

interface Measured extends LoadResult {
  /** CPU time of the server for one request, in microseconds: it does not depend on who else is at work. */
  cpuUs: number;
}

async function measure(
  { server, headers }: Contestant,
  questions: Question[],
  duration: number,
): Promise<Measured> {
  const withHeaders = questions.map(async (question) => ({ ...question, headers: await headers(question) }));
  const task: LoadTask = {
    url: server.ready.url,
    connections,
    seconds: duration,
    questions: await Promise.all(withHeaders),
  };
  const before = await ask<CpuTime>(server, {});
  const result = await ask<LoadResult>(load, task);
  const after = await ask<CpuTime>(server, {});
  return { ...result, cpuUs: ((after.ms - before.ms) * 1000) / result.answers };
}

let failures = 0;
const median = <T>(of: T[], figure: (result: T) => number): number => quantile(of.map(figure), 0.5);
const cells = (name: string, figures: string[]): void =>
  console.log(`  ${name.padEnd(45)}${figures.map((figure) => figure.padStart(12)).join('')}`);
const ms = (figure: number): string => `${figure.toFixed(1)} ms`;

/** One row of the table for each contestant: the medians of the rounds, in which they take turns. */
async function compare(title: string, questions: Question[], contestants: Contestant[]): Promise<void> {
  const results = contestants.map((): Measured[] => []);
  for (const contestant of contestants) await measure(contestant, questions, 1); // warms up
  for (let round = 0; round < rounds; round += 1)
    for (const [index, contestant] of contestants.entries())
      results[index]?.push(await measure(contestant, questions, seconds));

  const speeds = results.map((of) => median(of, ({ perSecond }) => perSecond));
  const references = speeds.slice(-inMemory.length);
  console.log(`\n${title}`);
  cells('', ['requests/s', '× yoga', '× apollo', 'p50', 'p99', 'CPU/request', 'errors']);
  for (const [index, { name }] of contestants.entries()) {
    const of = results[index] ?? [];
    const speed = speeds[index] ?? NaN;
    const errors = of.reduce((sum, result) => sum + result.errors, 0);
    failures += errors;
    cells(name, [
      speed.toFixed(0),
      ...references.map((reference) => (speed / reference).toFixed(2)),
      ms(median(of, ({ p50Ms }) => p50Ms)),
      ms(median(of, ({ p99Ms }) => p99Ms)),
      `${median(of, ({ cpuUs }) => cpuUs).toFixed(0)} µs`,
      String(errors),
    ]);
  }
}

console.log(
  `gateway, seed ${seed}: ${noteCount} notes, ${connections} connections, medians of ${rounds} rounds of ${seconds} s, servers one\n` +
    `after the other, Node ${process.version}. Server and load share ${availableParallelism()} cores: compare within a run.`,
);
const { url, apiKey, token } = local.ready;
await compare(
  '{ hello }',
  [hello],
  [
    {
      name: 'local: API key, resolver on NONE',
      server: local,
      headers: async () => ({ 'x-api-key': apiKey }),
    },
    ...inMemory,
  ],
);
await compare('note(id), six fields', notes.map(askFor), [
  {
    name: 'local: Lambda authorizer, resolver, DynamoDB',
    server: local,
    headers: async () => ({ authorization: token }),
  },
  { name: 'local: SigV4 and IAM, resolver, DynamoDB', server: local, headers: signed },
  ...inMemory,
]);
for (const server of [yoga, apollo, load]) await server.stop();

const plain = await start<{ url: string }>('plain-socket.ts');
const crowd = await start('subscribers.ts');
const events = notes.slice(0, eventCount + 1);
const audiences = [
  { name: 'local: @aws_subscribe, four selections', at: { url, apiKey }, results: new Array<FanOutResult>() },
  {
    name: `plain ws ${pinned.ws}, the same bytes to all`,
    at: plain.ready,
    results: new Array<FanOutResult>(),
  },
];
for (let round = 0; round < rounds; round += 1)
  for (const { at, results } of audiences)
    results.push(await ask<FanOutResult>(crowd, { ...at, subscribers, events } satisfies FanOutTask));

console.log(
  `\nfan-out: ${rounds} rounds of ${eventCount} events to ${subscribers} subscribers on as many sockets, mutation → arrival`,
);
cells('', ['p50', '× plain', 'p99', 'slowest', 'lost']);
const p50s = audiences.map(({ results }) => median(results, ({ p50Ms }) => p50Ms));
for (const [index, { name, results }] of audiences.entries()) {
  const lost = results.reduce((sum, result) => sum + result.lost, 0);
  failures += lost;
  const p50 = p50s[index] ?? NaN;
  cells(name, [
    ms(p50),
    (p50 / (p50s[1] ?? NaN)).toFixed(2),
    ms(median(results, ({ p99Ms }) => p99Ms)),
    ms(Math.max(...results.map(({ maxMs }) => maxMs))),
    String(lost),
  ]);
}
for (const server of [local, plain, crowd]) await server.stop();
process.exitCode = failures > 0 ? 1 : 0;
