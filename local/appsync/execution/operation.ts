import { execute, getNamedType, GraphQLError, isObjectType } from 'graphql';
import type { ExecutionResult, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { AppSyncError } from '../errors';
import type { ErrorEntry } from '../errors';
import type { GraphQlRequest } from './request';
import { requestErrorEntry } from './validation';
import { variableErrors } from './variables';

export interface GraphQlAnswer {
  data: Record<string, unknown> | null;
  errors?: ErrorEntry[];
}

/** Executes one operation of a valid document. Never throws for what a client or a resolver did. */
export async function executeOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  request: GraphQlRequest,
): Promise<GraphQlAnswer> {
  const invalid = variableErrors(schema, operation, request.variables);
  if (invalid.length > 0) return { data: null, errors: invalid.map(requestErrorEntry) };
  const result: ExecutionResult = await execute({
    schema,
    document: request.document.document,
    operationName: operation.name?.value ?? null,
    variableValues: request.variables,
    contextValue: request,
  });
  const errors = [
    ...request.appendedErrors,
    ...(result.errors ?? []).map((error) => errorEntry(schema, error)),
  ];
  return { data: result.data ?? null, ...(errors.length > 0 ? { errors } : {}) };
}

/** A GraphQL error in AppSync's form. Values that did not fit the schema are not repeated. */
export function errorEntry(schema: GraphQLSchema, error: GraphQLError): ErrorEntry {
  const { originalError, path = null } = error;
  if (path === null) return requestErrorEntry(error);
  const locations = error.locations?.map(({ line, column }) => ({ line, column, sourceName: null })) ?? null;
  if (originalError instanceof AppSyncError) {
    const { message, errorType, data, errorInfo } = originalError;
    return { path: [...path], data, errorType, errorInfo, locations, message };
  }
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `/${key}`)).join('');
  const nullField = /^Cannot return null for non-nullable field (\w+)\.(\w+)\.$/.exec(error.message);
  if (nullField !== null) {
    const [, parent = '', field = ''] = nullField;
    const type = fieldType(schema, parent, field);
    const message = `Cannot return null for non-nullable type: '${type}' within parent '${parent}' (${place})`;
    return { path: [...path], locations: null, message };
  }
  if (originalError === undefined || originalError instanceof GraphQLError)
    return {
      path: [...path],
      locations: null,
      message: `Can't serialize value (${place}) : ${unserializable(error.message)}`,
    };
  // A fault of this machine: it has to be seen to be mended.
  return {
    path: [...path],
    data: null,
    errorType: 'InternalFailure',
    errorInfo: null,
    locations,
    message: error.message,
  };
}

function fieldType(schema: GraphQLSchema, typeName: string, fieldName: string): string {
  const type = schema.getType(typeName);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  return field === undefined ? fieldName : String(getNamedType(field.type));
}

/** graphql-js's message without the value. */
function unserializable(message: string): string {
  const type =
    /^Enum "(\w+)" cannot represent/.exec(message) ??
    /^(\w+) cannot represent/.exec(message) ??
    /^is not a valid (\w+)/.exec(message);
  if (type !== null) return `Unable to serialize it as a valid ${type[1]}.`;
  if (message.startsWith('Expected Iterable')) return 'It is not a list.';
  if (message.startsWith('Abstract type')) return 'Its __typename is not known.';
  return 'Unable to serialize it.';
}
