import type { VerificationResult } from '../../generated/types';
import { VerifyIdentityInputSchema } from '../../generated/validators';
import { mockRegistry } from '../../identity/registry/mock-registry';
import { parse } from '../validation';
import { verifyIdentity } from './verify-identity';

/** The one stage in which test and synthetic numbers are people. Anything else, or nothing, refuses them. */
const SANDBOX = 'sandbox';

/**
 * Verifies an identity. Without state, network or log; an event that is not as the contract says throws InvalidValue, which
 * names the fields.
 */
export const handler = async (event: unknown): Promise<VerificationResult> =>
  verifyIdentity(parse(VerifyIdentityInputSchema(), event, 'event'), {
    registryOf: mockRegistry,
    today: new Date().toISOString().slice(0, 10),
    acceptsSynthetic: process.env['STAGE'] === SANDBOX,
  });
