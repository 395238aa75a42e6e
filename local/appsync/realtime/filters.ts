import { AppSyncError } from '../errors';
import { isObject } from '../json';
import type { JsonObject } from '../json';

/**
 * Enhanced subscription filters (developer guide, "Defining enhanced subscriptions filters", and the limits in
 * "Extensions"): groups are alternatives, the rules of a group hold together.
 */
export type FilterGroups = FilterRule[][];

interface FilterRule {
  path: string[];
  holds: (value: unknown) => boolean;
}

const mostGroups = 10;
const mostFieldsOfGroup = 5;
const deepestPath = 5;
const longestText = 256;

type Operand = string | number | boolean;

function invalid(reason: string): AppSyncError {
  return new AppSyncError(`The subscription filter is not valid: ${reason}.`, 'BadRequestException');
}

/** Reads what a resolver gave to `extensions.setSubscriptionFilter`. Throws AppSyncError. */
export function readFilter(filter: unknown): FilterGroups {
  const groups = isObject(filter) ? filter['filterGroup'] : undefined;
  if (!Array.isArray(groups) || groups.length === 0) throw invalid('it has no filterGroup');
  if (groups.length > mostGroups)
    throw invalid(`it has ${groups.length} filters; AppSync takes ${mostGroups}`);
  return groups.map((group: unknown) => {
    const filters = isObject(group) ? group['filters'] : undefined;
    if (!Array.isArray(filters) || filters.length === 0) throw invalid('a group has no filters');
    const rules = filters.map(readRule);
    const fieldCount = new Set(rules.map(({ path }) => path.join('.'))).size;
    if (fieldCount > mostFieldsOfGroup)
      throw invalid(`a group names ${fieldCount} fields; AppSync takes ${mostFieldsOfGroup}`);
    return rules;
  });
}

function readRule(rule: unknown): FilterRule {
  const { fieldName, operator, value } = isObject(rule) ? rule : {};
  if (typeof fieldName !== 'string') throw invalid('a rule has no fieldName');
  return { path: fieldName.split('.'), holds: readOperator(String(operator), value, fieldName) };
}

function readOperator(operator: string, value: unknown, fieldName: string): FilterRule['holds'] {
  const one = () => operand(value, fieldName);
  const list = (most: number) => operands(value, fieldName, most);
  switch (operator) {
    case 'eq':
      return equals(one());
    case 'ne':
      return not(equals(one()));
    case 'lt':
      return compares(one(), (order) => order < 0);
    case 'le':
    case 'lte':
      return compares(one(), (order) => order <= 0);
    case 'gt':
      return compares(one(), (order) => order > 0);
    case 'ge':
    case 'gte':
      return compares(one(), (order) => order >= 0);
    case 'beginsWith': {
      const prefix = one();
      return (actual) =>
        typeof actual === 'string' && typeof prefix === 'string' && actual.startsWith(prefix);
    }
    case 'contains':
      return contains(one());
    case 'notContains':
      return not(contains(one()));
    case 'in':
      return among(list(5));
    case 'notIn':
      return not(among(list(5)));
    case 'containsAny': {
      const any = list(20).map(contains);
      return (actual) => Array.isArray(actual) && any.some((holds) => holds(actual));
    }
    case 'between': {
      const [low, high] = list(2);
      if (low === undefined || high === undefined)
        throw invalid(`'between' on '${fieldName}' needs two values`);
      const [notBelow, notAbove] = [
        compares(low, (order) => order >= 0),
        compares(high, (order) => order <= 0),
      ];
      return (actual) => notBelow(actual) && notAbove(actual);
    }
    default:
      throw invalid(`'${operator}' on '${fieldName}' is not an operator`);
  }
}

function operand(value: unknown, fieldName: string): Operand {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') throw invalid(`the value for '${fieldName}' is not a plain value`);
  if (value.length > longestText)
    throw invalid(`the text for '${fieldName}' is over ${longestText} characters`);
  return value;
}

function operands(value: unknown, fieldName: string, most: number): Operand[] {
  if (!Array.isArray(value) || value.length === 0)
    throw invalid(`the value for '${fieldName}' is not a list`);
  if (value.length > most) throw invalid(`the list for '${fieldName}' has more than ${most} values`);
  return value.map((item) => operand(item, fieldName));
}

function equals(wanted: Operand): FilterRule['holds'] {
  return (actual) => actual === wanted;
}

function not(holds: FilterRule['holds']): FilterRule['holds'] {
  return (actual) => !holds(actual);
}

function among(wanted: Operand[]): FilterRule['holds'] {
  return (actual) => wanted.some((value) => value === actual);
}

function contains(wanted: Operand): FilterRule['holds'] {
  return (actual) =>
    Array.isArray(actual)
      ? actual.includes(wanted)
      : typeof actual === 'string' && actual.includes(String(wanted));
}

/** Numbers with numbers, texts with texts; anything else has no order. */
function compares(wanted: Operand, accepts: (order: number) => boolean): FilterRule['holds'] {
  return (actual) => {
    if (typeof actual === 'number' && typeof wanted === 'number') return accepts(actual - wanted);
    if (typeof actual === 'string' && typeof wanted === 'string')
      return accepts(actual < wanted ? -1 : actual > wanted ? 1 : 0);
    return false;
  };
}

/** Whether an event (or an invalidation's payload) passes. What the event does not carry satisfies no rule. */
export function passes(groups: FilterGroups, event: unknown): boolean {
  return groups.some((rules) =>
    rules.every(({ path, holds }) => {
      const value = path.length > deepestPath ? undefined : valueAt(event, path);
      return value !== undefined && holds(value);
    }),
  );
}

function valueAt(event: unknown, path: string[]): unknown {
  let value = event;
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}

/**
 * Basic filtering: every argument of the subscription has to equal the event's top-level field of the same name; null
 * asks for events in which the field is null. A field that the mutation did not select equals nothing.
 */
export function argumentFilter(args: JsonObject): (event: unknown) => boolean {
  // Written once: arguments may be long, and events many.
  const wanted = Object.entries(args).map(([name, value]) => ({
    name,
    plain: value,
    text: JSON.stringify(value),
  }));
  return (event) =>
    wanted.every(({ name, plain, text }) => {
      const value = valueAt(event, [name]);
      if (value === undefined) return false;
      return typeof value === 'object' ? JSON.stringify(value) === text : value === plain;
    });
}
