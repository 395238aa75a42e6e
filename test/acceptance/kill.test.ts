import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Person, atRest } from '../../tools/person';
import { localState } from './stack';

const state = mkdtempSync(join(tmpdir(), 'onboarding-kill-'));
const outputs = join(state, 'outputs.json');
const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(state, { recursive: true, force: true });
});

/** A port whose five successors are most likely free too. */
const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  // Below the ports from which the system takes those of outgoing connections.
  return 10_000 + ((typeof address === 'object' && address !== null ? address.port : 0) % 9_000);
};

const start = async (port: number): Promise<{ stack: ChildProcess; person: Person }> => {
  const stack = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'local/start.ts', '--state', state, '--port', String(port)],
      ...['--context', 'ocrEngine=simulated'],
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  running.push(stack);
  rmSync(outputs, { force: true });
  while (!existsSync(outputs)) {
    if (stack.exitCode !== null) throw new Error('The local stack did not start.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const told = JSON.parse(readFileSync(outputs, 'utf8')) as {
    outputs: Record<string, string>;
    region: string;
  };
  const { GraphQLUrl: graphQLUrl = '', ApiKey: apiKey = '' } = told.outputs;
  return { stack, person: new Person({ graphQLUrl, apiKey, region: told.region }, 'DK') };
};

// A deployed stack cannot be killed from here.
(localState() ? describe : describe.skip)('a stack that is killed in the middle of an onboarding', () => {
  it('brings it to its end when it runs again', async () => {
    const port = await freePort();
    const first = await start(port);
    const picture = Buffer.from('a picture that the simulated engine does not look at');
    await first.person.upload(picture, await first.person.openUpload(picture, 'image/jpeg'));
    await first.person.start('Hello');
    first.stack.kill('SIGKILL');
    await once(first.stack, 'exit');
    expect(existsSync(outputs)).toBe(true);

    await start(port);
    let onboarding = await first.person.onboarding();
    for (let polls = 0; !atRest.includes(onboarding.status) && polls < 400; polls += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      onboarding = await first.person.onboarding();
    }
    expect(onboarding.status).toBe('REGISTERED');
    const { events } = onboarding;
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_event, index) => index + 1));
  });
});
