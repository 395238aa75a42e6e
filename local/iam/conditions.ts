import { BlockList, isIP } from 'node:net';
import type { PolicyStatement } from '../cloud';
import { PolicyError } from './policy-error';
import { substituteVariables } from './policy-variables';
import { valuesOf } from './request-context';
import type { RequestContext } from './request-context';
import { matchesArn, matchesWildcard } from './wildcards';

/** Compares one value of the policy, variables replaced, with one of the request. */
type Comparison = (policyValue: string, requestValue: string) => boolean;

interface Operator {
  compare: Comparison;
  /** True for the `Not…` form: it holds when no value of the policy compares. */
  negated: boolean;
  variables: boolean;
}

const operators: Readonly<Record<string, Operator>> = {
  ...pair('StringEquals', 'StringNotEquals', (policy, request) => literal(policy) === request, true),
  ...pair(
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    (policy, request) => literal(policy).toLowerCase() === request.toLowerCase(),
    true,
  ),
  ...pair('StringLike', 'StringNotLike', (policy, request) => matchesWildcard(policy, request), true),
  // ArnEquals and ArnLike are the same operator.
  ...pair('ArnEquals', 'ArnNotEquals', matchesArn, true),
  ...pair('ArnLike', 'ArnNotLike', matchesArn, true),
  ...pair(
    'NumericEquals',
    'NumericNotEquals',
    numeric((policy, request) => request === policy),
  ),
  ...single(
    'NumericLessThan',
    numeric((policy, request) => request < policy),
  ),
  ...single(
    'NumericLessThanEquals',
    numeric((policy, request) => request <= policy),
  ),
  ...single(
    'NumericGreaterThan',
    numeric((policy, request) => request > policy),
  ),
  ...single(
    'NumericGreaterThanEquals',
    numeric((policy, request) => request >= policy),
  ),
  ...pair(
    'DateEquals',
    'DateNotEquals',
    date((policy, request) => request === policy),
  ),
  ...single(
    'DateLessThan',
    date((policy, request) => request < policy),
  ),
  ...single(
    'DateLessThanEquals',
    date((policy, request) => request <= policy),
  ),
  ...single(
    'DateGreaterThan',
    date((policy, request) => request > policy),
  ),
  ...single(
    'DateGreaterThanEquals',
    date((policy, request) => request >= policy),
  ),
  ...single('Bool', (policy, request) => policy.toLowerCase() === request.toLowerCase()),
  ...single('BinaryEquals', (policy, request) => policy === request),
  ...pair('IpAddress', 'NotIpAddress', inNetwork),
};

/**
 * Whether every condition of a statement holds (IAM user guide, "Condition operators"). Throws PolicyError for an
 * operator that it does not know and for a set of values compared without `ForAnyValue` or `ForAllValues`.
 */
export function conditionsHold(
  conditions: NonNullable<PolicyStatement['Condition']>,
  context: RequestContext,
): boolean {
  // Every operator is looked at before one decides, so that an unknown one can hide behind none.
  const parsed = Object.entries(conditions).map(([name, keys]) => ({ operator: parseOperator(name), keys }));
  return parsed.every(({ operator, keys }) =>
    Object.entries(keys).every(([key, values]) => holds(operator, key, asList(values), context)),
  );
}

/** Throws PolicyError for an operator that is not known on this machine. */
export function checkOperators(conditions: NonNullable<PolicyStatement['Condition']>): void {
  for (const name of Object.keys(conditions)) parseOperator(name);
}

interface ParsedOperator {
  name: string;
  quantifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  ifExists: boolean;
  /** Undefined for `Null`, which asks whether the key is there. */
  operator: Operator | undefined;
}

function parseOperator(name: string): ParsedOperator {
  const [, prefix, base = name, suffix] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(name) ?? [];
  const operator = Object.hasOwn(operators, base) ? operators[base] : undefined;
  if (operator === undefined && name !== 'Null')
    throw new PolicyError(`has the condition operator ${name}, which does not exist`);
  const quantifier = prefix === 'ForAllValues' || prefix === 'ForAnyValue' ? prefix : undefined;
  return { name, quantifier, ifExists: suffix !== undefined, operator };
}

function holds(
  { name, quantifier, ifExists, operator }: ParsedOperator,
  key: string,
  policyValues: string[],
  context: RequestContext,
): boolean {
  const requestValues = valuesOf(context, key);
  if (operator === undefined)
    return policyValues.some((value) => (value.toLowerCase() === 'true') === (requestValues === undefined));
  const one = (requestValue: string) => compareAll(operator, policyValues, requestValue, context);
  if (quantifier === 'ForAllValues') return (requestValues ?? []).every(one);
  if (requestValues === undefined) return ifExists || (quantifier === undefined && operator.negated);
  if (quantifier === 'ForAnyValue') return requestValues.some(one);
  const [requestValue] = requestValues;
  if (requestValue === undefined || requestValues.length > 1)
    throw new PolicyError(`${key} has several values: ${name} needs ForAnyValue or ForAllValues`);
  return one(requestValue);
}

function compareAll(
  { compare, negated, variables }: Operator,
  policyValues: string[],
  requestValue: string,
  context: RequestContext,
): boolean {
  const matched = policyValues.some((raw) => {
    const policyValue = variables ? substituteVariables(raw, context) : raw;
    return policyValue !== undefined && compare(policyValue, requestValue);
  });
  return matched !== negated;
}

function single(name: string, compare: Comparison, variables = false): Record<string, Operator> {
  return { [name]: { compare, negated: false, variables } };
}

function pair(positive: string, negative: string, compare: Comparison, variables = false) {
  return { ...single(positive, compare, variables), [negative]: { compare, negated: true, variables } };
}

/** A pattern whose marked characters stand for themselves and whose wildcards have no meaning. */
function literal(policyValue: string): string {
  return policyValue.replaceAll('\u{F0001}', '*').replaceAll('\u{F0002}', '?');
}

function numeric(compare: (policy: number, request: number) => boolean): Comparison {
  return (policy, request) => {
    const [left, right] = [toNumber(policy), toNumber(request)];
    return left !== undefined && right !== undefined && compare(left, right);
  };
}

function toNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : undefined;
}

function date(compare: (policy: number, request: number) => boolean): Comparison {
  return (policy, request) => {
    const [left, right] = [toTime(policy), toTime(request)];
    return left !== undefined && right !== undefined && compare(left, right);
  };
}

/** Milliseconds of an ISO 8601 date, or of seconds since 1970. */
function toTime(text: string): number | undefined {
  const time = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

function inNetwork(policy: string, request: string): boolean {
  const [network = '', prefix] = policy.split('/');
  const family = isIP(network);
  if (family === 0 || isIP(request) !== family) return false;
  const bits = prefix === undefined ? (family === 4 ? 32 : 128) : Number(prefix);
  if (!Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128)) return false;
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, type);
  return list.check(request, type);
}

/** CloudFormation lets one value stand without a list, and booleans and numbers without quotes. */
export function asList(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}
