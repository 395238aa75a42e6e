import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

declare global {
  var localStack: { process: ChildProcess; state: string } | undefined;
}

/** Boots the local stack, as `npm start` does, on free ports and a state folder of its own. */
export default async function startStack(): Promise<void> {
  if (process.env.ONBOARDING_ENDPOINT) return;
  const state = mkdtempSync(join(tmpdir(), 'onboarding-acceptance-'));
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'local/start.ts', '--port', '0', '--state', state],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  globalThis.localStack = { process: child, state };
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));

  const file = join(state, 'outputs.json');
  while (!existsSync(file)) {
    if (child.exitCode !== null) throw new Error(`The local stack did not start:\n${said}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { outputs, region } = JSON.parse(readFileSync(file, 'utf8')) as {
    outputs: Record<string, string>;
    region: string;
  };
  process.env.ONBOARDING_ENDPOINT = outputs.GraphQLUrl;
  process.env.ONBOARDING_API_KEY = outputs.ApiKey;
  process.env.ONBOARDING_REGION = region;
  process.env.ONBOARDING_STATE = state;
}
