import { AppSyncError } from '../errors';
import { isObject } from '../json';
import type { JsonObject } from '../json';
import { toApiMap } from './attribute-values';

/** A request object of AppSync as one call of DynamoDB's API, and the way back from its answer to `ctx.result`. */
export interface DynamoDbCall {
  operation: string;
  input: JsonObject;
  result: (output: JsonObject) => unknown;
  /** Put, update and delete with a condition: what AppSync does when it does not hold. */
  condition?: {
    key: JsonObject;
    consistentRead: boolean;
    succeedsAnyway: (current: JsonObject | null) => boolean;
  };
}

/** Reads an expression and gathers its names and values for the API's flat maps. */
export class Expressions {
  #names: JsonObject = {};
  #values: JsonObject = {};

  read(part: unknown): string | undefined {
    if (part === undefined || part === null) return undefined;
    if (!isObject(part) || typeof part['expression'] !== 'string')
      throw new AppSyncError('The DynamoDB request has an expression without text.', 'MappingTemplate');
    const { expression, expressionNames, expressionValues } = part;
    if (isObject(expressionNames)) Object.assign(this.#names, expressionNames);
    if (isObject(expressionValues)) Object.assign(this.#values, toApiMap(expressionValues));
    return expression;
  }

  attributes(): JsonObject {
    return defined({
      ExpressionAttributeNames: Object.keys(this.#names).length > 0 ? this.#names : undefined,
      ExpressionAttributeValues: Object.keys(this.#values).length > 0 ? this.#values : undefined,
    });
  }
}

/** The members that have a value. */
export function defined(members: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined && value !== null),
  );
}
