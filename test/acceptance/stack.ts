import type { ApiAddress } from '../../tools/person';

/**
 * The stack under test: a deployed one when ONBOARDING_ENDPOINT and ONBOARDING_API_KEY (and ONBOARDING_REGION) are
 * set, else the one that start-stack.ts boots on this machine.
 */
export const api = (): ApiAddress => ({
  graphQLUrl: process.env.ONBOARDING_ENDPOINT ?? '',
  apiKey: process.env.ONBOARDING_API_KEY ?? '',
  region: process.env.ONBOARDING_REGION ?? 'eu-central-1',
});

/** State folder of the local stack; undefined when a deployed stack is tested. */
export const localState = (): string | undefined => process.env.ONBOARDING_STATE;

/**
 * How a specimen's onboarding may end well: the local stack is new, so its person is; in a deployed one an earlier run of
 * the suite may have registered them.
 */
export const registered = (): RegExp => (localState() ? /^REGISTERED$/ : /^(ALREADY_)?REGISTERED$/);
