import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
} from 'graphql';
import type { GraphQLField, GraphQLInputType, GraphQLObjectType, GraphQLOutputType } from 'graphql';
import { consoleModes } from './graphql-api';
import type { GraphQlApi } from './graphql-api';

/** An operation to begin with. */
export interface FirstOperation {
  kind: 'query' | 'mutation' | 'subscription';
  text: string;
}

/** How deep an operation to begin with selects. */
const deepest = 3;

/**
 * One operation of each kind that the schema has, with a value for everything that needs one. It asks for the first
 * field that may be used in the API's default mode, or for the first.
 */
export function firstOperations(api: GraphQlApi): FirstOperation[] {
  const { schema } = api;
  return [
    first(api, 'query', schema.getQueryType()),
    first(api, 'mutation', schema.getMutationType()),
    first(api, 'subscription', schema.getSubscriptionType()),
  ].filter((operation) => operation !== undefined);
}

function first(
  api: GraphQlApi,
  kind: FirstOperation['kind'],
  type: GraphQLObjectType | undefined | null,
): FirstOperation | undefined {
  const fields = Object.values(type?.getFields() ?? {});
  const [firstMode = ''] = consoleModes(api);
  const open = type && fields.find((field) => api.modesOf(type, field).has(firstMode));
  const field = open ?? fields[0];
  if (field === undefined) return undefined;
  const name = field.name.charAt(0).toUpperCase() + field.name.slice(1);
  return { kind, text: `${kind} ${name} {\n${selected(field, 1)}\n}\n` };
}

/** A field with what it needs: arguments, and a selection of its own. */
function selected(field: GraphQLField<unknown, unknown>, depth: number): string {
  const needed = field.args.filter(isRequiredArgument);
  const values = needed.map(({ name, type }) => `${name}: ${valueOf(type, name, [])}`);
  const given = values.length === 0 ? '' : `(${values.join(', ')})`;
  return `${'  '.repeat(depth)}${field.name}${given}${selectionOf(field.type, depth)}`;
}

function selectionOf(output: GraphQLOutputType, depth: number): string {
  const type = getNamedType(output);
  if (!isCompositeType(type)) return '';
  const chosen = isObjectType(type)
    ? Object.values(type.getFields()).filter(
        (field) =>
          !field.args.some(isRequiredArgument) && (isLeafType(getNamedType(field.type)) || depth < deepest),
      )
    : [];
  const indent = '  '.repeat(depth);
  const fields =
    chosen.length === 0 ? [`${indent}  __typename`] : chosen.map((field) => selected(field, depth + 1));
  return ` {\n${fields.join('\n')}\n${indent}}`;
}

/** A value of the type, in GraphQL's notation. `within`: the input types around it, which may go round in a circle. */
function valueOf(input: GraphQLInputType, name: string, within: readonly string[]): string {
  const type = getNullableType(input);
  if (isListType(type)) return `[${valueOf(type.ofType, name, within)}]`;
  if (isEnumType(type)) return type.getValues()[0]?.name ?? 'null';
  if (isInputObjectType(type)) {
    if (within.includes(type.name)) return '{}';
    const needed = Object.values(type.getFields()).filter(isRequiredInputField);
    const fields = needed.map(
      (field) => `${field.name}: ${valueOf(field.type, field.name, [...within, type.name])}`,
    );
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  return scalarValues[String(type)] ?? JSON.stringify(name);
}

/** Of the scalars that GraphQL and AppSync declare; any other, and texts, have the argument's name for a value. */
const scalarValues: Readonly<Record<string, string>> = {
  Boolean: 'true',
  Float: '1.5',
  Int: '1',
  AWSDate: '"2026-01-31"',
  AWSTime: '"12:00:00Z"',
  AWSDateTime: '"2026-01-31T12:00:00Z"',
  AWSTimestamp: '1769860800',
  AWSEmail: '"someone@example.com"',
  AWSJSON: '"{}"',
  AWSURL: '"https://example.com"',
  AWSPhone: '"+4530000000"',
  AWSIPAddress: '"127.0.0.1"',
};
