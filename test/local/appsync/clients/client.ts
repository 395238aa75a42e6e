import type { Credentials } from '../../../../local/cloud';

/** How a client shows who it is. */
export type Identity =
  | { mode: 'API_KEY'; apiKey: string }
  | { mode: 'AWS_LAMBDA'; token: string }
  | { mode: 'AWS_IAM'; credentials: Credentials };

/** One of AWS's own clients, unmodified, as an application uses it. What fails rejects with the client's own error. */
export interface Client {
  /** Resolves to `data`. */
  send(document: string, variables?: object): Promise<unknown>;
  /** Resolves once the subscription has been acknowledged. */
  subscribe(document: string, variables?: object): Promise<Listening>;
}

export interface Listening {
  /** The `data` of the next event that was not given before. */
  next(): Promise<unknown>;
  /** Resolves to the error that ends the subscription. */
  readonly ended: Promise<unknown>;
  stop(): void;
}

/** A queue between a client that calls back and a test that waits. */
export class Heard {
  readonly #events: unknown[] = [];
  readonly #waiting: ((event: unknown) => void)[] = [];

  add(event: unknown): void {
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#events.push(event);
    else waiting(event);
  }

  next(): Promise<unknown> {
    return this.#events.length > 0
      ? Promise.resolve(this.#events.shift())
      : new Promise((resolve) => this.#waiting.push(resolve));
  }
}
