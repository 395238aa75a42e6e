import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { writeConsoleAs } from './bootstrap-console';

/**
 * What runs inside an execution environment: it loads the handler and then, for ever, asks the Runtime API for an
 * invocation, runs the handler, and hands back what came of it. It is compiled to one file when the machine starts and
 * sees nothing of the rest of this project.
 */

type Handler = (event: unknown, context: Context, callback: Callback) => unknown;
type Callback = (error?: unknown, result?: unknown) => void;

interface Context {
  functionName: string;
  functionVersion: string;
  memoryLimitInMB: string;
  logGroupName: string;
  logStreamName: string;
  awsRequestId: string;
  invokedFunctionArn: string;
  callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 2 });
const api = new URL(`http://${environment('AWS_LAMBDA_RUNTIME_API')}/2018-06-01/runtime/`);
/** Undefined between invocations. */
let currentRequestId: string | undefined;

async function main(): Promise<void> {
  writeConsoleAs(process.env['AWS_LAMBDA_LOG_FORMAT'] === 'JSON' ? 'JSON' : 'Text', () => currentRequestId);
  // Error events of a handler that nobody listens to end the process, as in Lambda; the invocation learns why.
  process.on('uncaughtException', (error) => void dieOf(error, undefined, 129));
  process.on('unhandledRejection', (reason) => void dieOf(reason, 'Runtime.UnhandledPromiseRejection', 128));
  let handler: Handler;
  try {
    handler = await loadHandler(environment('LAMBDA_TASK_ROOT'), environment('_HANDLER'));
  } catch (error) {
    await post('init/error', JSON.stringify(describeError(error)));
    process.exit(1);
  }
  for (;;) await serveOne(handler);
}

async function serveOne(handler: Handler): Promise<void> {
  const { statusCode, headers, body } = await call('GET', 'invocation/next');
  // The handler asked for itself: there is no work for two.
  if (statusCode !== 200) process.exit(1);
  const requestId = String(headers['lambda-runtime-aws-request-id']);
  currentRequestId = requestId;
  process.env['_X_AMZN_TRACE_ID'] = String(headers['lambda-runtime-trace-id']);
  let kind: 'response' | 'error' = 'response';
  let answer: string;
  try {
    const event: unknown = JSON.parse(body.toString('utf8'));
    const result = await run(handler, event, contextFrom(headers, requestId));
    answer = serialize(result);
  } catch (error) {
    kind = 'error';
    const described = describeError(error);
    console.error('Invoke Error', JSON.stringify(described));
    answer = JSON.stringify(described);
  }
  await post(`invocation/${requestId}/${kind}`, answer);
  currentRequestId = undefined;
}

/**
 * A handler answers by its promise, its value, or its callback, whichever comes first. When nothing is left to wait for,
 * a callback that was never called is the answer null, and a promise that never settled an error, as in Lambda.
 */
function run(handler: Handler, event: unknown, context: Context): Promise<unknown> {
  let whenIdle = () => {};
  const answered = new Promise((resolve, reject) => {
    const callback: Callback = (error, result) => {
      if (error === undefined || error === null) resolve(result);
      else reject(error);
    };
    const returned = handler(event, context, callback);
    if (isThenable(returned)) {
      returned.then(resolve, reject);
      whenIdle = () => reject(named('Runtime.NodeJsExit', 'The promise of the handler was never settled.'));
    } else if (handler.length >= 3) whenIdle = () => resolve(null);
    else resolve(returned);
  });
  process.once('beforeExit', whenIdle);
  return answered.finally(() => process.off('beforeExit', whenIdle));
}

function serialize(result: unknown): string {
  try {
    // A function or a symbol has no JSON either.
    return JSON.stringify(result) ?? 'null';
  } catch (cause) {
    const error = new Error(`The answer of the handler is not JSON: ${messageOf(cause)}`, { cause });
    error.name = 'Runtime.MarshalError';
    throw error;
  }
}

function contextFrom(headers: IncomingHttpHeaders, awsRequestId: string): Context {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    functionName: environment('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: environment('AWS_LAMBDA_FUNCTION_VERSION'),
    memoryLimitInMB: environment('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: environment('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: environment('AWS_LAMBDA_LOG_STREAM_NAME'),
    awsRequestId,
    invokedFunctionArn: String(headers['lambda-runtime-invoked-function-arn']),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/**
 * `folder/module.export.inner` → the function. `.js` is CommonJS unless the code's own package.json says
 * `"type": "module"`; then `.mjs`, `.cjs`. (The order of Lambda's Node runtime.)
 */
async function loadHandler(taskRoot: string, handlerName: string): Promise<Handler> {
  const folder = path.dirname(handlerName);
  const [moduleName = '', ...exportPath] = path.basename(handlerName).split('.');
  if (moduleName === '' || exportPath.length === 0)
    throw named('Runtime.MalformedHandlerName', `Bad handler ${handlerName}: it must be module.export.`);
  const base = path.resolve(taskRoot, folder, moduleName);
  const loaded = await loadModule(taskRoot, base);
  const found = exportPath.reduce<unknown>(
    (value, key) => (isObject(value) ? Reflect.get(value, key) : undefined),
    loaded,
  );
  if (!isHandler(found))
    throw named(
      'Runtime.HandlerNotFound',
      `${handlerName} is undefined or not exported${found === undefined ? '' : ' as a function'}`,
    );
  return found;
}

async function loadModule(taskRoot: string, base: string): Promise<unknown> {
  const require = createRequire(`${base}.js`);
  const candidates: [extension: string, load: (file: string) => unknown][] = [
    ['.js', isModuleFolder(taskRoot, path.dirname(base)) ? importFile : require],
    ['.mjs', importFile],
    ['.cjs', require],
  ];
  for (const [extension, load] of candidates) {
    const file = base + extension;
    if (!existsSync(file)) continue;
    try {
      return await load(file);
    } catch (error) {
      if (error instanceof SyntaxError) error.name = 'Runtime.UserCodeSyntaxError';
      else if (isMissingModule(error)) error.name = 'Runtime.ImportModuleError';
      throw error;
    }
  }
  throw named('Runtime.ImportModuleError', `Error: Cannot find module '${path.basename(base)}'`);
}

function importFile(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}

/** Whether the nearest package.json, no higher than the code itself, says `"type": "module"`. */
function isModuleFolder(taskRoot: string, folder: string): boolean {
  const file = path.join(folder, 'package.json');
  if (existsSync(file)) {
    const parsed: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isObject(parsed) && Reflect.get(parsed, 'type') === 'module';
  }
  return folder !== taskRoot && folder.startsWith(taskRoot) && isModuleFolder(taskRoot, path.dirname(folder));
}

async function dieOf(thrown: unknown, errorType: string | undefined, exitCode: number): Promise<void> {
  const described = describeError(thrown);
  const report = JSON.stringify({ ...described, errorType: errorType ?? described.errorType });
  console.error(errorType ?? 'Uncaught Exception', report);
  if (currentRequestId === undefined) await post('init/error', report);
  else await post(`invocation/${currentRequestId}/error`, report);
  process.exit(exitCode);
}

function describeError(error: unknown): { errorType: string; errorMessage: string; trace: string[] } {
  if (!(error instanceof Error))
    return { errorType: typeof error, errorMessage: messageOf(error), trace: [] };
  return {
    errorType: error.name,
    errorMessage: error.message,
    trace: (error.stack ?? '').split('\n'),
  };
}

function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'object' ? JSON.stringify(error) : String(error);
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === 'function';
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof Reflect.get(value, 'then') === 'function';
}

function isMissingModule(error: unknown): error is Error {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
}

function environment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The environment variable ${name} is missing.`);
  return value;
}

/** What was said before is said first: output that the other side has not read yet waits in this process. */
async function post(pathname: string, body: string): Promise<void> {
  for (const stream of [process.stdout, process.stderr])
    if (stream.writableLength > 0) await new Promise((resolve) => stream.write('', resolve));
  await call('POST', pathname, body);
}

/** One call of the Runtime API. When it is gone, so is the reason to live. */
function call(
  method: 'GET' | 'POST',
  pathname: string,
  body?: string,
): Promise<{ statusCode: number | undefined; headers: IncomingHttpHeaders; body: Buffer }> {
  return new Promise((resolve) => {
    const url = new URL(pathname, api);
    const outgoing = request(
      url,
      { method, agent, ...(body === undefined ? {} : bodyHeaders(body)) },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const { statusCode, headers } = response;
          resolve({ statusCode, headers, body: Buffer.concat(chunks) });
        });
        response.on('error', () => process.exit(1));
      },
    );
    outgoing.on('error', () => process.exit(1));
    outgoing.end(body);
  });
}

function bodyHeaders(body: string): { headers: Record<string, string | number> } {
  return { headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } };
}

void main();
