import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { build } from 'esbuild';
import type { Program } from 'acorn';
import type { Completion, HandlerInput, HandlerName, HandlerOutcome } from '../runtime/protocol';
import { evaluationLimitBytes } from './evaluation-limit';
import { moduleFunction } from './module-function';
import { codeErrors } from './supported-code';
import type { Vocabulary } from './supported-code';
import { parseModule } from './syntax-tree';

/** AppSync's quota for the code of one resolver or function. */
const codeLimitBytes = 32_768;
/** A handler that runs longer than this is stopped; AppSync's own handlers run for microseconds. */
const handlerLimitMs = 1_000;

/**
 * What the language brings along and APPSYNC_JS does not have (developer guide, "Supported runtime features"): using one
 * of them fails here by name, as its deployment would in AWS. `Object`, `Array`, `String`, `Number`, `Boolean`, `Math`
 * and `JSON` stay.
 */
const unsupportedGlobals = [
  'AggregateError ArrayBuffer Atomics BigInt BigInt64Array BigUint64Array DataView Date Error EvalError',
  'FinalizationRegistry Float32Array Float64Array Function Int16Array Int32Array Int8Array Intl Iterator Map Promise',
  'Proxy RangeError ReferenceError Reflect RegExp Set SharedArrayBuffer Symbol SyntaxError TypeError URIError',
  'Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef WeakSet WebAssembly decodeURI',
  'decodeURIComponent encodeURI encodeURIComponent escape eval isFinite isNaN parseFloat parseInt unescape',
]
  .join(' ')
  .split(' ');

/** What our runtime keeps of them, as parameters of the function that encloses it. */
const keptForRuntime = [
  'BigInt Date Error Intl JSON Map Math Object Proxy Reflect RegExp Set String WeakMap WeakSet Array Number',
  'decodeURIComponent encodeURIComponent parseInt',
]
  .join(' ')
  .split(' ');

let runtimeScript: Promise<vm.Script> | undefined;

/** Our own `@aws-appsync/utils`, bundled once a process. */
function bundledRuntime(): Promise<vm.Script> {
  runtimeScript ??= build({
    entryPoints: [fileURLToPath(new URL('../runtime/entry.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'appsyncRuntime',
    target: 'es2022',
  }).then(({ outputFiles }) => {
    const parameters = keptForRuntime.join(', ');
    const text = outputFiles[0]?.text ?? '';
    return new vm.Script(
      `(function (${parameters}) {${text}; return appsyncRuntime.createRuntime; })(${parameters})`,
      {
        filename: 'appsync-runtime.js',
      },
    );
  });
  return runtimeScript;
}

/** A function of this realm through which nothing of this realm can be reached: it has no prototype and gives text. */
function entropy(byteCount: number): string {
  return randomBytes(byteCount).toString('hex');
}
Object.setPrototypeOf(entropy, null);

/** The code of one resolver or function, loaded into a realm of its own. */
export interface Sandbox {
  call(handler: HandlerName, input: HandlerInput): HandlerOutcome;
}

/** `createRuntime` of `runtime/entry.ts`, as it looks from this realm. */
interface SandboxRuntime {
  globals: Record<string, object>;
  vocabulary(): string;
  load(resolverModule: unknown): void;
  has(handler: string): boolean;
  handle(handler: string, inputText: string, isWatched: boolean): string;
}

/** Error messages of one resolver that are worth reading at a time. */
const mostErrors = 20;

/**
 * Loads `code` (an ES module as AppSync deploys it). Throws an Error that names `owner` when AppSync would not take the
 * code: too long, not JavaScript, without its handlers, or with something that APPSYNC_JS does not have.
 */
export async function loadCode(owner: string, code: string): Promise<Sandbox> {
  const size = Buffer.byteLength(code);
  if (size > codeLimitBytes)
    throw new Error(`${owner}: the code has ${size} bytes; AppSync takes ${codeLimitBytes} at most.`);
  const program = parse(owner, code);
  const createRuntimeScript = await bundledRuntime();
  const realm = vm.createContext(Object.create(null), {
    name: owner,
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  const createRuntime: (source: typeof entropy) => SandboxRuntime = createRuntimeScript.runInContext(realm);
  const runtime = createRuntime(entropy);
  const globals: Record<string, unknown> = vm.runInContext('globalThis', realm);
  for (const name of unsupportedGlobals) delete globals[name];
  Object.assign(globals, runtime.globals);

  const vocabulary: Vocabulary = JSON.parse(runtime.vocabulary());
  const errors = codeErrors(program, vocabulary);
  if (errors.length > 0)
    throw new Error(`${owner}: AppSync does not take the code.\n${errors.slice(0, mostErrors).join('\n')}`);
  const script = new vm.Script(moduleFunction(code, program), { filename: 'code.js' });
  try {
    runtime.load(script.runInContext(realm));
  } catch (error) {
    throw new Error(`${owner}: the code does not load: ${describe(error)}`);
  }
  if (!runtime.has('request') || !runtime.has('response'))
    throw new Error(`${owner}: the code has to export the functions 'request' and 'response'.`);

  const watched = watchedCall(realm, globals, runtime);
  let usesPatterns = false;
  /**
   * A regular expression is the one thing that runs long without passing the meter. Code without them is spared the
   * watchdog, which costs 0.2 ms a call where the call itself takes microseconds.
   */
  const handle = (handler: HandlerName, text: string): string => {
    const answer = usesPatterns ? '' : runtime.handle(handler, text, false);
    if (answer !== '') return answer;
    usesPatterns = true;
    return watched(handler, text);
  };
  return {
    call(handler, input) {
      const text = JSON.stringify(input);
      if (isTooLarge(text)) return tooLarge;
      const answer = handle(handler, text);
      if (isTooLarge(answer)) return tooLarge;
      const outcome: HandlerOutcome = JSON.parse(answer);
      return outcome;
    },
  };
}

function parse(owner: string, code: string): Program {
  try {
    return parseModule(code);
  } catch (cause) {
    throw new Error(`${owner}: the code is not JavaScript: ${describe(cause)}`, { cause });
  }
}

/** Errors of another realm are no `instanceof Error` here. */
function describe(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : String(error);
}

/** `handle` under a watchdog. Only values of the sandbox's own realm pass through its globals. */
function watchedCall(realm: vm.Context, globals: Record<string, unknown>, runtime: SandboxRuntime) {
  const script = new vm.Script('$out = $handle($handler, $input, true)');
  return (handler: string, inputText: string): string => {
    Object.assign(globals, { $handle: runtime.handle, $handler: handler, $input: inputText, $out: '' });
    try {
      script.runInContext(realm, { timeout: handlerLimitMs });
      return String(globals['$out']);
    } catch {
      return JSON.stringify(tooSlow);
    } finally {
      for (const name of ['$handle', '$handler', '$input', '$out']) delete globals[name];
    }
  };
}

function nothingBut(completion: Completion): HandlerOutcome {
  return { completion, stash: {}, appendedErrors: [], effects: [], logs: [] };
}

const tooSlow = nothingBut({
  kind: 'fault',
  message: `The handler did not end within ${handlerLimitMs} ms.`,
  stack: '',
});

/** As AppSync words it (awslabs/aws-mobile-appsync-sdk-js#124). */
const tooLarge = nothingBut({
  kind: 'error',
  error: { message: 'Transformation too large', errorType: 'MappingTemplate', data: null, errorInfo: null },
  unauthorized: false,
});

/** A character is three bytes at most: only long texts are counted. */
function isTooLarge(text: string): boolean {
  return text.length > evaluationLimitBytes / 3 && Buffer.byteLength(text) > evaluationLimitBytes;
}
