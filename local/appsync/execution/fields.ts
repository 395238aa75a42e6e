import { getNullableType, isListType, Kind } from 'graphql';
import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { AwsError } from '../../cloud';
import type { Iam } from '../../cloud';
import type { ApiModel } from '../api';
import { AppSyncError, notAuthorized } from '../errors';
import { isObject } from '../json';
import type { Program } from '../resolution/programs';
import { runResolver } from '../resolution/run';
import type { FieldCall, ResolverHost } from '../resolution/run';
import { modesOfField, objectTypes } from '../schema';
import type { GraphQlRequest } from './request';
import { bySelectedField, selectionInfo } from './selection';

/**
 * What the lists of an answer may come to: a list costs its length times what is selected of each entry. As many fields
 * as this fill the 5 MB that AppSync lets a resolver answer with, and executing them takes a fraction of a second.
 */
const mostListed = 250_000;
/** The same for an event, which has 240 KB; it is put together once for each way in which subscribers look at it. */
const mostListedOfEvent = 10_000;

export interface FieldOptions {
  api: ApiModel;
  schema: GraphQLSchema;
  programs: ReadonlyMap<string, Program>;
  iam: Iam;
  host: ResolverHost;
}

/**
 * Gives every field of the schema its behaviour: access, the limits of the API, then its resolver, or the member of the
 * parent's value by its name. Throws an Error when a resolver stands on a field that the schema does not have.
 */
export function attachFields({ api, schema, programs, iam, host }: FieldOptions): void {
  const [defaultMode = 'API_KEY'] = api.modes;
  const unattached = new Set(programs.keys());
  const rootTypes = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  for (const type of objectTypes(schema))
    for (const field of Object.values(type.getFields())) {
      const owner = `${type.name}.${field.name}`;
      const program = programs.get(owner);
      const modes = modesOfField(type, field, defaultMode);
      const isRoot = rootTypes.has(type);
      const isList = isListType(getNullableType(field.type));
      unattached.delete(owner);

      const valueOf: GraphQLFieldResolver<unknown, GraphQlRequest, Record<string, unknown>> = (
        source,
        args,
        request,
        info,
      ) => {
        const { caller } = request;
        const refused = (decision: string) => {
          request.decisions.add(decision);
          return notAuthorized(type.name, field.name);
        };
        if (!modes.has(caller.mode)) throw refused(`${owner} is not open to ${caller.mode}`);
        if (caller.deniedFields?.has(owner) === true) throw refused(`the authorizer denies ${owner}`);
        if (isRoot && caller.iamCaller !== undefined) authorizeField(type.name, field.name, request);
        if (api.queryDepthLimit > 0 && depthOf(info.path) > api.queryDepthLimit)
          throw new AppSyncError(
            `The query goes deeper than the API's limit of ${api.queryDepthLimit}.`,
            'QueryDepthLimitReached',
          );
        if (program === undefined || request.delivery)
          return isObject(source) && Object.hasOwn(source, field.name) ? source[field.name] : null;
        request.resolversRun++;
        if (request.resolversRun > api.resolverCountLimit)
          throw new AppSyncError(
            `The request runs more than the API's limit of ${api.resolverCountLimit} resolvers.`,
            'ResolverExecutionLimitReached',
          );
        return runResolver(host, program, fieldCall(source, args, request, info));
      };
      field.resolve = isList
        ? (source, args, request: GraphQlRequest, info) => {
            const value = valueOf(source, args, request, info);
            const checked = (list: unknown) => withinLimit(list, request, info);
            return value instanceof Promise ? value.then(checked) : checked(value);
          }
        : valueOf;
    }
  const [stray] = unattached;
  if (stray !== undefined)
    throw new Error(`The template has a resolver for ${stray}, which the schema does not have.`);

  /**
   * IAM is asked about the fields of the root types; what they return is theirs to give. (Roles in the wild name
   * `types/Mutation/fields/x` alone, and may select what `x` returns.)
   */
  function authorizeField(typeName: string, fieldName: string, { caller, decisions }: GraphQlRequest): void {
    if (caller.iamCaller === undefined) return;
    const resource = `${api.arn}/types/${typeName}/fields/${fieldName}`;
    try {
      decisions.add(iam.authorize({ caller: caller.iamCaller, action: 'appsync:GraphQL', resource }));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      decisions.add(error.message);
      throw notAuthorized(typeName, fieldName);
    }
  }
}

/** `list`, unless completing it would take too long for everybody else. */
function withinLimit(list: unknown, request: GraphQlRequest, info: GraphQLResolveInfo): unknown {
  if (!Array.isArray(list)) return list;
  request.listed += list.length * (1 + request.document.expansion.below(info.fieldNodes));
  const most = request.delivery ? mostListedOfEvent : mostListed;
  if (request.listed > most)
    throw new AppSyncError(`The lists of the answer have more than ${most} fields.`, 'PayloadTooLarge');
  return list;
}

/** How many fields lead to the place, list positions not counted; a root field is at depth 1. */
function depthOf(path: GraphQLResolveInfo['path']): number {
  let depth = 0;
  for (let place: GraphQLResolveInfo['path'] | undefined = path; place !== undefined; place = place.prev)
    if (typeof place.key === 'string') depth++;
  return depth;
}

/** The path of a place in the answer, from the root. */
function pathOf(path: GraphQLResolveInfo['path']): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let place: GraphQLResolveInfo['path'] | undefined = path; place !== undefined; place = place.prev)
    keys.unshift(place.key);
  return keys;
}

function fieldCall(
  source: unknown,
  args: Record<string, unknown>,
  request: GraphQlRequest,
  info: GraphQLResolveInfo,
): FieldCall {
  const { fragments } = request.document;
  return {
    request,
    parentTypeName: info.parentType.name,
    fieldName: info.fieldName,
    args: withNullVariables(args, info),
    source,
    selection: selectionInfo(info.fieldNodes, info.returnType, fragments, info.schema),
    // Of use to errors only.
    get path() {
      return pathOf(info.path);
    },
    get locations() {
      return info.fieldNodes.flatMap(({ loc }) =>
        loc === undefined
          ? []
          : [{ line: loc.startToken.line, column: loc.startToken.column, sourceName: null }],
      );
    },
    selected: (data) => bySelectedField(data, info.fieldNodes, fragments, 'source'),
  };
}

/**
 * AppSync shows an argument as null when its variable has no value, where GraphQL would leave it out
 * (aws/aws-appsync-community#348).
 */
function withNullVariables(args: Record<string, unknown>, info: GraphQLResolveInfo): Record<string, unknown> {
  const absent = (info.fieldNodes[0]?.arguments ?? []).filter(
    ({ name, value }) => value.kind === Kind.VARIABLE && !Object.hasOwn(args, name.value),
  );
  if (absent.length === 0) return args;
  return { ...args, ...Object.fromEntries(absent.map(({ name }) => [name.value, null])) };
}
