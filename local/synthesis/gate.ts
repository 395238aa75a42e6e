import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import path from 'node:path';
import { isMainThread } from 'node:worker_threads';

/**
 * Runs in the process of a CDK app before the app does (`node --import`). It loads the packages that the run before it had
 * loaded, and then waits at the gate until the app's own files are to be read. It is compiled to one file and sees nothing
 * of the rest of this project.
 */

const { LOCAL_SYNTHESIS_GATE: gate = '', LOCAL_SYNTHESIS_MODULES: modulesFile = '' } = process.env;

/** The launchers of an app (`npx`, `tsx`, `ts-node`) are packages; what they launch is not. */
function isApp(): boolean {
  const [, entry] = process.argv;
  if (!isMainThread || entry === undefined || !existsSync(entry)) return false;
  return !realpathSync(entry).includes(`${path.sep}node_modules${path.sep}`);
}

function loadPackages(require: NodeJS.Require): void {
  if (!existsSync(modulesFile)) return;
  const modules: unknown = JSON.parse(readFileSync(modulesFile, 'utf8'));
  for (const module of Array.isArray(modules) ? modules : [])
    try {
      require(String(module));
    } catch {
      // Gone, or only to be loaded by another: the app says so itself if it matters.
    }
}

/** Resolves when the other side says so. When it goes away instead, there is nothing left to run for. */
function letIn(address: string): Promise<void> {
  const [port = '', token = ''] = address.split('/');
  return new Promise((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(token));
    socket.once('data', () => {
      resolve();
      socket.removeAllListeners('close');
      socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => process.exit(0));
  });
}

if (isApp()) {
  // What the app starts is not the app.
  for (const name of ['LOCAL_SYNTHESIS_GATE', 'LOCAL_SYNTHESIS_MODULES']) delete process.env[name];
  process.env['NODE_OPTIONS'] = (process.env['NODE_OPTIONS'] ?? '').replace(/ ?--import=\S+gate\.mjs/, '');
  const require = createRequire(path.join(process.cwd(), 'app.js'));
  process.on('exit', (code) => {
    const packages = Object.keys(require.cache).filter((file) => file.includes('node_modules'));
    if (code === 0) writeFileSync(modulesFile, JSON.stringify(packages));
  });
  if (gate !== '') {
    loadPackages(require);
    await letIn(gate);
  }
}
