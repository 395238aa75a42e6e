import { passes } from './filters';
import type { FilterGroups } from './filters';

/** One subscription of one connection. */
export interface Subscription {
  id: string;
  fieldName: string;
  /** Whether an event is meant for it. */
  wants: (event: unknown) => boolean;
  invalidation: FilterGroups | undefined;
  deliver: (event: unknown) => void;
  /** The server ends it. */
  end: () => void;
}

/** Who listens to what. */
export class SubscriptionRegistry {
  readonly #byField = new Map<string, Set<Subscription>>();

  #subscriptionsOf: ReadonlyMap<string, string[]> = new Map();

  /** Takes the subscription fields that each mutation field feeds; with a later schema, who listens goes on listening. */
  feed(subscriptionsOf: ReadonlyMap<string, string[]>): void {
    this.#subscriptionsOf = subscriptionsOf;
  }

  add(subscription: Subscription): void {
    const listeners = this.#byField.get(subscription.fieldName) ?? new Set();
    this.#byField.set(subscription.fieldName, listeners.add(subscription));
  }

  remove(subscription: Subscription): void {
    const listeners = this.#byField.get(subscription.fieldName);
    listeners?.delete(subscription);
    if (listeners?.size === 0) this.#byField.delete(subscription.fieldName);
  }

  /** Hands the result of a mutation to the subscriptions that want it. */
  publish(mutationField: string, event: unknown): void {
    for (const fieldName of this.#subscriptionsOf.get(mutationField) ?? [])
      for (const subscription of this.#byField.get(fieldName) ?? [])
        if (subscription.wants(event)) subscription.deliver(event);
  }

  /** Ends the subscriptions to `fieldName` whose invalidation filter `payload` passes. */
  invalidate(fieldName: string, payload: unknown): void {
    for (const subscription of [...(this.#byField.get(fieldName) ?? [])])
      if (subscription.invalidation !== undefined && passes(subscription.invalidation, payload))
        subscription.end();
  }
}
