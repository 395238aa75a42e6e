import { rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import type { LogFile } from '../log-file';
import { errorPayload, exited, initError, outOfMemory, timedOut } from './environment-ending';
import type { Ending } from './environment-ending';
import type { LambdaFunction } from './functions';
import { responseLimitBytes } from './limits';
import { LogTail } from './log-tail';
import { lambdaFlags } from './node-runtimes';
import type { NodeRuntime } from './node-runtimes';
import { PlatformLog } from './platform-log';
import type { Failure } from './platform-log';
import { MemoryWatch } from './process-memory';
import type { RuntimeApi, RuntimeClient } from './runtime-api';
import { RuntimeProcess } from './runtime-process';
import { traceHeader } from '../trace';

export interface Invocation {
  requestId: string;
  invokedArn: string;
  payload: Buffer;
  /** The trace header of who asks. */
  traceId?: string | undefined;
}

export interface Outcome {
  payload: Buffer;
  functionError?: 'Unhandled';
  /** The last of what the invocation wrote into the log, until the next one begins. */
  logTail: () => Buffer;
}

/**
 * In which phase of Lambda's lifecycle the code is loaded: before its first invocation, within a limit of its own, or,
 * where that failed, once more as a part of the invocation and within the function's timeout.
 */
export type InitPhase = 'init' | 'invoke';

/**
 * Why there is no outcome: the process was gone before the handler could see the invocation, so that another
 * environment may take it; or the code did not load in the init phase, so that it is to be loaded in the invoke phase.
 */
export type NoOutcome = 'not-delivered' | 'not-initialized';

export interface EnvironmentOptions {
  runtimeApi: RuntimeApi;
  node: NodeRuntime;
  /** The compiled bootstrap, and where the function's code lies. */
  bootstrap: string;
  taskRoot: string;
  /** Makes a folder for its temporary files, which is removed with it. */
  makeTemporaryFolder: () => string;
  /** All that the process may see of the world, save for the address of the Runtime API and its temporary folder. */
  variables: Readonly<Record<string, string>>;
  initLimitMs: number;
  log: LogFile;
  onExit: () => void;
}

/** No handler takes so much memory in so little time that it matters: what it took is seen the next time. */
const harmlessMs = 10;

interface Running {
  invocation: Invocation;
  settle: (outcome: Outcome | NoOutcome) => void;
  /** Undefined until the process has it. */
  startedAt: number | undefined;
  answered: boolean;
  timer: NodeJS.Timeout | undefined;
}

/**
 * One process that runs one invocation of a function at a time. It lives from its first invocation until it is idle for
 * long, exits, or is killed because it took more time or memory than the function has.
 */
export class ExecutionEnvironment implements RuntimeClient {
  readonly #process: RuntimeProcess;
  readonly #unregister: () => void;
  readonly #temporaryFolder: string;
  readonly #memory: MemoryWatch | undefined;
  readonly #tail = new LogTail();
  readonly #platform: PlatformLog;
  readonly #bornAt = performance.now();
  readonly #initTimer: NodeJS.Timeout;
  /** Of the first invocation, where the loading of the code is a part of it. */
  #startOfFirst: number | undefined;
  #initialized = false;
  /** Until it is reported. */
  #initDurationMs: number | undefined;
  #ready: ServerResponse | undefined;
  #running: Running | undefined;
  /** Why the process is ending, where we know better than its exit status. */
  #ending: Ending | undefined;
  #removed: Promise<void> = Promise.resolve();

  constructor(
    private readonly fn: LambdaFunction,
    private readonly options: EnvironmentOptions,
    private readonly phase: InitPhase,
  ) {
    const { log, node, bootstrap, taskRoot, variables, initLimitMs } = options;
    const { address, unregister } = options.runtimeApi.register(this);
    this.#unregister = unregister;
    this.#temporaryFolder = options.makeTemporaryFolder();
    this.#platform = new PlatformLog(fn, (line) => {
      log.line(line);
      this.#tail.append(Buffer.from(`${line}\n`));
    });
    if (phase === 'invoke') this.#startOfFirst = this.#bornAt;
    this.#platform.initStart(node.version, phase);
    this.#process = new RuntimeProcess({
      executable: node.executable,
      args: [...lambdaFlags(node, fn.memoryMb, fn.variables['NODE_OPTIONS']), bootstrap],
      cwd: taskRoot,
      env: { ...variables, AWS_LAMBDA_RUNTIME_API: address },
      temporaryFolder: this.#temporaryFolder,
      onOutput: (stream) => {
        log.attach(stream);
        stream.on('data', (chunk: Buffer) => this.#tail.append(chunk));
      },
      onEnd: (reason) => this.#gone(reason),
    });
    const { pid } = this.#process;
    if (pid !== undefined)
      this.#memory = new MemoryWatch(pid, fn.memoryMb * 1024 * 1024, () => this.#end(outOfMemory));
    this.#memory?.start();
    const limitMs = phase === 'init' ? initLimitMs : fn.timeoutMs;
    this.#initTimer = setTimeout(() => this.#end(timedOut(limitMs)), limitMs);
  }

  get alive(): boolean {
    return this.#process.running && this.#ending === undefined;
  }

  /** Runs one invocation; never more than one at a time. */
  invoke(invocation: Invocation): Promise<Outcome | NoOutcome> {
    return new Promise((resolve) => {
      if (!this.alive) return resolve('not-delivered');
      const settle = (outcome: Outcome | NoOutcome) => {
        clearTimeout(this.#running?.timer);
        this.#running = undefined;
        resolve(outcome);
      };
      const { timeoutMs } = this.fn;
      // A process that answered and then hangs never asks for more; its first start has a limit of its own.
      const timer = this.#initialized
        ? setTimeout(() => this.#end(timedOut(timeoutMs)), timeoutMs)
        : undefined;
      this.#running = { invocation, settle, startedAt: undefined, answered: false, timer };
      this.#memory?.start();
      this.#deliver();
    });
  }

  kill(): void {
    this.#process.kill();
  }

  /** Resolves when the process has ended, its output is read and its temporary files are gone. */
  async ended(): Promise<void> {
    await this.#process.ended();
    await this.#removed;
  }

  next(response: ServerResponse): boolean {
    if (this.#ready !== undefined || this.#running?.startedAt !== undefined) return false;
    if (!this.#initialized) {
      clearTimeout(this.#initTimer);
      if (this.#memory?.exceededEver()) {
        this.#end(outOfMemory);
        return false;
      }
      this.#initialized = true;
      if (this.phase === 'init') this.#initDurationMs = performance.now() - this.#bornAt;
    }
    this.#ready = response;
    response.once('close', () => {
      if (this.#ready === response) this.#ready = undefined;
    });
    this.#deliver();
    return true;
  }

  respond(requestId: string, payload: Buffer): boolean {
    return this.#answer(requestId, payload, undefined);
  }

  fail(requestId: string, payload: Buffer): boolean {
    return this.#answer(requestId, payload, 'Unhandled');
  }

  responseTooLarge(requestId: string): boolean {
    const payload = errorPayload(
      'Function.ResponseSizeTooLarge',
      `Response payload size exceeded maximum allowed payload size (${responseLimitBytes} bytes).`,
    );
    return this.#answer(requestId, payload, 'Unhandled');
  }

  initFailed(payload: Buffer): boolean {
    if (this.#initialized) return false;
    this.#end(initError(payload));
    return true;
  }

  #deliver(): void {
    const running = this.#running;
    const response = this.#ready;
    if (running === undefined || response === undefined) return;
    this.#ready = undefined;
    const { requestId, invokedArn, payload, traceId } = running.invocation;
    const { timeoutMs } = this.fn;
    const spentMs = performance.now() - this.#start(running);
    clearTimeout(running.timer);
    running.timer = setTimeout(() => this.#end(timedOut(timeoutMs)), timeoutMs - spentMs);
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': payload.length,
      'lambda-runtime-aws-request-id': requestId,
      'lambda-runtime-deadline-ms': Math.round(Date.now() + timeoutMs - spentMs),
      'lambda-runtime-invoked-function-arn': invokedArn,
      'lambda-runtime-trace-id': traceHeader(traceId, new Date()),
    });
    response.end(payload);
  }

  /** Returns when the invocation began. */
  #start(running: Running): number {
    if (running.startedAt !== undefined) return running.startedAt;
    const startedAt = this.#startOfFirst ?? performance.now();
    this.#startOfFirst = undefined;
    running.startedAt = startedAt;
    this.#tail.clear();
    this.#platform.start(running.invocation.requestId);
    return startedAt;
  }

  /** What the handler said is all read by the end of this turn of the event loop, since it said so before it answered. */
  #answer(requestId: string, payload: Buffer, functionError: Outcome['functionError']): boolean {
    const running = this.#running;
    if (running?.startedAt === undefined || running.answered) return false;
    if (running.invocation.requestId !== requestId) return false;
    running.answered = true;
    clearTimeout(running.timer);
    setImmediate(() => {
      const tookLong = performance.now() - this.#start(running) > harmlessMs;
      if (tookLong && this.#memory?.exceededEver()) {
        running.answered = false;
        return this.#end(outOfMemory);
      }
      this.#memory?.rest();
      this.#settle(running, payload, functionError);
    });
    return true;
  }

  #settle(
    running: Running,
    payload: Buffer,
    functionError?: Outcome['functionError'],
    failure?: Failure,
  ): void {
    const { requestId } = running.invocation;
    this.#platform.report({
      requestId,
      durationMs: performance.now() - this.#start(running),
      initDurationMs: this.#initDurationMs,
      maxMemoryBytes: this.#memory?.peakBytes ?? 0,
      failure,
    });
    this.#initDurationMs = undefined;
    const logTail = () => this.#tail.bytes();
    running.settle({ payload, ...(functionError === undefined ? {} : { functionError }), logTail });
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#process.kill();
  }

  /** The process is no more: whoever waits hears why. */
  #gone(reason: string): void {
    clearTimeout(this.#initTimer);
    this.#memory?.stop();
    this.#unregister();
    this.#removed = rm(this.#temporaryFolder, { recursive: true, force: true }).catch((error: unknown) =>
      this.options.log.line(`Its temporary files are still there: ${String(error)}`),
    );
    const ending = this.#ending ?? exited(reason);
    if (!this.#initialized)
      this.#platform.initReport(performance.now() - this.#bornAt, this.phase, ending.failure);
    const running = this.#running;
    if (running !== undefined && !running.answered) {
      const neverSeen = running.startedAt === undefined;
      if (!this.#initialized && this.phase === 'init') running.settle('not-initialized');
      else if (this.#initialized && neverSeen && this.#ending === undefined) running.settle('not-delivered');
      else this.#fail(running, ending);
    }
    this.options.onExit();
  }

  #fail(running: Running, { failure, payload, sentence }: Ending): void {
    const { requestId } = running.invocation;
    this.#start(running);
    if (sentence !== undefined) this.#platform.ended(requestId, sentence, failure);
    this.#settle(running, payload(requestId), 'Unhandled', failure);
  }
}
