import { AwsError } from '../cloud';
import type { EventStore } from './event-store';
import type { Outcome } from './execution-environment';
import { maximumEventAgeMs, maximumRetryAttempts } from './limits';

/** An event that was taken in with 202. It names its function, which may be another one by the time that it runs. */
export interface AsyncEvent {
  requestId: string;
  functionName: string;
  qualifier: string;
  invokedArn: string;
  payload: Buffer;
  /** The trace header of who asked. */
  traceId?: string | undefined;
}

/** How far an event has come. */
export interface Progress {
  /** Milliseconds since 1970. */
  acceptedAt: number;
  /** Invocations that the function has failed. */
  invokeCount: number;
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
  condition: 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';
  approximateInvokeCount: number;
  /** Of the last invocation; undefined when there was none. */
  outcome: Outcome | undefined;
}

export interface EventQueueOptions {
  /** Where an event is kept until it has ended. */
  store: EventStore;
  run: (event: AsyncEvent) => Promise<Outcome>;
  configOf: (event: AsyncEvent) => EventInvokeConfig;
  /** Whether the function's reserved concurrency is zero: its events end at once. */
  isSwitchedOff: (event: AsyncEvent) => boolean;
  /** Called for every event that ended, before it is forgotten: once, save for a kill between the two. */
  ended: (ending: EventEnding) => Promise<void>;
  /** Called when the service, and not the function, fails an event, which waits then. */
  delayed: (event: AsyncEvent, error: AwsError) => void;
  /** Called instead of `ended` when this machine itself is at fault. */
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
 * goes on until the event is too old, and every event ends in `ended`. An event outlives the process: what had not ended
 * is taken up by the next one, with its age and its count of invocations, so that it is run at least once.
 */
export class EventQueue {
  readonly #sleeping = new Map<NodeJS.Timeout, () => void>();
  readonly #pending = new Set<Promise<void>>();
  #closed = false;

  constructor(private readonly options: EventQueueOptions) {}

  /** Resolves when the event is kept, which is when the caller may be told so. */
  async add(event: AsyncEvent): Promise<void> {
    const progress = { acceptedAt: this.options.now().getTime(), invokeCount: 0 };
    await this.#keep(event, progress);
    this.resume(event, progress);
  }

  /** Goes on with an event that is kept. */
  resume(event: AsyncEvent, progress: Progress): void {
    const processed = this.#process(event, progress)
      .catch((error: unknown) => this.options.faulted(event, error))
      .finally(() => this.#pending.delete(processed));
    this.#pending.add(processed);
  }

  /** Begins nothing more. What has not ended stays kept. */
  close(): void {
    this.#closed = true;
    for (const [timer, wake] of this.#sleeping) {
      clearTimeout(timer);
      wake();
    }
    this.#sleeping.clear();
  }

  /** Resolves when nothing is under way any more: after `close`, when the last running invocation has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async #process(event: AsyncEvent, progress: Progress): Promise<void> {
    const { store, run, configOf, isSwitchedOff, ended, delayed, retryDelaysMs, now } = this.options;
    const { acceptedAt } = progress;
    let { invokeCount } = progress;
    let throttleDelayMs = this.options.throttleDelayMs;
    let outcome: Outcome | undefined;
    const end = async (condition: EventEnding['condition']) => {
      await ended({ event, condition, approximateInvokeCount: invokeCount, outcome });
      await store.remove(event.requestId);
    };
    // The caller has its 202 before the function begins.
    await new Promise((resolve) => setImmediate(resolve));
    while (!this.#closed) {
      if (isSwitchedOff(event)) return end('ZeroReservedConcurrency');
      if (now().getTime() - acceptedAt > configOf(event).maximumEventAgeMs) return end('EventAgeExceeded');
      try {
        outcome = await run(event);
      } catch (error) {
        // 429 or a fault of the service: not the function's, so it is no retry.
        if (!(error instanceof AwsError)) throw error;
        if (this.#closed) return;
        delayed(event, error);
        await this.#sleep(throttleDelayMs);
        throttleDelayMs = Math.min(throttleDelayMs * 2, longestThrottleDelayMs);
        continue;
      }
      // A success counts in any case; a failure may be that of a machine that is going down.
      if (outcome.functionError === undefined) {
        invokeCount++;
        return end('Success');
      }
      if (this.#closed) return;
      invokeCount++;
      if (invokeCount > configOf(event).maximumRetryAttempts) return end('RetriesExhausted');
      await this.#keep(event, { acceptedAt, invokeCount });
      await this.#sleep(retryDelaysMs[invokeCount - 1] ?? retryDelaysMs.at(-1) ?? 0);
    }
  }

  #keep(event: AsyncEvent, progress: Progress): Promise<void> {
    return this.options.store.keep({ ...event, ...progress });
  }

  #sleep(milliseconds: number): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#sleeping.delete(timer);
        resolve();
      }, milliseconds);
      this.#sleeping.set(timer, resolve);
    });
  }
}
