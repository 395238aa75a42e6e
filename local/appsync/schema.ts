import {
  buildASTSchema,
  GraphQLError,
  GraphQLSchema,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  specifiedScalarTypes,
  validateSchema,
} from 'graphql';
import type { ConstDirectiveNode, GraphQLField, GraphQLObjectType } from 'graphql';
import type { AuthorizationMode } from './auth/caller';
import { awsScalars } from './scalars';

/** What AppSync declares for every schema. */
const prelude = `
${awsScalars.map((scalar) => `"${scalar.description}" scalar ${scalar.name}`).join('\n')}
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
directive @aws_auth(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String!]) on FIELD_DEFINITION
`;

const modeOfDirective: Partial<Record<string, AuthorizationMode>> = {
  aws_api_key: 'API_KEY',
  aws_iam: 'AWS_IAM',
  aws_lambda: 'AWS_LAMBDA',
  aws_oidc: 'OPENID_CONNECT',
  aws_cognito_user_pools: 'AMAZON_COGNITO_USER_POOLS',
  aws_auth: 'AMAZON_COGNITO_USER_POOLS',
};

/** Builds the schema of an API, with AppSync's scalars and directives. Throws an Error when it is not valid. */
export function buildApiSchema(definition: string): GraphQLSchema {
  let schema: GraphQLSchema;
  try {
    const { definitions } = parse(definition);
    const declared = buildASTSchema({
      kind: Kind.DOCUMENT,
      definitions: [...parse(prelude).definitions, ...definitions],
    });
    const config = declared.toConfig();
    // Every operation may use these, whether the schema does or not.
    schema = new GraphQLSchema({ ...config, types: [...config.types, ...specifiedScalarTypes] });
  } catch (error) {
    throw new Error(`The GraphQL schema is not valid: ${wording(error)}`, { cause: error });
  }
  const [problem] = validateSchema(schema);
  if (problem !== undefined) throw new Error(`The GraphQL schema is not valid: ${wording(problem)}`);
  for (const { name, serialize, parseValue, parseLiteral } of awsScalars) {
    const scalar = schema.getType(name);
    if (isScalarType(scalar)) Object.assign(scalar, { serialize, parseValue, parseLiteral });
  }
  return schema;
}

function wording(error: unknown): string {
  if (!(error instanceof GraphQLError)) return error instanceof Error ? error.message : String(error);
  const [place] = error.locations ?? [];
  return place === undefined ? error.message : `${error.message} (line ${place.line})`;
}

function modesOf(directives: readonly ConstDirectiveNode[]): AuthorizationMode[] {
  return directives
    .map((directive) => modeOfDirective[directive.name.value])
    .filter((mode) => mode !== undefined);
}

/**
 * The modes in which a field may be used (developer guide, "Using additional authorization modes"): those that the
 * field itself is marked with, else those of its type, else the API's default mode alone.
 */
export function modesOfField(
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
  defaultMode: AuthorizationMode,
): ReadonlySet<AuthorizationMode> {
  const own = modesOf(field.astNode?.directives ?? []);
  if (own.length > 0) return new Set(own);
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const ofType = nodes.flatMap((node) => modesOf(node?.directives ?? []));
  return new Set(ofType.length > 0 ? ofType : [defaultMode]);
}

/** For each mutation field, the subscription fields that it feeds (`@aws_subscribe`). */
export function subscriptionsByMutation(schema: GraphQLSchema): Map<string, string[]> {
  const fed = new Map<string, string[]>();
  const mutations = schema.getMutationType()?.getFields() ?? {};
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {}))
    for (const mutation of subscribedMutations(field)) {
      if (!Object.hasOwn(mutations, mutation))
        throw new Error(
          `The GraphQL schema is not valid: ${field.name} subscribes to an unknown mutation, ${mutation}.`,
        );
      if (String(mutations[mutation]?.type).replace(/!$/, '') !== String(field.type).replace(/!$/, ''))
        throw new Error(
          `The GraphQL schema is not valid: ${field.name} has to be of the type of the mutation ${mutation}.`,
        );
      fed.set(mutation, [...(fed.get(mutation) ?? []), field.name]);
    }
  return fed;
}

function subscribedMutations(field: GraphQLField<unknown, unknown>): string[] {
  const directive = field.astNode?.directives?.find(({ name }) => name.value === 'aws_subscribe');
  const list = directive?.arguments?.find(({ name }) => name.value === 'mutations')?.value;
  if (list === undefined) return [];
  const values = list.kind === 'ListValue' ? list.values : [list];
  return values.flatMap((value) => (value.kind === 'StringValue' ? [value.value] : []));
}

/** Every object type that a client can see, root types included, introspection's own types not. */
export function objectTypes(schema: GraphQLSchema): GraphQLObjectType[] {
  return Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
}
