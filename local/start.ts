import path from 'node:path';
import { parseArgs } from 'node:util';
import { announcement } from './announcement';
import type { LocalCloud } from './boot';
import { claimState } from './state-folder';
import { readProject, synthesize } from './synthesize';

const help = `Runs the stack of this folder's CDK app on this machine.

  npm start -- [options]

  --port N          first of six ports on 127.0.0.1; 0 takes any free ones (default: 4000)
  --state DIR       where everything lies that survives a restart (default: .local)
  --reset           erase the state first
  --context K=V     context for the CDK app; repeatable
  --stack NAME      which stack, when the app has several
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
        'no-synth': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
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

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) return console.log(help);
  const project = readProject(process.cwd());
  const stateDir = path.resolve(options.state);
  const state = claimState(stateDir, options);
  process.on('exit', () => state.release());

  let local: LocalCloud | undefined = undefined;
  let stopSynthesis = () => {};
  let stopping = false;
  const stop = () => {
    // The second time at once: what this process started ends with it.
    if (stopping || local === undefined) {
      stopSynthesis();
      process.exit(130);
    }
    stopping = true;
    console.log('\nStopping … (Ctrl-C again to stop at once)');
    local.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

  // Read while the app synthesizes, which is another process's work.
  const services = import('./boot');
  if (!options['no-synth'])
    await synthesize(project, options.context, {
      verbose: options.verbose,
      onProcess: (kill) => (stopSynthesis = kill),
    });
  const script = project.context['local:agentScript'];
  const { boot } = await services;
  local = await boot({
    assembly: project.assembly,
    stateDir,
    port: options.port,
    verbose: options.verbose,
    retryDelaysMs,
    ...(typeof script === 'string' ? { agentScript: path.resolve(project.root, script) } : {}),
    ...(options.stack === undefined ? {} : { stackName: options.stack }),
  });
  const { outputs, endpoints, operator, cloud } = local;
  state.announce({
    outputs,
    endpoints,
    region: cloud.region,
    operator,
    pid: process.pid,
    startedAt: new Date().toISOString(),
  });
  console.log(announcement(local, { seconds: process.uptime(), retryDelaysMs }));
}

function fail(error: unknown): never {
  if (error instanceof UsageError) console.error(`${error.message}\n\n${help}`);
  else console.error(error instanceof Error ? error.message : error);
  process.exit(error instanceof UsageError ? 64 : 1);
}

main().catch(fail);
