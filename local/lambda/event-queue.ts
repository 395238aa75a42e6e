import { AwsError } from '../cloud';
import type { Outcome } from './execution-environment';
import type { LambdaFunction } from './functions';
import { maximumEventAgeMs, maximumRetryAttempts } from './limits';

/** An event that was taken in with 202. */
export interface AsyncEvent {
  requestId: string;
  fn: LambdaFunction;
  qualifier: string;
  invokedArn: string;
  payload: Buffer;
}

/** `AWS::Lambda::EventInvokeConfig` of a function and qualifier, with Lambda's own values where it is silent. */
export interface EventInvokeConfig {
  maximumRetryAttempts: number;
  maximumEventAgeMs: number;
  /** ARNs. */
  onSuccess?: string;
  onFailure?: string;
}

export const defaultEventInvokeConfig: EventInvokeConfig = { maximumRetryAttempts, maximumEventAgeMs };

/** How an event ended. */
export interface EventEnding {
  event: AsyncEvent;
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded';
  approximateInvokeCount: number;
  /** Of the last invocation; undefined when there was none. */
  outcome: Outcome | undefined;
}

export interface EventQueueOptions {
  run: (event: AsyncEvent) => Promise<Outcome>;
  configOf: (event: AsyncEvent) => EventInvokeConfig;
  /** Called once for every event. */
  ended: (ending: EventEnding) => void;
  /** Called instead when this machine itself is at fault. */
  faulted: (event: AsyncEvent, error: unknown) => void;
  /** Waits before the second, third, … invocation; Lambda's are one and two minutes. */
  retryDelaysMs: readonly number[];
  /** A throttled event waits so long at first and twice as long each time, up to 5 minutes; Lambda begins at 1 s. */
  throttleDelayMs: number;
  now: () => Date;
}

const longestThrottleDelayMs = 5 * 60_000;

/**
 * Lambda's queue for asynchronous invocations: an error of the function is retried, a throttled or failed service call
 * goes on until the event is too old, and every event ends in `ended` exactly once. It lives in memory.
 */
export class EventQueue {
  readonly #sleeping = new Map<NodeJS.Timeout, () => void>();
  readonly #pending = new Set<AsyncEvent>();
  #closed = false;

  constructor(private readonly options: EventQueueOptions) {}

  add(event: AsyncEvent): void {
    this.#pending.add(event);
    void this.#process(event)
      .catch((error: unknown) => this.options.faulted(event, error))
      .finally(() => this.#pending.delete(event));
  }

  /** Stops retrying. Returns the events that are lost by it. */
  close(): AsyncEvent[] {
    this.#closed = true;
    for (const [timer, wake] of this.#sleeping) {
      clearTimeout(timer);
      wake();
    }
    this.#sleeping.clear();
    return [...this.#pending];
  }

  async #process(event: AsyncEvent): Promise<void> {
    const { run, configOf, ended, retryDelaysMs, now } = this.options;
    const config = configOf(event);
    const acceptedAt = now().getTime();
    let invokeCount = 0;
    let throttleDelayMs = this.options.throttleDelayMs;
    let outcome: Outcome | undefined;
    // The caller has its 202 before the function begins.
    await new Promise((resolve) => setImmediate(resolve));
    while (!this.#closed) {
      const end = (condition: EventEnding['condition']) =>
        ended({ event, condition, approximateInvokeCount: invokeCount, outcome });
      if (now().getTime() - acceptedAt > config.maximumEventAgeMs) return end('EventAgeExceeded');
      try {
        outcome = await run(event);
      } catch (error) {
        // 429 or a fault of the service: not the function's, so it is no retry.
        if (!(error instanceof AwsError)) throw error;
        await this.#sleep(throttleDelayMs);
        throttleDelayMs = Math.min(throttleDelayMs * 2, longestThrottleDelayMs);
        continue;
      }
      if (this.#closed) return;
      invokeCount++;
      if (outcome.functionError === undefined) return end('Success');
      if (invokeCount > config.maximumRetryAttempts) return end('RetriesExhausted');
      await this.#sleep(retryDelaysMs[invokeCount - 1] ?? retryDelaysMs.at(-1) ?? 0);
    }
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#sleeping.delete(timer);
        resolve();
      }, milliseconds);
      this.#sleeping.set(timer, resolve);
    });
  }
}
