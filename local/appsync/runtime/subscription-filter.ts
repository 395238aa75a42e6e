import { isObject } from '../json';

/** One comparison of an enhanced subscription filter. */
export interface FilterRule {
  fieldName: string;
  operator: string;
  value: unknown;
}

/** Alternatives (OR) of rules that hold together (AND). */
type Alternatives = FilterRule[][];

/** Rules of a filter; AppSync takes ten groups that name five fields each. */
const mostRules = 2_000;

/**
 * AND of two: every alternative of the one with every alternative of the other. None means no restriction. A filter often
 * comes from a client, and a few words of it can multiply beyond all memory.
 */
function both(left: Alternatives, right: Alternatives): Alternatives {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  if (ruleCount(left) * right.length + ruleCount(right) * left.length > mostRules)
    throw new Error(`The subscription filter comes to more than ${mostRules} rules.`);
  return left.flatMap((first) => right.map((second) => [...first, ...second]));
}

function ruleCount(alternatives: Alternatives): number {
  return alternatives.reduce((count, rules) => count + rules.length, 0);
}

function rulesOf(fieldName: string, operators: unknown): FilterRule[] {
  if (!isObject(operators))
    throw new Error(`The subscription filter on '${fieldName}' has to be an object of operators.`);
  const rules = Object.entries(operators)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([operator, value]) => ({ fieldName, operator, value }));
  // A rule that loses its value would let everything through.
  if (rules.length === 0) throw new Error(`The subscription filter on '${fieldName}' has no value.`);
  return rules;
}

function alternativesOf(node: unknown, ignored: ReadonlySet<string>): Alternatives {
  if (!isObject(node)) throw new Error('A subscription filter has to be an object.');
  let alternatives: Alternatives = [];
  for (const [key, value] of Object.entries(node)) {
    if (value === undefined || value === null) continue;
    if (key !== 'and' && key !== 'or') {
      // Several operators on one field are alternatives.
      if (!ignored.has(key))
        alternatives = both(
          alternatives,
          rulesOf(key, value).map((rule) => [rule]),
        );
      continue;
    }
    if (!Array.isArray(value)) throw new Error(`'${key}' in a subscription filter has to be a list.`);
    const members = value.map((member) => alternativesOf(member, ignored));
    alternatives = both(alternatives, key === 'or' ? members.flat() : members.reduce(both, []));
  }
  return alternatives;
}

/**
 * `util.transform.toSubscriptionFilter`: the filter object (or its JSON text, as a client sends it) in the form that
 * `extensions.setSubscriptionFilter` wants. Of `rules`, at least one has to hold as well.
 */
export function toSubscriptionFilter(
  filter: unknown,
  ignoredFields: readonly string[] = [],
  rules: unknown = {},
): { filterGroup: { filters: FilterRule[] }[] } {
  const parsed: unknown = typeof filter === 'string' ? JSON.parse(filter) : filter;
  if (!isObject(rules)) throw new Error('The rules of a subscription filter have to be an object.');
  const strictRules = Object.entries(rules).flatMap(([name, operators]) => rulesOf(name, operators));
  const alternatives = both(
    alternativesOf(parsed, new Set(ignoredFields)),
    strictRules.map((rule) => [rule]),
  );
  return { filterGroup: alternatives.map((filters) => ({ filters })) };
}
