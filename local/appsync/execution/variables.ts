import { coerceInputValue, GraphQLError, isInputType, isNonNullType, typeFromAST } from 'graphql';
import type {
  GraphQLInputType,
  GraphQLSchema,
  OperationDefinitionNode,
  VariableDefinitionNode,
} from 'graphql';

/**
 * Checks the variables of an operation. The messages are AppSync's, and never repeat a value: variables carry personal
 * data. Returns the first error of each variable.
 */
export function variableErrors(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): GraphQLError[] {
  const errors: GraphQLError[] = [];
  for (const definition of operation.variableDefinitions ?? []) {
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) continue;
    const message = variableError(definition, type, variables);
    if (message !== undefined) errors.push(new GraphQLError(message, { nodes: definition }));
  }
  return errors;
}

function variableError(
  definition: VariableDefinitionNode,
  type: GraphQLInputType,
  variables: Record<string, unknown>,
): string | undefined {
  const name = definition.variable.name.value;
  const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (value === undefined && (definition.defaultValue !== undefined || !isNonNullType(type)))
    return undefined;
  if (value === undefined || value === null)
    return isNonNullType(type)
      ? `Variable '${name}' has coerced Null value for NonNull type '${String(type)}'`
      : undefined;

  try {
    coerceInputValue(value, type, (path, _value, error) => {
      const at = path.length === 0 ? '' : ` at '${[name, ...path].join('.')}'`;
      throw new InvalidValue(`Variable '${name}' has an invalid value${at}: ${reason(error.message)}`);
    });
  } catch (error) {
    if (error instanceof InvalidValue) return error.message;
    throw error;
  }
  return undefined;
}

/** Thrown at the first value that does not fit: there may be a quarter of a million more, and each is dear to tell. */
class InvalidValue {
  constructor(readonly message: string) {}
}

/** graphql-js's reason without the value that it quotes. */
function reason(message: string): string {
  const kept =
    /^Field "\w+" of required type "[^"]+" was not provided/.exec(message) ??
    /^Field "\w+" is not defined by type "\w+"/.exec(message) ??
    /^Expected non-nullable type "[^"]+" not to be null/.exec(message) ??
    /^Expected type "\w+" to be an object/.exec(message);
  if (kept !== null) return `${kept[0].replace(/"/g, "'")}.`;
  const type =
    /^Value "[^]*" does not exist in "(\w+)" enum/.exec(message) ??
    /^Enum "(\w+)" cannot represent/.exec(message) ??
    /^(\w+) cannot represent/.exec(message) ??
    /^Expected type "(\w+)"/.exec(message) ??
    /^is not a valid (\w+)/.exec(message);
  return type === null ? 'the value does not fit its type.' : `the value is not a valid '${type[1]}'.`;
}
