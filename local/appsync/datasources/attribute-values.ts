import { AppSyncError } from '../errors';
import { isObject } from '../json';
import type { JsonObject } from '../json';

/** What DynamoDB's API takes and gives, against what AppSync's request objects and results hold. */

function malformed(what: string): AppSyncError {
  return new AppSyncError(`The DynamoDB request has ${what}.`, 'MappingTemplate');
}

/** AppSync's attribute value (`{N: 5}`, `{NULL: null}`) in the API's form (`{N: '5'}`, `{NULL: true}`). */
function toApiValue(value: unknown): JsonObject {
  if (!isObject(value)) throw malformed('an attribute value without a type');
  const [[type, content] = [], ...others] = Object.entries(value);
  if (type === undefined || others.length > 0) throw malformed('an attribute value that is not of one type');
  switch (type) {
    case 'S':
    case 'B':
    case 'SS':
    case 'BS':
    case 'BOOL':
      return { [type]: content };
    case 'N':
      return { N: String(content) };
    case 'NS':
      return { NS: Array.isArray(content) ? content.map(String) : content };
    case 'NULL':
      return { NULL: true };
    case 'L':
      if (!Array.isArray(content)) throw malformed('a list that is none');
      return { L: content.map(toApiValue) };
    case 'M':
      return { M: toApiMap(content) };
    default:
      throw malformed(`an attribute value of the unknown type '${type}'`);
  }
}

/** Each member as an attribute value of the API. */
export function toApiMap(map: unknown): JsonObject {
  if (!isObject(map)) throw malformed('no map of attribute values where one is needed');
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toApiValue(value)]));
}

/** A value of the API as plain JSON; sets become lists, binary stays base64. */
function fromApiValue(value: unknown): unknown {
  const [[type, content] = ['NULL', true]] = Object.entries(Object(value));
  switch (type) {
    case 'N':
      return Number(content);
    case 'NS':
      return Array.isArray(content) ? content.map(Number) : [];
    case 'NULL':
      return null;
    case 'L':
      return Array.isArray(content) ? content.map(fromApiValue) : [];
    case 'M':
      return fromApiMap(content);
    default:
      return content;
  }
}

/** An item of the API as plain JSON; null when there is none. */
export function fromApiMap(map: unknown): JsonObject | null {
  if (!isObject(map)) return null;
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, fromApiValue(value)]));
}
