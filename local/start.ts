import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { announcement } from './announcement';
import type { LocalCloud } from './boot';
import { claimState } from './state-folder';
import { AppRun } from './synthesis/app-run';
import { keepUp } from './synthesis/keep-up';
import { readProject } from './synthesis/project';
import { Synthesizer } from './synthesis/synthesizer';
import { watch } from './synthesis/watch';
import type { Watch } from './synthesis/watch';

const help = `Runs the stack of this folder's CDK app on this machine.

  npm start -- [options]
  npm run dev -- [options]      the same with --watch

  --port N          first of six ports on 127.0.0.1; 0 takes any free ones (default: 4000)
  --state DIR       where everything lies that survives a restart (default: .local)
  --reset           erase the state first
  --context K=V     context for the CDK app; repeatable
  --stack NAME      which stack, when the app has several
  --watch           take in every change of the app's files at once, without losing state
  --no-synth        run what was synthesized last
  --verbose         write the output of functions, and every request, to the terminal too
  --help            this text`;

/** AWS waits one and two minutes; nobody in front of a terminal does. */
const retryDelaysMs = [1_000, 2_000];

class UsageError extends Error {}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string', default: '4000' },
        state: { type: 'string', default: '.local' },
        reset: { type: 'boolean', default: false },
        context: { type: 'string', multiple: true, default: [] },
        stack: { type: 'string' },
        watch: { type: 'boolean', default: false },
        'no-synth': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    if (values.watch && values['no-synth'])
      throw new UsageError('--watch synthesizes at every change: leave --no-synth out.');
    return { ...values, port: readPort(values.port), context: readContext(values.context) };
  } catch (error) {
    // parseArgs throws a TypeError whose sentence names the option.
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

function readPort(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new UsageError(`--port ${text}: give a number, 0 for any free ports.`);
  return Number(text);
}

function readContext(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw new UsageError(`--context ${pair}: give it as name=value.`);
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

/** npm runs a script in its package's folder, and says in which the person was: a CDK app there is meant. */
function folderOfThePerson(): string {
  const { npm_package_json: packageFile = '', INIT_CWD: calledIn = '' } = process.env;
  const movedByNpm = path.dirname(packageFile) === process.cwd();
  return movedByNpm && existsSync(path.join(calledIn, 'cdk.json')) ? calledIn : process.cwd();
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(help);
  process.chdir(folderOfThePerson());
  const stateDir = path.resolve(options.state);
  const found = readProject(process.cwd());
  // Synthesized again and again, the assembly is the state's own: `cdk.out` stays what the CDK made of it.
  const project = options.watch ? { ...found, assembly: path.join(stateDir, 'assembly') } : found;
  const state = claimState(stateDir, options);
  process.on('exit', () => state.release());

  let local: LocalCloud | undefined = undefined;
  let watching: Watch | undefined = undefined;
  let stopping = false;
  const stop = () => {
    // The second time at once: what this process started ends with it.
    if (stopping || local === undefined) process.exit(130);
    stopping = true;
    console.log('\nStopping … (Ctrl-C again to stop at once)');
    Promise.all([watching?.close(), local.close()]).then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  // Read while the app synthesizes, which is another process's work.
  const services = import('./boot');
  const synthesizer = options.watch
    ? await Synthesizer.start(project, options, path.join(stateDir, 'synthesis'))
    : undefined;
  if (synthesizer !== undefined) {
    process.on('exit', () => synthesizer.close());
    watching = await watch(project.root, [found.assembly, stateDir]);
    await synthesizer.synthesize();
  } else if (!options['no-synth']) {
    const run = new AppRun(project, options);
    process.on('exit', () => run.kill());
    await run.ended;
  }
  const script = project.context['local:agentScript'];
  const { boot } = await services;
  const running = await boot({
    assembly: project.assembly,
    stateDir,
    port: options.port,
    verbose: options.verbose,
    retryDelaysMs,
    ...(typeof script === 'string' ? { agentScript: path.resolve(project.root, script) } : {}),
    ...(options.stack === undefined ? {} : { stackName: options.stack }),
  });
  local = running;
  const startedAt = new Date().toISOString();
  const announce = ({ outputs, endpoints, operator, cloud: { region } }: LocalCloud) =>
    state.announce({ outputs, endpoints, region, operator, pid: process.pid, startedAt });
  if (synthesizer !== undefined && watching !== undefined)
    keepUp({
      local: running,
      project,
      synthesizer,
      watch: watching,
      stackName: options.stack,
      onReload: () => announce(running),
      say: (line) => console.log(`${new Date().toLocaleTimeString('en-GB')} ${line}`),
    });
  announce(running);
  console.log(announcement(running, { seconds: process.uptime(), retryDelaysMs, watched: options.watch }));
}

function fail(error: unknown): never {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${help}`);
  else console.error(error instanceof Error ? error.message : error);
  process.exit(error instanceof UsageError ? 64 : 1);
}

main().catch(fail);
