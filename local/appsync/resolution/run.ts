import { authTypes } from '../auth/caller';
import { AppSyncError, notAuthorized, notRunHere } from '../errors';
import type { ErrorEntry } from '../errors';
import type { GraphQlRequest } from '../execution/request';
import type { SelectionInfo } from '../execution/selection';
import type { HandlerInput, HandlerName, LogLine, RaisedError } from '../runtime/protocol';
import type { Program, ProgramStep } from './programs';
import type { Sandbox } from './sandbox';

/** One field to resolve. */
export interface FieldCall {
  request: GraphQlRequest;
  parentTypeName: string;
  fieldName: string;
  args: Record<string, unknown>;
  source: unknown;
  selection: SelectionInfo;
  path: (string | number)[];
  locations: ErrorEntry['locations'];
  /** Cuts an error's `data` down to what the field selects. */
  selected: (data: unknown) => unknown;
}

/** What resolvers run on. */
export interface ResolverHost {
  now: () => Date;
  environment: Record<string, string>;
  /** Where `console.log` and faults in the code go. */
  log: (entry: ResolverLogEntry) => void;
}

export interface ResolverLogEntry extends LogLine {
  /** `Type.field` */
  resolver: string;
  requestId: string;
  traceId: string;
}

/** What a handler or step came to: `end` leaves the pipeline for the resolver's response handler. */
interface Step {
  value: unknown;
  early: boolean;
  end: boolean;
}

/** The members of `ctx` that change from handler to handler. */
interface Progress {
  stash: Record<string, unknown>;
  prev: { result: unknown } | null;
  result: unknown;
  error?: { message: string; type: string };
}

/**
 * Runs a resolver as AppSync does (developer guide, "JavaScript resolvers overview"). A data source that fails is
 * `ctx.error` of the response handler, and no more than that unless the handler raises it. Throws AppSyncError.
 */
export async function runResolver(host: ResolverHost, program: Program, call: FieldCall): Promise<unknown> {
  const stash = {};
  switch (program.kind) {
    case 'NOT_RUN_HERE':
      throw notRunHere(program.what);
    case 'UNIT':
      return (await runStep(host, call, program, { stash, prev: null, result: null })).value;
    case 'PIPELINE':
      return runPipeline(host, call, program, { stash, prev: null, result: null });
  }
}

async function runPipeline(
  host: ResolverHost,
  call: FieldCall,
  { code, functions }: Extract<Program, { kind: 'PIPELINE' }>,
  progress: Progress,
): Promise<unknown> {
  let last = await runHandler(host, call, code, 'request', progress);
  if (!last.early) {
    for (const step of functions) {
      progress.prev = { result: last.value };
      last = await runStep(host, call, step, progress);
      if (last.end) break;
    }
  }
  progress.prev = { result: last.value };
  progress.result = last.value;
  return (await runHandler(host, call, code, 'response', progress)).value;
}

/** A unit resolver, or one function of a pipeline: request, data source, response. */
async function runStep(
  host: ResolverHost,
  call: FieldCall,
  step: ProgramStep,
  progress: Progress,
): Promise<Step> {
  progress.result = null;
  delete progress.error;
  const { code, dataSource } = step;
  const request = await runHandler(host, call, code, 'request', progress);
  if (request.early) return request;
  const site = { request: call.request, step };
  const answer = await call.request.deadline.within(dataSource.call(request.value, site));
  progress.result = answer.result;
  if (answer.error !== undefined) progress.error = answer.error;
  const response = await runHandler(host, call, code, 'response', progress);
  progress.result = null;
  delete progress.error;
  return response;
}

async function runHandler(
  host: ResolverHost,
  call: FieldCall,
  code: Sandbox,
  handler: HandlerName,
  progress: Progress,
): Promise<Step> {
  const { request, parentTypeName, fieldName } = call;
  while (request.turns.isOver()) await request.deadline.within(request.turns.next());
  const log = (line: LogLine) =>
    host.log({
      resolver: `${parentTypeName}.${fieldName}`,
      requestId: request.id,
      traceId: request.traceId,
      ...line,
    });
  const outcome = code.call(handler, handlerInput(host, call, progress));
  progress.stash = outcome.stash;
  for (const line of outcome.logs) log(line);
  for (const appended of outcome.appendedErrors) request.appendedErrors.push(entryOf(appended, call));
  request.effects.push(...outcome.effects);

  const { completion } = outcome;
  switch (completion.kind) {
    case 'value':
      return { value: completion.value ?? null, early: false, end: false };
    case 'earlyReturn':
      return { value: completion.value ?? null, early: true, end: completion.skipTo === 'END' };
    case 'error': {
      if (completion.unauthorized) throw notAuthorized(parentTypeName, fieldName);
      const { message, errorType, data, errorInfo } = completion.error;
      throw new AppSyncError(message, errorType, call.selected(data), errorInfo);
    }
    case 'fault':
      log({ level: 'ERROR', text: `${handler}: ${completion.stack || completion.message}` });
      throw new AppSyncError(completion.message, 'Code');
  }
}

function handlerInput(host: ResolverHost, call: FieldCall, progress: Progress): HandlerInput {
  const { request, parentTypeName, fieldName, args, source, selection } = call;
  return {
    now: host.now().getTime(),
    authType: authTypes[request.caller.mode],
    ...selection,
    context: {
      arguments: args,
      source: source ?? null,
      identity: request.caller.identity,
      ...progress,
      info: { fieldName, parentTypeName, variables: request.variables },
      // The default endpoint: there is no custom domain on this machine.
      request: { headers: request.headers, domainName: null },
      env: host.environment,
    },
  };
}

function entryOf({ message, errorType, data, errorInfo }: RaisedError, call: FieldCall): ErrorEntry {
  return {
    path: call.path,
    data: call.selected(data),
    errorType,
    errorInfo,
    locations: call.locations,
    message,
  };
}
