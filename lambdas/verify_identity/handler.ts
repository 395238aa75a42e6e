import type { VerificationResult } from '../../generated/types';
import { VerifyIdentityInputSchema } from '../../generated/validators';
import { dateIn } from '../../identity/calendar';
import { mockRegistry } from '../../identity/registry/mock-registry';
import { unconnectedRegistry } from '../../identity/registry/unconnected';
import { environment } from '../environment';
import { Fault } from '../fault';
import { createLog } from '../log';
import { parse } from '../validation';
import { verifyIdentity } from './verify-identity';

/** The one stage in which test and synthetic numbers are people, and in which the mock registers are asked. */
const SANDBOX = 'sandbox';
/** Less than the function may take, and than its caller waits. In milliseconds. */
const REGISTRY_WITHIN_MS = 5_000;

const { STAGE, MINIMUM_AGE } = environment(['STAGE', 'MINIMUM_AGE']);
if (!/^\d{1,2}$/.test(MINIMUM_AGE)) throw new Fault('MINIMUM_AGE must be a whole number of years, 0 to 99');

const inSandbox = STAGE === SANDBOX;
const log = createLog('verify_identity');

/**
 * Verifies an identity. Without state or permissions; logs nothing but a registry that fails. An event that is not as the
 * contract says throws InvalidValue, which names the fields.
 */
export const handler = async (event: unknown): Promise<VerificationResult> => {
  const input = parse(VerifyIdentityInputSchema(), event, 'event');
  return verifyIdentity(input, {
    registryOf: inSandbox ? mockRegistry : unconnectedRegistry,
    today: dateIn(input.country, new Date()),
    acceptsSynthetic: inSandbox,
    minimumAge: Number(MINIMUM_AGE),
    registryWithinMs: REGISTRY_WITHIN_MS,
    log,
  });
};
