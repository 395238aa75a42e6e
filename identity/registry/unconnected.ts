import type { Country } from '../../generated/types';
import type { NationalRegistry } from './registry';

/** No real register stands behind the port yet. */
export class RegistryNotConnected extends Error {
  override name = 'RegistryNotConnected';
}

/** The place of a real register that is still to be connected: it cannot be asked, and verifies nobody. */
export const unconnectedRegistry = (country: Country): NationalRegistry => ({
  lookUp: () => Promise.reject(new RegistryNotConnected(`the register of ${country} is not connected`)),
});
