import { availableParallelism } from 'node:os';
import path from 'node:path';
import { AwsError } from '../cloud';
import type {
  Caller,
  Cloud,
  InvokeRequest,
  InvokeResult,
  LambdaService,
  RequestRecord,
  Service,
} from '../cloud';
import { newRequestId } from '../http';
import { startSignedServer } from '../signed-server';
import type { Answer, SignedCall } from '../signed-server';
import { AsynchronousEvents } from './asynchronous-events';
import { credentialsOf, isSameFunction, readDeployment } from './deployment';
import type { Deployment } from './deployment';
import { environmentVariables } from './environment-variables';
import type { AsyncEvent } from './event-queue';
import type { Outcome } from './execution-environment';
import { LogFile } from '../log-file';
import { FunctionPool, shuttingDown, throttled } from './function-pool';
import { findTarget } from './functions';
import type { LambdaFunction, Target } from './functions';
import { assertPayload, readInvoke } from './invoke-request';
import type { QualifiedInvoke } from './invoke-request';
import { accountConcurrency, initLimitMs, requestLimitBytes } from './limits';
import { nodeFor } from './node-runtimes';
import { traceRoot } from '../trace';
import { RuntimeApi } from './runtime-api';
import { Workspace } from './workspace';
import type { TaskRoots } from './workspace';

export interface LambdaOptions {
  /** An execution environment without work for so long is ended. Default 60 s. */
  idleMs?: number;
  /** Processes at a time of one function; more invocations wait. Default: four a core. */
  maxEnvironments?: number;
  /** Waits between the attempts of an asynchronous invocation. Lambda's, and the default: one and two minutes. */
  retryDelaysMs?: readonly number[];
  /** First wait of a throttled asynchronous invocation. Lambda's, and the default: 1 s. */
  throttleDelayMs?: number;
  /** How long the code of a function may take to load before its first invocation. Lambda's, and the default: 10 s. */
  initLimitMs?: number;
  /** Gets every line that a function writes. */
  echo?: (line: string) => void;
}

export interface LocalLambda extends Service, LambdaService {
  /** What functions ask for and this machine does not run, a sentence each. */
  readonly notRun: readonly string[];
  /** Goes on with the events that an earlier process accepted. To be called when all that functions use is there. */
  resumeEvents(): void;
}

/**
 * Lambda for the functions of the template: the Invoke API over HTTP and in process, environments as processes of their
 * own, asynchronous events with retries and destinations.
 */
export async function createLambda(cloud: Cloud, options: LambdaOptions = {}): Promise<LocalLambda> {
  const lambda = new Lambda(cloud, options);
  try {
    await lambda.start();
  } catch (error) {
    await lambda.close();
    throw error;
  }
  return lambda;
}

class Lambda implements LocalLambda {
  readonly name = 'lambda';
  #deployment: Deployment;
  #taskRoots: TaskRoots = new Map();
  readonly #runtimeApi = new RuntimeApi();
  readonly #workspace: Workspace;
  readonly #pools = new Map<string, FunctionPool>();
  /** Pools of functions that have been replaced, each until its last invocation has ended and its code is gone. */
  readonly #replaced = new Map<FunctionPool, Promise<void>>();
  readonly #logs = new Map<string, LogFile>();
  readonly #events: AsynchronousEvents;
  #server: { close(): Promise<void> } | undefined;
  #inFlight = 0;
  #closed = false;

  constructor(
    cloud: Cloud,
    private readonly options: LambdaOptions,
  ) {
    this.#deployment = readDeployment(cloud);
    this.#workspace = new Workspace(path.join(cloud.stateDir, 'lambda'));
    this.#events = new AsynchronousEvents({
      folder: path.join(cloud.stateDir, 'lambda', 'events'),
      deployment: () => this.#deployment,
      run: (event) => this.#runEvent(event),
      invoke: (caller, request) => this.invoke(caller, request),
      log: (name) => this.#log(name),
      record: (caller, requestId, note) => this.#record(caller, requestId, 0, note),
      retryDelaysMs: options.retryDelaysMs ?? [60_000, 120_000],
      throttleDelayMs: options.throttleDelayMs ?? 1_000,
    });
  }

  get notRun(): readonly string[] {
    return this.#deployment.notRun;
  }

  async start(): Promise<void> {
    await Promise.all([this.#workspace.open(), this.#runtimeApi.start(), this.#events.open()]);
    this.#taskRoots = await this.#workspace.place(this.#deployment.functions.values());
    this.#server = await startSignedServer({
      cloud: () => this.#deployment.cloud,
      name: 'lambda',
      signingName: 'lambda',
      // Over the limit of an invocation, so that its own error can be told.
      bodyLimitBytes: 2 * requestLimitBytes,
      handle: (call) => this.#handle(call),
    });
  }

  async prepare(next: Cloud): Promise<() => void> {
    const deployment = readDeployment(next);
    const { functions } = this.#deployment;
    const taskRoots = await this.#workspace.place(deployment.functions.values(), (fn) =>
      isSameFunction(fn, functions.get(fn.name)) ? this.#taskRoots.get(fn.name) : undefined,
    );
    return () => {
      this.#deployment = deployment;
      const earlier = this.#taskRoots;
      this.#taskRoots = taskRoots;
      for (const [name, taskRoot] of earlier)
        if (taskRoots.get(name) !== taskRoot) void this.#replace(name, taskRoot);
    };
  }

  async close(): Promise<void> {
    await this.#server?.close();
    this.#closed = true;
    this.#events.close();
    await Promise.all([...this.#pools.values(), ...this.#replaced.keys()].map((pool) => pool.close()));
    await Promise.all(this.#replaced.values());
    await this.#events.settled();
    await this.#runtimeApi.close();
    await Promise.all([...this.#logs.values()].map((log) => log.close()));
  }

  resumeEvents(): void {
    this.#events.resume();
  }

  async invoke(caller: Caller, request: InvokeRequest): Promise<InvokeResult> {
    const started = performance.now();
    const requestId = newRequestId();
    const note: SignedCall['note'] = { operation: 'Invoke', traceId: traceRoot(request.traceId) };
    try {
      const { result } = await this.#invoke(caller, request, requestId, note);
      note.outcome = outcomeOf(result);
      return result;
    } catch (error) {
      note.outcome = error instanceof AwsError ? `${error.statusCode} ${error.code}` : '500';
      note.decision ??= error instanceof Error ? error.message : String(error);
      throw error;
    } finally {
      this.#record(caller, requestId, performance.now() - started, note);
    }
  }

  async #handle({ caller, request, requestId, note }: SignedCall): Promise<Answer> {
    const asked = readInvoke(request);
    note.operation = 'Invoke';
    const { result, version, logTail } = await this.#invoke(caller, asked, requestId, note);
    note.outcome = outcomeOf(result);
    return {
      statusCode: result.statusCode,
      headers: {
        'content-type': 'application/json',
        'x-amz-executed-version': version,
        ...(result.functionError === undefined ? {} : { 'x-amz-function-error': result.functionError }),
        ...(asked.logType === undefined || logTail === undefined
          ? {}
          : { 'x-amz-log-result': logTail().toString('base64') }),
      },
      body: result.payload,
    };
  }

  async #invoke(
    caller: Caller,
    { functionName, qualifier: asked, payload: given, invocationType, traceId }: QualifiedInvoke,
    requestId: string,
    note: Partial<RequestRecord>,
  ): Promise<{ result: InvokeResult; version: string; logTail?: () => Buffer }> {
    const { cloud, functions } = this.#deployment;
    const target = findTarget(functions, functionName, asked, cloud);
    note.resource = target.arn;
    note.decision = this.#authorize(caller, target.arn);
    const { fn, qualifier } = this.#existing(target);
    const payload = given.length === 0 ? Buffer.from('{}') : given;
    assertPayload(payload, invocationType);
    const version = fn.versions.get(qualifier) ?? '$LATEST';
    const event: AsyncEvent = {
      requestId,
      functionName: fn.name,
      qualifier,
      invokedArn: target.arn,
      payload,
      traceId,
    };
    if (invocationType === 'DryRun')
      return { result: { statusCode: 204, payload: Buffer.alloc(0) }, version };
    if (invocationType === 'Event') {
      await this.#events.add(event);
      return { result: { statusCode: 202, payload: Buffer.alloc(0) }, version };
    }
    const { logTail, ...outcome } = await this.#run(fn, event);
    return { result: { statusCode: 200, ...outcome }, version, logTail };
  }

  #authorize(caller: Caller, functionArn: string): string {
    const { cloud, permissions } = this.#deployment;
    return cloud.iam.authorize({
      caller,
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      resourcePolicy: permissions,
    });
  }

  #existing(target: Target): { fn: LambdaFunction; qualifier: string } {
    const { fn, arn, qualifier } = target;
    if (fn === undefined)
      throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404, { Type: 'User' });
    if (fn.notRun !== undefined)
      throw new AwsError('NotImplemented', `${fn.name} cannot be invoked: ${fn.notRun}.`, 501);
    return { fn, qualifier };
  }

  /** By the function as it is now: the event may have waited for longer than the code that it was meant for. */
  #runEvent(event: AsyncEvent): Promise<Outcome> {
    const { cloud, functions } = this.#deployment;
    return this.#run(this.#existing(findTarget(functions, event.invokedArn, undefined, cloud)).fn, event);
  }

  async #run(fn: LambdaFunction, event: AsyncEvent): Promise<Outcome> {
    if (this.#closed) throw shuttingDown();
    if (this.#inFlight >= accountConcurrency) throw throttled('ConcurrentInvocationLimitExceeded');
    this.#inFlight++;
    try {
      return await this.#pool(fn).run(event);
    } finally {
      this.#inFlight--;
    }
  }

  #pool(fn: LambdaFunction): FunctionPool {
    const known = this.#pools.get(fn.name);
    if (known !== undefined) return known;
    const { cloud } = this.#deployment;
    const taskRoot = this.#taskRoots.get(fn.name) ?? '';
    const node = nodeFor(fn.runtime);
    const pool = new FunctionPool(fn, {
      idleMs: this.options.idleMs ?? 60_000,
      maxEnvironments: this.options.maxEnvironments ?? 4 * availableParallelism(),
      mendCode: () => this.#workspace.mend(fn, taskRoot),
      environment: {
        runtimeApi: this.#runtimeApi,
        node,
        bootstrap: this.#workspace.bootstrap,
        taskRoot,
        makeTemporaryFolder: () => this.#workspace.makeTemporaryFolder(),
        variables: environmentVariables(fn, cloud, credentialsOf(cloud, fn), taskRoot, node),
        initLimitMs: this.options.initLimitMs ?? initLimitMs,
        log: this.#log(fn.name),
      },
    });
    this.#pools.set(fn.name, pool);
    return pool;
  }

  /** What runs in the function's pool runs to its end; the next invocation finds another one. */
  async #replace(name: string, taskRoot: string): Promise<void> {
    const pool = this.#pools.get(name);
    if (pool === undefined) return this.#workspace.remove(taskRoot);
    this.#pools.delete(name);
    const gone = pool.drain().then(() => this.#workspace.remove(taskRoot));
    this.#replaced.set(pool, gone);
    await gone;
    this.#replaced.delete(pool);
  }

  #log(functionName: string): LogFile {
    const known = this.#logs.get(functionName);
    if (known !== undefined) return known;
    const log = new LogFile(
      path.join(this.#deployment.cloud.stateDir, 'logs'),
      functionName,
      this.options.echo,
    );
    this.#logs.set(functionName, log);
    return log;
  }

  #record(caller: Caller, requestId: string, durationMs: number, note: Partial<RequestRecord>): void {
    this.#deployment.cloud.record({
      service: 'lambda',
      operation: 'Invoke',
      caller: caller.kind === 'service' ? caller.principal : caller.arn,
      outcome: '',
      durationMs,
      requestId,
      ...note,
    });
  }
}

function outcomeOf({ statusCode, functionError }: InvokeResult): string {
  return functionError === undefined ? String(statusCode) : `${statusCode} ${functionError}`;
}
