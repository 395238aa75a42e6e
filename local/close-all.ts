import type { Service } from './cloud';

/** In the order opposite to the start: who is asked ends after who asks. One that fails to end keeps no other from it. */
export async function closeAll(started: readonly Pick<Service, 'close'>[]): Promise<void> {
  const failures: unknown[] = [];
  for (const service of started.toReversed())
    await service.close().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
