import { introspectionFromSchema, isObjectType } from 'graphql';
import type {
  GraphQLField,
  GraphQLObjectType,
  GraphQLSchema,
  IntrospectionQuery,
  IntrospectionType,
} from 'graphql';

/** What the front door is told of the stack's GraphQL API, by the service that runs it. */
export interface GraphQlApi {
  /** The default mode comes first; in CloudFormation's words. */
  modes: readonly string[];
  apiKeys: readonly { value: string; expires?: Date }[];
  schema: GraphQLSchema;
  /** The modes in which a field may be used. */
  modesOf(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): ReadonlySet<string>;
}

/** The modes that the console can call an API in, and what it calls them. */
export const modeNames: Readonly<Record<string, string>> = {
  API_KEY: 'API key',
  AWS_LAMBDA: 'Lambda token',
  AWS_IAM: 'IAM',
};

/**
 * The modes in which the console can ask. Those that need nothing typed come first: a key and a role are there to be chosen,
 * a token has to be got from somewhere.
 */
export function consoleModes({ modes }: Pick<GraphQlApi, 'modes'>): string[] {
  const offered: string[] = modes.filter((mode) => Object.hasOwn(modeNames, mode));
  const needsToken = (mode: string) => Number(mode === 'AWS_LAMBDA');
  return offered.sort((one, other) => needsToken(one) - needsToken(other));
}

/**
 * The schema as introspection would tell it, whether the API answers introspection or not. Where an API has several
 * modes, each field's description begins with those in which it may be used: directives do not come through introspection.
 */
export function documentedSchema({ modes, schema, modesOf }: GraphQlApi): IntrospectionQuery {
  const { __schema: told } = introspectionFromSchema(schema);
  if (modes.length < 2) return { __schema: told };
  const types = told.types.map((type): IntrospectionType => {
    const declared = schema.getType(type.name);
    if (type.kind !== 'OBJECT' || type.name.startsWith('__') || !isObjectType(declared)) return type;
    const fields = declared.getFields();
    const documented = type.fields.map((field) => {
      const own = fields[field.name];
      if (own === undefined) return field;
      const usable = [...modesOf(declared, own)].map((mode) => modeNames[mode] ?? mode).join(' or ');
      const description = `*${usable}.* ${field.description ?? ''}`.trim();
      return { ...field, description };
    });
    return { ...type, fields: documented };
  });
  return { __schema: { ...told, types } };
}
