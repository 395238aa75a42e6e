import { executeSync, getArgumentValues, getVariableValues, Kind } from 'graphql';
import type { FieldNode, OperationDefinitionNode } from 'graphql';
import type { AuthorizedCaller, RequestHeaders } from '../auth/caller';
import type { Engine } from '../engine';
import { chooseOperation } from '../execution/documents';
import type { PreparedDocument } from '../execution/documents';
import { Deadline } from '../execution/deadline';
import { errorEntry, executeOperation } from '../execution/operation';
import { newRequest } from '../execution/request';
import type { JsonObject } from '../json';
import { argumentFilter, passes, readFilter } from './filters';
import type { FilterGroups } from './filters';
import type { FrameError } from './frames';
import { sameness } from './views';
import type { View } from './views';

/** Selections: 240 KB of an event have no room for more. */
const mostSelections = 2_000;

/** A subscription that may be registered. */
export interface Subscribed {
  fieldName: string;
  wants: (event: unknown) => boolean;
  invalidation: FilterGroups | undefined;
  view: View;
}

export interface SubscribeInput {
  requestId: string;
  traceId: string;
  query: string;
  operationName: string | undefined;
  variables: JsonObject;
  caller: AuthorizedCaller;
  headers: RequestHeaders;
}

/** What a `start` frame asks for, or what the client is told is wrong with it. */
export type SubscribeResult = { subscribed: Subscribed } | { refused: FrameError[] };

/** What IAM decided on the way, a sentence or a statement each; nothing where it was not asked. */
interface Decided {
  decisions?: ReadonlySet<string>;
}

/**
 * Validates the document, and runs the subscription field's resolver, which may refuse the caller or set filters. Without
 * filters of its own, the arguments filter.
 */
export async function subscribe(engine: Engine, input: SubscribeInput): Promise<SubscribeResult & Decided> {
  const { schema, documents } = engine;
  const parsed = documents.prepare(input.query);
  if ('errors' in parsed) return { refused: parsed.errors.map(({ message }) => ({ message })) };
  const chosen = chooseOperation(parsed.prepared, input.operationName);
  if ('errors' in chosen) return { refused: chosen.errors.map(({ message }) => ({ message })) };
  const { operation } = chosen;
  if (operation.operation !== 'subscription') return { refused: [unsupported(operation.operation)] };
  if (parsed.prepared.expansion.size > mostSelections)
    return { refused: [{ message: `A subscription selects ${mostSelections} fields at most.` }] };
  const field = rootField(operation, parsed.prepared);
  // A field that is skipped would be subscribed to without its resolver having a say.
  if (field === undefined)
    return {
      refused: [
        {
          message:
            'Validation error of type ForbidSkipAndIncludeOnSubscriptionRoot: the root field of a subscription must ' +
            "not use '@skip' nor '@include'",
        },
      ],
    };

  const request = newRequest({
    id: input.requestId,
    traceId: input.traceId,
    caller: input.caller,
    headers: input.headers,
    document: parsed.prepared,
    variables: input.variables,
    deadline: new Deadline(),
  });
  const { errors = [] } = await executeOperation(schema, operation, request);
  request.deadline.clear();
  // A field that is not null has nothing to give yet: only what was raised counts, and bad variables.
  const raised = errors.filter(({ path, errorType }) => path === null || errorType !== undefined);
  const { decisions } = request;
  if (raised.length > 0) return { refused: raised.map(frameError), decisions };

  let filter: FilterGroups | undefined;
  let invalidation: FilterGroups | undefined;
  for (const effect of request.effects) {
    if (effect.kind === 'setSubscriptionFilter') filter = readFilter(effect.filter);
    if (effect.kind === 'setSubscriptionInvalidationFilter') invalidation = readFilter(effect.filter);
  }
  const groups = filter;
  const wants =
    groups === undefined
      ? argumentFilter(argumentsOf(engine, operation, field, input.variables))
      : (event: unknown) => passes(groups, event);
  const fieldName = field.name.value;
  return {
    decisions,
    subscribed: {
      fieldName,
      wants,
      invalidation,
      view: {
        document: parsed.prepared,
        sameness: sameness(input.caller, input.operationName, input.variables),
        render(event) {
          const result = executeSync({
            schema,
            document: parsed.prepared.document,
            operationName: operation.name?.value ?? null,
            variableValues: input.variables,
            // What the resolver's own answer came to at the start is not the event's.
            contextValue: { ...request, delivery: true, listed: 0 },
            rootValue: { [fieldName]: event },
          });
          const errorEntries = result.errors?.map((error) => errorEntry(schema, error));
          return {
            data: result.data ?? null,
            ...(errorEntries === undefined ? {} : { errors: errorEntries }),
          };
        },
      },
    },
  };
}

export function unsupported(what: string): FrameError {
  return { errorType: 'UnsupportedOperation', message: `${what} not supported through the realtime channel` };
}

function frameError({
  message,
  errorType,
  errorInfo,
}: {
  message: string;
  errorType?: string | null;
  errorInfo?: unknown;
}): FrameError {
  return {
    ...(errorType === undefined ? {} : { errorType }),
    ...(errorInfo === undefined || errorInfo === null ? {} : { errorInfo }),
    message,
  };
}

/** The one root field (validation has seen to it that there is one only), unless a directive may skip it. */
function rootField(
  operation: OperationDefinitionNode,
  { fragments }: PreparedDocument,
): FieldNode | undefined {
  let [selection] = operation.selectionSet.selections;
  while (selection !== undefined) {
    if (selection.directives?.some(({ name }) => name.value === 'skip' || name.value === 'include') === true)
      return undefined;
    if (selection.kind === Kind.FIELD) return selection;
    const set =
      selection.kind === Kind.INLINE_FRAGMENT
        ? selection.selectionSet
        : fragments.get(selection.name.value)?.selectionSet;
    selection = set?.selections[0];
  }
  return undefined;
}

/** The arguments that the client gave; one whose variable has no value counts as null, as everywhere in AppSync. */
function argumentsOf(
  { schema }: Engine,
  operation: OperationDefinitionNode,
  field: FieldNode,
  variables: JsonObject,
): JsonObject {
  const definition = schema.getSubscriptionType()?.getFields()[field.name.value];
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
  if (definition === undefined || coerced === undefined) return {};
  const values: JsonObject = getArgumentValues(definition, field, coerced);
  return Object.fromEntries(
    (field.arguments ?? []).map(({ name }) => [name.value, values[name.value] ?? null]),
  );
}
