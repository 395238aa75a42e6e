import type { NationalRegistry, RegistryRecord } from '../../identity/registry/registry';
import { Fault } from '../fault';
import type { Log } from '../log';

export interface Asking {
  /** How long the registry may take, in milliseconds. */
  readonly registryWithinMs: number;
  readonly log: Pick<Log, 'warn'>;
}

/**
 * The registry's record; undefined where it knows nobody, `unavailable` where it failed or took too long, which is logged. A
 * registry that pays no heed to the signal is left behind.
 */
export async function askRegistry(
  registry: NationalRegistry,
  nationalId: string,
  { registryWithinMs, log }: Asking,
): Promise<RegistryRecord | undefined | 'unavailable'> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Fault('the registry did not answer in time'));
      controller.abort();
    }, registryWithinMs);
  });
  try {
    return await Promise.race([registry.lookUp(nationalId, controller.signal), tooLate]);
  } catch (error) {
    log.warn('the registry could not be asked', error, { reason: 'SERVICE_UNAVAILABLE' });
    return 'unavailable';
  } finally {
    clearTimeout(timer);
  }
}
