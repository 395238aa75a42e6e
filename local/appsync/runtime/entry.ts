import { dynamodbModule } from './dynamodb';
import { extensions } from './extensions';
import { notRunHere } from './refusal';
import type { Entropy } from './identifiers';
import { meter } from './meter';
import { guardPatterns, UnwatchedSignal, watch } from './patterns';
import type { Completion, HandlerInput, HandlerOutcome, LogLine } from './protocol';
import { closePrototypes } from './prototypes';
import { beginSession, session } from './session';
import { EarlyReturnSignal, FieldErrorSignal } from './signals';
import { createUtil, runtime } from './util';
import { assertWritable, guardLists } from './value-size';

/** The module wrapper that the loader makes of a resolver's code. */
type ResolverModule = (
  exports: Record<string, unknown>,
  require: (specifier: string) => object,
  step: () => void,
  made: <T>(value: T) => T,
  kept: <T>(value: T, owner: unknown) => T,
) => void;

/** The globals that resolver code sees beside the language itself. */
export interface ResolverGlobals {
  util: object;
  runtime: object;
  extensions: object;
  console: object;
  JSON: object;
}

const rdsModule = {
  ...notRunHere(
    '@aws-appsync/utils/rds',
    'createMySQLStatement createPgStatement insert remove select sql toJsonObject update',
  ),
  agg: notRunHere(
    '@aws-appsync/utils/rds.agg',
    'avg avgDistinct count countDistinct max maxDistinct min minDistinct sum sumDistinct',
  ),
  typeHint: notRunHere('@aws-appsync/utils/rds.typeHint', 'DATE DECIMAL JSON TIME TIMESTAMP UUID'),
};
const aiModule = notRunHere('@aws-appsync/utils/ai', 'converse invokeModel');

/** A log is for reading: a longer line is cut. */
const longestLogLine = 10_000;

function logged(level: LogLine['level']) {
  return (...values: unknown[]): void => {
    const text = values.map((value) => (typeof value === 'string' ? value : written(value))).join(' ');
    session().logs.push({
      level,
      text: text.length > longestLogLine ? `${text.slice(0, longestLogLine)}…` : text,
    });
  };
}

function written(value: unknown): string | undefined {
  assertWritable(value);
  return JSON.stringify(value);
}

/** `ctx.info`. As documented, JSON.stringify leaves the selection set out. */
class Info {
  readonly fieldName: string;
  readonly parentTypeName: string;
  readonly variables: Record<string, unknown>;
  readonly #selectionSetList: string[];
  readonly #selectionSetGraphQL: string;

  constructor({ context: { info }, selectionSetList, selectionSetGraphQL }: HandlerInput) {
    this.fieldName = info.fieldName;
    this.parentTypeName = info.parentTypeName;
    this.variables = info.variables;
    this.#selectionSetList = selectionSetList;
    this.#selectionSetGraphQL = selectionSetGraphQL;
  }

  get selectionSetList(): string[] {
    return this.#selectionSetList;
  }

  get selectionSetGraphQL(): string {
    return this.#selectionSetGraphQL;
  }
}

/** Made for every call: member by member it costs a tenth of what copies and changed properties cost. */
function contextFor(input: HandlerInput): object {
  const { arguments: args, source, identity, stash, prev, result, error, request, env } = input.context;
  const info = new Info(input);
  const context = { arguments: args, args, source, identity, prev, result, info, request, env };
  if (error !== undefined) Object.assign(context, { error });
  return Object.defineProperty(context, 'stash', { value: stash, enumerable: true });
}

function completionOf(thrown: unknown): Completion {
  if (thrown instanceof EarlyReturnSignal)
    return { kind: 'earlyReturn', value: thrown.value ?? null, skipTo: thrown.skipTo };
  if (thrown instanceof FieldErrorSignal) {
    const { message, errorType, data, errorInfo, unauthorized } = thrown;
    return { kind: 'error', error: { message, errorType, data, errorInfo }, unauthorized };
  }
  if (thrown instanceof Error) return { kind: 'fault', message: thrown.message, stack: thrown.stack ?? '' };
  return { kind: 'fault', message: 'The code threw something that is not an error.', stack: '' };
}

/** What a module exports is read as a property, never looked up on a prototype. */
function exported(exports: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(exports, name) ? exports[name] : undefined;
}

interface Surface {
  [name: string]: Surface | true;
}

function surfaceOf(owner: object): Surface {
  return Object.fromEntries(
    Object.entries(owner).map(([name, member]: [string, unknown]) => [
      name,
      typeof member === 'object' && member !== null ? surfaceOf(member) : true,
    ]),
  );
}

/** Sets up one sandbox. `entropy` is the only function of the outside, and resolver code never sees it. */
export function createRuntime(entropy: Entropy) {
  guardLists();
  guardPatterns();
  closePrototypes();
  const util = createUtil(entropy);
  const modules: Record<string, object> = {
    '@aws-appsync/utils': { util, runtime, extensions },
    '@aws-appsync/utils/dynamodb': dynamodbModule,
    '@aws-appsync/utils/rds': rdsModule,
    '@aws-appsync/utils/ai': aiModule,
  };
  const exports: Record<string, unknown> = {};

  const globals: ResolverGlobals = {
    util,
    runtime,
    extensions,
    console: { log: logged('INFO'), error: logged('ERROR') },
    JSON: {
      stringify(value: unknown, ...more: [replacer?: null, space?: number]): string | undefined {
        assertWritable(value);
        return JSON.stringify(value, ...more);
      },
      /** Documented: text that is not JSON gives an empty string. */
      parse(text: string): unknown {
        try {
          return JSON.parse(text);
        } catch {
          return '';
        }
      },
    },
  };

  return {
    globals,
    /** JSON of what resolver code can name: the members of the globals and of each module. */
    vocabulary: (): string => JSON.stringify({ globals: surfaceOf(globals), modules: surfaceOf(modules) }),
    load(resolverModule: ResolverModule): void {
      meter.reset();
      const required = (specifier: string): object => {
        const found = Object.hasOwn(modules, specifier) ? modules[specifier] : undefined;
        if (found === undefined) throw new Error(`The module '${specifier}' does not exist in APPSYNC_JS.`);
        return found;
      };
      resolverModule(exports, required, meter.step, meter.made, meter.kept);
    },
    has: (handler: string) => typeof exported(exports, handler) === 'function',
    /**
     * Runs a handler: JSON of a `HandlerInput` in, JSON of a `HandlerOutcome` out. Never throws. An empty text says that
     * it has to run under a watchdog: it would use a regular expression.
     */
    handle(handler: string, inputText: string, isWatched: boolean): string {
      const input: HandlerInput = JSON.parse(inputText);
      const { appendedErrors, effects, logs } = beginSession(input, handler);
      const stash = input.context.stash;
      meter.reset();
      watch(isWatched);
      const outcome: HandlerOutcome = { completion: { kind: 'value' }, stash, appendedErrors, effects, logs };
      try {
        const run = exported(exports, handler);
        if (typeof run !== 'function') throw new Error(`The code does not export a function '${handler}'.`);
        const value: unknown = run(contextFor(input));
        if (
          typeof value === 'object' &&
          value !== null &&
          'then' in value &&
          typeof value.then === 'function'
        )
          throw new Error('A handler has to be synchronous: APPSYNC_JS has no promises.');
        outcome.completion = { kind: 'value', value };
        assertWritable(outcome);
        return JSON.stringify(outcome);
      } catch (thrown) {
        if (thrown instanceof UnwatchedSignal) return '';
        outcome.completion = completionOf(thrown);
        try {
          assertWritable(outcome);
          return JSON.stringify(outcome);
        } catch {
          const { completion } = outcome;
          const message =
            completion.kind === 'fault'
              ? completion.message
              : 'What the handler gave cannot be written as JSON.';
          return JSON.stringify({
            ...outcome,
            stash: {},
            effects: [],
            completion: { kind: 'fault', message, stack: '' },
          });
        }
      }
    },
  };
}
