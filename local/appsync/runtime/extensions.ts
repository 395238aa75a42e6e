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

/** Headers that belong to AppSync or to the connection (AppSync developer guide, "HTTP helpers in util.http"). */
const restrictedHeaders =
  /^(x-amz|accept-ranges|age|allow|connection|content-|date|etag|expect|host|keep-alive|location|proxy-|server|set-cookie|te$|trailer|transfer-encoding|upgrade|vary|via|warning|www-authenticate)/i;

export const http = strict('util.http', {
  copyHeaders(headers: Record<string, unknown>): Record<string, unknown> {
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !restrictedHeaders.test(name)));
  },
  addResponseHeader(name: string, value: unknown): void {
    if (!/^[A-Za-z0-9-]+$/.test(name) || restrictedHeaders.test(name))
      throw new Error(`util.http.addResponseHeader: '${name}' is not a header that a resolver may set.`);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    session().effects.push({ kind: 'responseHeader', name, value: text.replace(/[^\t\x20-\x7e]/g, ' ') });
  },
  addResponseHeaders(headers: Record<string, unknown>): void {
    for (const [name, value] of Object.entries(headers)) http.addResponseHeader(name, value);
  },
});
