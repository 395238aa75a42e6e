/** What this machine cannot judge of a policy. A Deny with such a doubt denies, an Allow with it allows nothing. */
export class PolicyError extends Error {
  override readonly name = 'PolicyError';
}
