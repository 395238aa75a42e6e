import { once } from 'node:events';
import { rmSync } from 'node:fs';

export default async function stopStack(): Promise<void> {
  if (!globalThis.localStack) return;
  const { process: child, state } = globalThis.localStack;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  rmSync(state, { recursive: true, force: true });
}
