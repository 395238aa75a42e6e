import type { AuthorizedCaller, RequestHeaders } from '../auth/caller';
import type { ErrorEntry } from '../errors';
import type { Effect } from '../runtime/protocol';
import type { PreparedDocument } from './documents';
import type { Deadline } from './deadline';
import { Turns } from './turns';

/** One operation that is being executed: the context value of graphql-js. */
export interface GraphQlRequest {
  id: string;
  /** The root of the trace that it belongs to. */
  traceId: string;
  caller: AuthorizedCaller;
  headers: RequestHeaders;
  document: PreparedDocument;
  variables: Record<string, unknown>;
  deadline: Deadline;
  turns: Turns;
  /**
   * An event on its way to a subscriber: fields are read from the event, access is checked, and no resolver runs.
   */
  delivery: boolean;
  resolversRun: number;
  /** Fields that the lists of the answer have come to. */
  listed: number;
  /** From `util.appendError`. */
  appendedErrors: ErrorEntry[];
  effects: Effect[];
  /** The IAM statements that allowed fields. */
  decisions: Set<string>;
}

export type NewRequest = Pick<
  GraphQlRequest,
  'id' | 'traceId' | 'caller' | 'headers' | 'document' | 'variables' | 'deadline'
>;

/** Member by member: to spread them costs as much as a resolver does. */
export function newRequest({
  id,
  traceId,
  caller,
  headers,
  document,
  variables,
  deadline,
}: NewRequest): GraphQlRequest {
  return {
    id,
    traceId,
    caller,
    headers,
    document,
    variables,
    deadline,
    turns: new Turns(),
    delivery: false,
    resolversRun: 0,
    listed: 0,
    appendedErrors: [],
    effects: [],
    decisions: new Set(),
  };
}
