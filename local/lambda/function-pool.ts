import { AwsError } from '../cloud';
import { ExecutionEnvironment } from './execution-environment';
import type { EnvironmentOptions, InitPhase, Invocation, Outcome } from './execution-environment';
import type { LambdaFunction } from './functions';

export interface PoolOptions {
  /** An environment without work for so long is ended. */
  idleMs: number;
  /** Processes at a time; further invocations wait for one. */
  maxEnvironments: number;
  /** Called when the code could not be loaded, before it is tried once more. */
  mendCode: () => Promise<void>;
  environment: Omit<EnvironmentOptions, 'onExit'>;
}

interface Waiter {
  /** Of an environment that has to be made for it. */
  phase: InitPhase;
  take: (environment: ExecutionEnvironment) => void;
  giveUp: (error: unknown) => void;
}

/** The execution environments of one function: warm ones are used again, the last one first. */
export class FunctionPool {
  readonly #all = new Set<ExecutionEnvironment>();
  readonly #idle: { environment: ExecutionEnvironment; timer: NodeJS.Timeout }[] = [];
  readonly #waiting: Waiter[] = [];
  #inFlight = 0;
  #closed = false;
  /** Set once the pool takes no more work; called when the last invocation has ended. */
  #drained: (() => void) | undefined;

  constructor(
    readonly fn: LambdaFunction,
    private readonly options: PoolOptions,
  ) {}

  /** Invocations that run or wait for an environment. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Throws AwsError 429 when the function's reserved concurrency is used up. */
  async run(invocation: Invocation): Promise<Outcome> {
    const { reservedConcurrency } = this.fn;
    if (reservedConcurrency !== undefined && this.#inFlight >= reservedConcurrency)
      throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
    this.#inFlight++;
    try {
      for (let phase: InitPhase = 'init'; ;) {
        const environment = await this.#acquire(phase);
        const outcome = await environment.invoke(invocation);
        this.#release(environment);
        if (outcome === 'not-initialized') {
          phase = 'invoke';
          await this.options.mendCode();
        } else if (outcome !== 'not-delivered') return outcome;
      }
    } finally {
      this.#inFlight--;
      if (this.#inFlight === 0) this.#drained?.();
    }
  }

  /** Lets what is under way end, then ends every environment. Nothing may be run any more. */
  async drain(): Promise<void> {
    if (this.#inFlight > 0) await new Promise<void>((resolve) => (this.#drained = resolve));
    await this.close();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { giveUp } of this.#waiting.splice(0)) giveUp(shuttingDown());
    for (const { timer } of this.#idle) clearTimeout(timer);
    const ended = [...this.#all].map((environment) => environment.ended());
    for (const environment of this.#all) environment.kill();
    await Promise.all(ended);
  }

  async #acquire(phase: InitPhase): Promise<ExecutionEnvironment> {
    if (this.#closed) throw shuttingDown();
    for (let warm = this.#idle.pop(); warm !== undefined; warm = this.#idle.pop()) {
      clearTimeout(warm.timer);
      if (warm.environment.alive) return warm.environment;
    }
    if (this.#all.size < this.options.maxEnvironments) return this.#create(phase);
    return new Promise((take, giveUp) => this.#waiting.push({ phase, take, giveUp }));
  }

  #create(phase: InitPhase): ExecutionEnvironment {
    const onExit = () => {
      this.#all.delete(environment);
      const next = this.#closed ? undefined : this.#waiting.shift();
      if (next === undefined) return;
      try {
        next.take(this.#create(next.phase));
      } catch (error) {
        // No room for its temporary folder, say: that is for who waits to hear.
        next.giveUp(error);
      }
    };
    const environment = new ExecutionEnvironment(this.fn, { ...this.options.environment, onExit }, phase);
    this.#all.add(environment);
    return environment;
  }

  #release(environment: ExecutionEnvironment): void {
    if (!environment.alive) return;
    const next = this.#waiting.shift();
    if (next !== undefined) return next.take(environment);
    const timer = setTimeout(() => {
      const index = this.#idle.findIndex((entry) => entry.environment === environment);
      if (index >= 0) this.#idle.splice(index, 1);
      environment.kill();
    }, this.options.idleMs);
    timer.unref();
    this.#idle.push({ environment, timer });
  }
}

/** Nothing is begun any more. */
export function shuttingDown(): AwsError {
  return new AwsError('ServiceException', 'The machine is shutting down.', 500);
}

/** Lambda's 429, with the reason that clients can read. */
export function throttled(
  reason: 'ReservedFunctionConcurrentInvocationLimitExceeded' | 'ConcurrentInvocationLimitExceeded',
): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, { Reason: reason, Type: 'User' });
}
