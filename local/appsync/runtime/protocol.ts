/**
 * What passes between the service and the sandbox in which APPSYNC_JS code runs. Both directions are JSON text: no object
 * of the one side is ever reachable from the other.
 */

export type HandlerName = 'request' | 'response';

/** `ctx` as AppSync documents it, less what the runtime adds itself (`args`, the selection set). */
export interface HandlerInput {
  /** Epoch milliseconds; time stands still inside one handler. */
  now: number;
  authType: string;
  selectionSetList: string[];
  selectionSetGraphQL: string;
  context: {
    arguments: Record<string, unknown>;
    source: unknown;
    identity: unknown;
    stash: Record<string, unknown>;
    prev: { result: unknown } | null;
    result: unknown;
    error?: { message: string; type: string };
    info: { fieldName: string; parentTypeName: string; variables: Record<string, unknown> };
    request: { headers: Record<string, string | string[]>; domainName: string | null };
    env: Record<string, string>;
  };
}

/** The arguments of `util.error` and `util.appendError`. */
export interface RaisedError {
  message: string;
  errorType: string | null;
  data: unknown;
  errorInfo: unknown;
}

/** What a handler asked of AppSync beside its return value. */
export type Effect =
  | { kind: 'setSubscriptionFilter'; filter: unknown }
  | { kind: 'setSubscriptionInvalidationFilter'; filter: unknown }
  | { kind: 'invalidateSubscriptions'; subscriptionField: unknown; payload: unknown }
  | { kind: 'responseHeader'; name: string; value: string };

export interface LogLine {
  level: 'INFO' | 'ERROR';
  text: string;
}

export type Completion =
  | { kind: 'value'; value?: unknown }
  | { kind: 'earlyReturn'; value?: unknown; skipTo: 'NEXT' | 'END' | null }
  /** `util.error()` or `util.unauthorized()`. */
  | { kind: 'error'; error: RaisedError; unauthorized: boolean }
  /** Anything else that was thrown: a fault in the code, or a call that the runtime refused. */
  | { kind: 'fault'; message: string; stack: string };

export interface HandlerOutcome {
  completion: Completion;
  stash: Record<string, unknown>;
  appendedErrors: RaisedError[];
  effects: Effect[];
  logs: LogLine[];
}
