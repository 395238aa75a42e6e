import type { Effect } from './protocol';
import { strict } from './refusal';
import { session } from './session';

function inResponseOf(parentTypeName: string, name: string, effect: Effect): void {
  const call = session();
  if (call.handler !== 'response' || call.parentTypeName !== parentTypeName)
    throw new Error(`extensions.${name} works in the response handler of a ${parentTypeName} resolver only.`);
  call.effects.push(effect);
}

export const extensions = strict('extensions', {
  setSubscriptionFilter(filter: unknown) {
    inResponseOf('Subscription', 'setSubscriptionFilter', { kind: 'setSubscriptionFilter', filter });
  },
  setSubscriptionInvalidationFilter(filter: unknown) {
    inResponseOf('Subscription', 'setSubscriptionInvalidationFilter', {
      kind: 'setSubscriptionInvalidationFilter',
      filter,
    });
  },
  invalidateSubscriptions({ subscriptionField, payload }: { subscriptionField: unknown; payload: unknown }) {
    inResponseOf('Mutation', 'invalidateSubscriptions', {
      kind: 'invalidateSubscriptions',
      subscriptionField,
      payload,
    });
  },
  /** There is no API cache on this machine: nothing to evict, and the log says so. */
  evictFromApiCache(typeName: string, fieldName: string) {
    session().logs.push({
      level: 'INFO',
      text: `extensions.evictFromApiCache(${typeName}.${fieldName}): this machine has no API cache.`,
    });
  },
});
