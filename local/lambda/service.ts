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
import { credentialsOf, isSameFunction, readDeployment } from './deployment';
import type { Deployment } from './deployment';
import { destinationRecord } from './destinations';
import { environmentVariables } from './environment-variables';
import { EventQueue } from './event-queue';
import type { AsyncEvent, EventEnding } from './event-queue';
import { EventStore } from './event-store';
import type { Outcome } from './execution-environment';
import { LogFile } from '../log-file';
import { FunctionPool, throttled } from './function-pool';
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
  resumeEvents(): Promise<void>;
}

/**
 * Lambda for the functions of the template: the Invoke API over HTTP and in process, environments as processes of their
 * own, asynchronous events with retries and destinations.
 */
export async function createLambda(cloud: Cloud, options: LambdaOptions = {}): Promise<LocalLambda> {
  const lambda = new Lambda(cloud, options);
  await lambda.start();
  return lambda;
}

class Lambda implements LocalLambda {
  readonly name = 'lambda';
  #deployment: Deployment;
  #taskRoots: TaskRoots = new Map();
  readonly #runtimeApi = new RuntimeApi();
  readonly #workspace: Workspace;
  readonly #pools = new Map<string, FunctionPool>();
  /** Pools of functions that have been replaced, until their last invocation has ended. */
  readonly #draining = new Set<FunctionPool>();
  readonly #logs = new Map<string, LogFile>();
  readonly #events: EventStore;
  readonly #queue: EventQueue;
  #server: { close(): Promise<void> } | undefined;
  #inFlight = 0;

  constructor(
    cloud: Cloud,
    private readonly options: LambdaOptions,
  ) {
    this.#deployment = readDeployment(cloud);
    this.#workspace = new Workspace(path.join(cloud.stateDir, 'lambda'));
    this.#events = new EventStore(path.join(cloud.stateDir, 'lambda', 'events'));
    this.#queue = new EventQueue({
      store: this.#events,
      run: (event) => this.#run(event.fn, event),
      configOf: ({ fn, qualifier }) => this.#deployment.configOf(fn.arn, qualifier),
      ended: (ending) => this.#eventEnded(ending),
      faulted: ({ fn, requestId }, error) => this.#log(fn.name).line(`${requestId} ${String(error)}`),
      retryDelaysMs: options.retryDelaysMs ?? [60_000, 120_000],
      throttleDelayMs: options.throttleDelayMs ?? 1_000,
      now: cloud.now,
    });
  }

  get notRun(): readonly string[] {
    return this.#deployment.notRun;
  }

  async start(): Promise<void> {
    await Promise.all([this.#workspace.open(), this.#runtimeApi.start()]);
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
      this.#taskRoots = taskRoots;
      for (const [name, pool] of this.#pools)
        if (!isSameFunction(pool.fn, deployment.functions.get(name))) this.#replace(pool);
    };
  }

  async close(): Promise<void> {
    await this.#server?.close();
    this.#queue.close();
    await Promise.all([...this.#pools.values(), ...this.#draining].map((pool) => pool.close()));
    await this.#queue.settled();
    await this.#runtimeApi.close();
    await Promise.all([...this.#logs.values()].map((log) => log.close()));
  }

  async resumeEvents(): Promise<void> {
    const { events, torn } = await this.#events.load();
    // No function has such a name.
    const say = (sentence: string) => this.#log('lambda.events').line(sentence);
    for (const file of torn) say(`${file} is not a whole event: it was moved aside.`);
    for (const { functionName, acceptedAt, invokeCount, ...event } of events) {
      const fn = this.#deployment.functions.get(functionName);
      if (fn === undefined) {
        say(`${event.requestId} waits: the template has no function ${functionName} any more.`);
        continue;
      }
      this.#log(functionName).line(`${event.requestId} goes on after a restart.`);
      this.#queue.resume({ fn, ...event }, { acceptedAt, invokeCount });
    }
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
    const event: AsyncEvent = { requestId, fn, qualifier, invokedArn: target.arn, payload, traceId };
    if (invocationType === 'DryRun')
      return { result: { statusCode: 204, payload: Buffer.alloc(0) }, version };
    if (invocationType === 'Event') {
      await this.#queue.add(event);
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

  async #run(fn: LambdaFunction, event: AsyncEvent): Promise<Outcome> {
    if (this.#inFlight >= accountConcurrency) throw throttled('ConcurrentInvocationLimitExceeded');
    this.#inFlight++;
    try {
      // The function as it is now: an event may have waited longer than the code it was meant for.
      return await this.#pool(this.#deployment.functions.get(fn.name) ?? fn).run(event);
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

  /** What runs in the pool runs to its end; the next invocation finds another one. */
  #replace(pool: FunctionPool): void {
    this.#pools.delete(pool.fn.name);
    this.#draining.add(pool);
    void pool.drain().then(() => this.#draining.delete(pool));
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

  /** Sends the record of an event that ended to where its function's configuration says. */
  async #eventEnded(ending: EventEnding): Promise<void> {
    const { fn, qualifier, requestId } = ending.event;
    const { cloud, configOf } = this.#deployment;
    const config = configOf(fn.arn, qualifier);
    const succeeded = ending.condition === 'Success';
    const destination = succeeded ? config.onSuccess : config.onFailure;
    const log = this.#log(fn.name);
    if (!succeeded) {
      log.line(`${requestId} ${ending.condition} after ${ending.approximateInvokeCount} invocations`);
      if (fn.deadLetterArn !== undefined)
        log.line(`${requestId} The dead-letter queue ${fn.deadLetterArn} is not run on this machine.`);
    }
    if (destination === undefined) return;
    const role: Caller = cloud.iam.assume(fn.roleArn, fn.name);
    if (!destination.startsWith('arn:aws:lambda:')) {
      const sentence = `${requestId} The destination ${destination} is not run on this machine: only functions are.`;
      log.line(sentence);
      this.#record(role, requestId, 0, {
        operation: 'SendToDestination',
        resource: destination,
        outcome: '501 NotImplemented',
        decision: sentence,
      });
      return;
    }
    const payload = Buffer.from(JSON.stringify(destinationRecord(ending, cloud.now())));
    const { traceId } = ending.event;
    await this.invoke(role, { functionName: destination, payload, invocationType: 'Event', traceId }).catch(
      (error: unknown) => log.line(`${requestId} The destination ${destination} refused: ${String(error)}`),
    );
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
