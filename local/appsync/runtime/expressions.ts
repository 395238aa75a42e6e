import { toAttributeValue } from './attribute-values';
import type { AttributeValue } from './attribute-values';

export interface Expression {
  expression: string;
  expressionNames?: Record<string, string>;
  expressionValues?: Record<string, AttributeValue>;
}

/** Hands out `#name` and `:value` placeholders; equal names share one, values never do. */
class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, AttributeValue> = {};
  readonly #placeholderOf = new Map<string, string>();
  /** How often each placeholder was wanted: a filter of a client's may want one ten thousand times. */
  readonly #wanted = new Map<string, number>();

  /** The placeholder path of an attribute, `a.b[1]` included. */
  path(field: string): string {
    return field
      .split('.')
      .map((segment) => {
        const [, name = segment, index = ''] = /^([^[]*)((?:\[\d+\])*)$/.exec(segment) ?? [];
        return this.#name(name) + index;
      })
      .join('.');
  }

  #name(name: string): string {
    const known = this.#placeholderOf.get(name);
    if (known !== undefined) return known;
    const placeholder = this.#free(`#${identifier(name)}`, this.names);
    this.#placeholderOf.set(name, placeholder);
    this.names[placeholder] = name;
    return placeholder;
  }

  value(label: string, value: unknown): string {
    const placeholder = this.#free(`:${identifier(label)}`, this.values);
    this.values[placeholder] = toAttributeValue(value);
    return placeholder;
  }

  #free(wanted: string, taken: object): string {
    let count = this.#wanted.get(wanted) ?? 0;
    let placeholder = count === 0 ? wanted : `${wanted}_${count}`;
    while (Object.hasOwn(taken, placeholder)) placeholder = `${wanted}_${++count}`;
    this.#wanted.set(wanted, count + 1);
    return placeholder;
  }

  finish(expression: string): Expression {
    return {
      expression,
      ...(Object.keys(this.names).length > 0 ? { expressionNames: this.names } : {}),
      ...(Object.keys(this.values).length > 0 ? { expressionValues: this.values } : {}),
    };
  }
}

function identifier(name: string): string {
  return name.replace(/[^A-Za-z0-9_]/g, '_');
}

const comparators: Record<string, string> = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' };

function list(value: unknown, what: string, length?: number): unknown[] {
  if (Array.isArray(value) && (length === undefined || value.length === length)) return value;
  throw new Error(`${what} expects a list${length === undefined ? '' : ` of ${length} values`}.`);
}

function comparison(
  operand: string,
  label: string,
  operator: string,
  value: unknown,
  to: Placeholders,
): string {
  const placed = (suffix = '') => to.value(`${label}_${operator}${suffix}`, value);
  switch (operator) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'le':
    case 'gt':
    case 'ge':
      return `${operand} ${comparators[operator]} ${placed()}`;
    case 'between': {
      const [low, high] = list(value, `${label}.between`, 2);
      return `${operand} BETWEEN ${to.value(`${label}_between_1`, low)} AND ${to.value(`${label}_between_2`, high)}`;
    }
    case 'in': {
      const values = list(value, `${label}.in`).map((item, index) =>
        to.value(`${label}_in_${index + 1}`, item),
      );
      return `${operand} IN (${values.join(', ')})`;
    }
    case 'beginsWith':
      return `begins_with(${operand},${placed()})`;
    case 'contains':
      return `contains(${operand},${placed()})`;
    case 'notContains':
      return `NOT contains(${operand},${placed()})`;
    case 'attributeExists':
      return `${value === true ? 'attribute_exists' : 'attribute_not_exists'}(${operand})`;
    case 'attributeType':
      return `attribute_type(${operand},${placed()})`;
    default:
      throw new Error(`'${operator}' on '${label}' is not an operator of a DynamoDB condition.`);
  }
}

function fieldConditions(field: string, operators: unknown, to: Placeholders): string[] {
  if (typeof operators !== 'object' || operators === null)
    throw new Error(`The condition on '${field}' has to be an object of operators.`);
  const operand = to.path(field);
  const conditions: string[] = [];
  for (const [operator, value] of Object.entries(operators)) {
    if (value === undefined || value === null) continue;
    if (operator !== 'size') conditions.push(comparison(operand, field, operator, value, to));
    else
      for (const [inner, length] of Object.entries(value))
        conditions.push(comparison(`size(${operand})`, `${field}_size`, inner, length, to));
  }
  return conditions;
}

function joined(conditions: string[], word: 'AND' | 'OR'): string {
  return conditions.map((condition) => `(${condition})`).join(` ${word} `);
}

function nodeConditions(node: unknown, to: Placeholders): string[] {
  if (typeof node !== 'object' || node === null || Array.isArray(node))
    throw new Error('A DynamoDB condition has to be an object.');
  const conditions: string[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (value === undefined || value === null) continue;
    if (key === 'and' || key === 'or') {
      const members = (Array.isArray(value) ? value : [value]).map((member) =>
        joined(nodeConditions(member, to), 'AND'),
      );
      const present = members.filter((member) => member !== '');
      if (present.length > 0) conditions.push(joined(present, key === 'and' ? 'AND' : 'OR'));
    } else if (key === 'not') conditions.push(`NOT (${joined(nodeConditions(value, to), 'AND')})`);
    else conditions.push(...fieldConditions(key, value, to));
  }
  return conditions;
}

/** The filter or condition object of AppSync as a DynamoDB expression, e.g. `(#title = :title_eq) AND (…)`. */
export function conditionExpression(condition: unknown): Expression {
  const placeholders = new Placeholders();
  return placeholders.finish(joined(nodeConditions(condition, placeholders), 'AND'));
}

/** As `conditionExpression`, in the form that a key condition wants: no parentheses, no OR. */
export function keyConditionExpression(query: unknown): Expression {
  const placeholders = new Placeholders();
  return placeholders.finish(nodeConditions(query, placeholders).join(' AND '));
}

export function projectionExpression(fields: readonly string[]): Expression {
  const placeholders = new Placeholders();
  return placeholders.finish(fields.map((field) => placeholders.path(field)).join(', '));
}
