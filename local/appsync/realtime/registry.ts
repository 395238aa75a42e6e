import { passes } from './filters';
import type { Subscribed } from './subscribe';
import { Delivery } from './views';

/** One subscription of one connection. */
export interface Subscription extends Subscribed {
  deliver: (delivery: Delivery) => void;
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

  /** Whether anybody listens to what the mutation field feeds. */
  hears(mutationField: string): boolean {
    return (this.#subscriptionsOf.get(mutationField) ?? []).some((fieldName) => this.#byField.has(fieldName));
  }

  /** Hands the result of a mutation to the subscriptions that want it; those of one view get one rendering of it. */
  publish(mutationField: string, event: unknown): void {
    const delivery = new Delivery(event);
    for (const fieldName of this.#subscriptionsOf.get(mutationField) ?? [])
      for (const { wants, deliver } of this.#byField.get(fieldName) ?? [])
        if (wants(event)) deliver(delivery);
  }

  /** Ends the subscriptions to `fieldName` whose invalidation filter `payload` passes. */
  invalidate(fieldName: string, payload: unknown): void {
    for (const subscription of [...(this.#byField.get(fieldName) ?? [])])
      if (subscription.invalidation !== undefined && passes(subscription.invalidation, payload))
        subscription.end();
  }
}
