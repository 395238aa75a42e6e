import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { LogFile } from '../log-file';
import type { LambdaFunction } from './functions';
import { initLimitMs, responseLimitBytes } from './limits';
import type { RuntimeApi, RuntimeClient } from './runtime-api';

export interface Invocation {
  requestId: string;
  invokedArn: string;
  payload: Buffer;
}

export interface Outcome {
  payload: Buffer;
  functionError?: 'Unhandled';
}

export interface EnvironmentOptions {
  runtimeApi: RuntimeApi;
  /** The compiled bootstrap, and where the function's code lies. */
  bootstrap: string;
  taskRoot: string;
  /** All that the process may see of the world, save for the address of the Runtime API. */
  variables: Readonly<Record<string, string>>;
  log: LogFile;
  onExit: () => void;
}

interface Running {
  invocation: Invocation;
  settle: (outcome: Outcome | 'not-delivered') => void;
  delivered: boolean;
  startedAt: number;
  timer: NodeJS.Timeout | undefined;
}

const living = new Set<ExecutionEnvironment>();
// What this process started does not outlive it, however it ends (save for a kill -9, after which they end by themselves).
process.on('exit', () => {
  for (const environment of living) environment.kill();
});

/**
 * One process that runs one invocation of a function at a time. It lives from its first invocation until it is idle for
 * long, exits, or is killed because an invocation ran past the function's timeout.
 */
export class ExecutionEnvironment implements RuntimeClient {
  readonly #child: ChildProcess;
  readonly #unregister: () => void;
  readonly #bornAt = performance.now();
  readonly #initTimer: NodeJS.Timeout;
  #ready: ServerResponse | undefined;
  #running: Running | undefined;
  /** Why the process is ending, where we know better than its exit status. */
  #ending: Buffer | undefined;
  #exited = false;
  readonly #closed: Promise<void>;
  #initDurationMs: number | undefined;

  constructor(
    private readonly fn: LambdaFunction,
    private readonly options: EnvironmentOptions,
  ) {
    const { address, unregister } = options.runtimeApi.register(this);
    this.#unregister = unregister;
    const heapMb = Math.floor(fn.memoryMb * 0.9);
    this.#child = spawn(
      process.execPath,
      // The code is reached by a link: with its own path kept, it sees what lies around the link, not around its target.
      [
        '--preserve-symlinks',
        '--preserve-symlinks-main',
        `--max-old-space-size=${heapMb}`,
        options.bootstrap,
      ],
      {
        cwd: options.taskRoot,
        env: { ...options.variables, AWS_LAMBDA_RUNTIME_API: address },
        stdio: ['ignore', 'pipe', 'pipe'],
        // A group of its own: Ctrl-C in the terminal does not reach it, and a kill reaches what it started.
        detached: true,
      },
    );
    living.add(this);
    if (this.#child.stdout !== null) options.log.attach(this.#child.stdout);
    if (this.#child.stderr !== null) options.log.attach(this.#child.stderr);
    this.#child.once('error', (error) => this.#gone(`Runtime exited with error: ${error.message}`));
    this.#child.once('exit', (code, signal) => this.#gone(exitReason(code, signal)));
    this.#closed = new Promise((resolve) => this.#child.once('close', () => resolve()));
    const limitMs = Math.max(initLimitMs, fn.timeoutMs);
    this.#initTimer = setTimeout(() => this.#timeOut(limitMs), limitMs);
  }

  get alive(): boolean {
    return !this.#exited && this.#ending === undefined;
  }

  /**
   * Runs one invocation; never more than one at a time. `not-delivered` when the process was gone before the handler
   * could see it, so that another environment may take it.
   */
  invoke(invocation: Invocation): Promise<Outcome | 'not-delivered'> {
    return new Promise((resolve) => {
      if (!this.alive) return resolve('not-delivered');
      const settle = (outcome: Outcome | 'not-delivered') => {
        clearTimeout(this.#running?.timer);
        this.#running = undefined;
        resolve(outcome);
      };
      // A process that answered and then hangs never asks for more; its first start has a limit of its own.
      const timer =
        this.#initDurationMs === undefined
          ? undefined
          : setTimeout(() => this.#timeOut(this.fn.timeoutMs), this.fn.timeoutMs);
      this.#running = { invocation, settle, delivered: false, startedAt: 0, timer };
      this.#deliver();
    });
  }

  kill(): void {
    const { pid } = this.#child;
    if (this.#exited || pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The group is gone already; its exit event is on the way.
    }
  }

  /** Resolves when the process has ended and its output is read. */
  ended(): Promise<void> {
    return this.#closed;
  }

  next(response: ServerResponse): void {
    clearTimeout(this.#initTimer);
    this.#initDurationMs ??= performance.now() - this.#bornAt;
    this.#ready = response;
    this.#deliver();
  }

  respond(requestId: string, payload: Buffer): boolean {
    return this.#finish(requestId, { payload });
  }

  fail(requestId: string, payload: Buffer): boolean {
    return this.#finish(requestId, { payload, functionError: 'Unhandled' });
  }

  responseTooLarge(requestId: string): boolean {
    const payload = errorPayload(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${responseLimitBytes} bytes).`,
    );
    return this.#finish(requestId, { payload, functionError: 'Unhandled' });
  }

  initFailed(payload: Buffer): void {
    this.#ending = payload;
    this.kill();
  }

  #deliver(): void {
    const running = this.#running;
    const response = this.#ready;
    if (running === undefined || response === undefined) return;
    this.#ready = undefined;
    const { requestId, invokedArn, payload } = running.invocation;
    clearTimeout(running.timer);
    running.delivered = true;
    running.startedAt = performance.now();
    running.timer = setTimeout(() => this.#timeOut(this.fn.timeoutMs), this.fn.timeoutMs);
    this.options.log.line(`START RequestId: ${requestId} Version: $LATEST`);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': payload.length,
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': Date.now() + this.fn.timeoutMs,
      'lambda-runtime-invoked-function-arn': invokedArn,
      'lambda-runtime-trace-id': traceId(),
    });
    response.end(payload);
  }

  #finish(requestId: string, outcome: Outcome): boolean {
    const running = this.#running;
    if (running === undefined || !running.delivered || running.invocation.requestId !== requestId)
      return false;
    this.#report(running);
    running.settle(outcome);
    return true;
  }

  #report({ invocation: { requestId }, startedAt }: Running): void {
    const durationMs = (performance.now() - startedAt).toFixed(2);
    const init = this.#initDurationMs;
    this.options.log.line(`END RequestId: ${requestId}`);
    this.options.log.line(
      `REPORT RequestId: ${requestId} Duration: ${durationMs} ms Memory Size: ${this.fn.memoryMb} MB` +
        (init === undefined || init === 0 ? '' : ` Init Duration: ${init.toFixed(2)} ms`),
    );
    this.#initDurationMs = 0;
  }

  #timeOut(limitMs: number): void {
    const requestId = this.#running?.invocation.requestId;
    const prefix = requestId === undefined ? '' : `RequestId: ${requestId} `;
    const sentence = `${prefix}Error: Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
    this.#ending = errorPayload('Sandbox.Timedout', sentence);
    this.kill();
  }

  /** The process is no more: whoever waits hears why. */
  #gone(reason: string): void {
    if (this.#exited) return;
    this.#exited = true;
    clearTimeout(this.#initTimer);
    this.#unregister();
    living.delete(this);
    const running = this.#running;
    if (running !== undefined) {
      const { requestId } = running.invocation;
      const wasServing = this.#initDurationMs !== undefined;
      if (!running.delivered && wasServing && this.#ending === undefined) running.settle('not-delivered');
      else {
        const payload =
          this.#ending ?? errorPayload('Runtime.ExitError', `RequestId: ${requestId} Error: ${reason}`);
        this.options.log.line(payload.toString('utf8'));
        if (running.delivered) this.#report(running);
        running.settle({ payload, functionError: 'Unhandled' });
      }
    }
    this.options.onExit();
  }
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signalNames[signal] ?? signal}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code}`;
}

/** As Lambda, whose supervisor is written in Go, spells them. */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

export function errorPayload(errorType: string, errorMessage: string): Buffer {
  return Buffer.from(JSON.stringify({ errorType, errorMessage }));
}

function traceId(): string {
  const id = randomBytes(20).toString('hex');
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${id.slice(0, 24)};Parent=${id.slice(24)};Sampled=0`;
}
