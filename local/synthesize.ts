import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isObject } from './template/intrinsics';
import type { Json } from './template/intrinsics';

/** What `cdk.json` says of the app. */
export interface Project {
  root: string;
  app: string;
  /** Where the cloud assembly is written. */
  assembly: string;
  context: { [key: string]: Json };
}

/** Reads `cdk.json` (and `cdk.context.json`) of `root`. Throws an Error with a sentence when it is not there. */
export function readProject(root: string): Project {
  const file = path.join(root, 'cdk.json');
  const settings = readObject(file);
  if (settings === undefined)
    throw new Error(`There is no cdk.json in ${root}: start in the folder of the CDK app.`);
  const { app, output = 'cdk.out', context } = settings;
  if (typeof app !== 'string' || typeof output !== 'string')
    throw new Error(`${file} must say in "app" which command synthesizes the stack.`);
  return {
    root,
    app,
    assembly: path.resolve(root, output),
    context: { ...readObject(path.join(root, 'cdk.context.json')), ...(isObject(context) ? context : {}) },
  };
}

/**
 * Runs the app as the CDK command line does: with the context in `CDK_CONTEXT_JSON` and the assembly's folder in
 * `CDK_OUTDIR`. Throws an Error with what the app printed when it fails. `onProcess` gets the child, to end it early.
 */
export async function synthesize(
  { root, app, assembly, context }: Project,
  given: Readonly<Record<string, string>>,
  { verbose, onProcess }: { verbose: boolean; onProcess: (kill: () => void) => void },
): Promise<void> {
  const binaries = path.join(root, 'node_modules', '.bin');
  const child = spawn(app, {
    cwd: root,
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: [binaries, process.env['PATH'] ?? ''].join(path.delimiter),
      CDK_OUTDIR: assembly,
      // The CDK's rules for templates take seconds; `cdk synth` runs them, here the template itself runs.
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...given }),
    },
  });
  onProcess(() => child.kill('SIGTERM'));
  let printed = '';
  const listen = (chunk: Buffer) => {
    printed += chunk.toString('utf8');
    if (verbose) process.stderr.write(chunk);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The app failed (${app}).\n${verbose ? '' : printed}`.trimEnd());
}

function readObject(file: string): { [key: string]: Json } | undefined {
  if (!existsSync(file)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is not JSON.`, { cause });
  }
  if (!isObject(value)) throw new Error(`${file} must be a JSON object.`);
  return value;
}
