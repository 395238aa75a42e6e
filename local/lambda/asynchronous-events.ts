import type { Caller, InvokeRequest, RequestRecord } from '../cloud';
import type { LogFile } from '../log-file';
import type { Deployment } from './deployment';
import { destinationRecord, functionArnOf } from './destinations';
import { EventQueue } from './event-queue';
import type { AsyncEvent, EventEnding } from './event-queue';
import { EventStore } from './event-store';
import type { KeptEvent } from './event-store';
import type { Outcome } from './execution-environment';

export interface AsynchronousEventsOptions {
  /** Where events are kept until they have ended. */
  folder: string;
  /** As it is now: an event may wait for longer than the template that it came under. */
  deployment: () => Deployment;
  /** Throws AwsError for an event that cannot be run now. */
  run: (event: AsyncEvent) => Promise<Outcome>;
  /** Hands a record to a function that is a destination. */
  invoke: (caller: Caller, request: InvokeRequest) => Promise<unknown>;
  log: (name: string) => LogFile;
  record: (caller: Caller, requestId: string, note: Partial<RequestRecord>) => void;
  retryDelaysMs: readonly number[];
  throttleDelayMs: number;
}

/** The asynchronous half of Lambda: what was answered with 202, from the store over the queue to its destination. */
export class AsynchronousEvents {
  readonly #store: EventStore;
  readonly #queue: EventQueue;
  #left: KeptEvent[] = [];

  constructor(private readonly options: AsynchronousEventsOptions) {
    const { folder, deployment, run, log, retryDelaysMs, throttleDelayMs } = options;
    this.#store = new EventStore(folder);
    this.#queue = new EventQueue({
      store: this.#store,
      run,
      configOf: (event) => deployment().configOf(functionArnOf(event), event.qualifier),
      isSwitchedOff: ({ functionName }) =>
        deployment().functions.get(functionName)?.reservedConcurrency === 0,
      ended: (ending) => this.#ended(ending),
      delayed: ({ functionName, requestId }, { code, message }) => {
        // Throttling is the daily business of a queue.
        if (code !== 'TooManyRequestsException') log(functionName).line(`${requestId} waits: ${message}`);
      },
      faulted: ({ functionName, requestId }, error) =>
        log(functionName).line(`${requestId} ${String(error)}`),
      retryDelaysMs,
      throttleDelayMs,
      now: () => deployment().cloud.now(),
    });
  }

  /** Reads what an earlier process left. To be called before anything is added, which would be taken for its. */
  async open(): Promise<void> {
    const { events, torn } = await this.#store.load();
    this.#left = events;
    for (const file of torn)
      // No function has such a name.
      this.options.log('lambda.events').line(`${file} is not a whole event: it was moved aside.`);
  }

  /** Goes on with what an earlier process left. */
  resume(): void {
    for (const { acceptedAt, invokeCount, ...event } of this.#left.splice(0)) {
      this.options.log(event.functionName).line(`${event.requestId} goes on after a restart.`);
      this.#queue.resume(event, { acceptedAt, invokeCount });
    }
  }

  /** Resolves when the event is kept, which is when the caller may be told so. */
  add(event: AsyncEvent): Promise<void> {
    return this.#queue.add(event);
  }

  /** Begins nothing more. What has not ended stays kept. */
  close(): void {
    this.#queue.close();
  }

  /** Resolves when nothing is under way any more. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** Sends the record of an event that ended to where its function's configuration says. */
  async #ended(ending: EventEnding): Promise<void> {
    const { functionName, qualifier, requestId, traceId } = ending.event;
    const { cloud, functions, configOf } = this.options.deployment();
    const config = configOf(functionArnOf(ending.event), qualifier);
    const fn = functions.get(functionName);
    const succeeded = ending.condition === 'Success';
    const destination = succeeded ? config.onSuccess : config.onFailure;
    const log = this.options.log(functionName);
    if (!succeeded) {
      log.line(`${requestId} ${ending.condition} after ${ending.approximateInvokeCount} invocations`);
      if (fn?.deadLetterArn !== undefined)
        log.line(`${requestId} The dead-letter queue ${fn.deadLetterArn} is not run on this machine.`);
    }
    if (destination === undefined || fn === undefined) return;
    try {
      const role = cloud.iam.assume(fn.roleArn, fn.name);
      if (!destination.startsWith('arn:aws:lambda:')) {
        const sentence = `${requestId} The destination ${destination} is not run on this machine: only functions are.`;
        log.line(sentence);
        this.options.record(role, requestId, {
          operation: 'SendToDestination',
          resource: destination,
          outcome: '501 NotImplemented',
          decision: sentence,
        });
        return;
      }
      const executedVersion = fn.versions.get(qualifier) ?? '$LATEST';
      const record = destinationRecord(ending, executedVersion, cloud.now());
      const payload = Buffer.from(JSON.stringify(record));
      await this.options.invoke(role, {
        functionName: destination,
        payload,
        invocationType: 'Event',
        traceId,
      });
    } catch (error) {
      log.line(`${requestId} The destination ${destination} refused: ${String(error)}`);
    }
  }
}
