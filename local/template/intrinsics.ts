/** What JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A template that this machine cannot run, in a sentence that names the place. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** What an intrinsic function may look up; each throws TemplateError for what is not there. */
export interface Scope {
  /** `Ref` of a parameter, a pseudo parameter or a resource; `noValue` for `AWS::NoValue`. */
  ref(name: string): Resolved;
  /** `Fn::GetAtt`. */
  attribute(logicalId: string, name: string): string;
  condition(name: string): boolean;
  mapping(map: string, topLevelKey: string, secondLevelKey: string): Json | undefined;
}

/** Stands for `AWS::NoValue`: the property, or the item of a list, that holds it is left out. */
export const noValue: unique symbol = Symbol('AWS::NoValue');
export type Resolved = Json | typeof noValue;

/**
 * `value` with every intrinsic function resolved. `place` names the value in errors, e.g. `Resources.Api.Properties`.
 * The functions are those of the CloudFormation user guide without language extensions; an unknown `Fn::` is an error.
 */
export function resolve(value: Json, scope: Scope, place: string): Resolved {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => resolve(item, scope, `${place}[${index}]`));
    return items.filter((item) => item !== noValue);
  }
  if (!isObject(value)) return value;
  const call = intrinsicCall(value);
  if (call !== undefined) return evaluate(call.name, call.argument, scope, place);
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, item]): [string, Resolved] => [key, resolve(item, scope, `${place}.${key}`)])
      .filter((entry): entry is [string, Json] => entry[1] !== noValue),
  );
}

/** A condition of the template's `Conditions`, or the first argument of `Fn::If` written out. */
export function resolveCondition(value: Json, scope: Scope, place: string): boolean {
  const call = isObject(value) ? intrinsicCall(value, true) : undefined;
  if (call === undefined) throw new TemplateError(`${place} is not a condition.`);
  const operands = () =>
    listOf(call.argument, place).map((operand) => resolveCondition(operand, scope, place));
  switch (call.name) {
    case 'Condition':
      return scope.condition(textOf(call.argument, place));
    case 'Fn::Equals': {
      const [left, right] = argumentsOf(call, 2, place).map((operand) => resolve(operand, scope, place));
      return stringify(left, place) === stringify(right, place);
    }
    case 'Fn::And':
      return operands().every(Boolean);
    case 'Fn::Or':
      return operands().some(Boolean);
    case 'Fn::Not':
      return operands()[0] === false;
    default:
      throw new TemplateError(`${place}: ${call.name} is not a condition function.`);
  }
}

interface Call {
  name: string;
  argument: Json;
}

function intrinsicCall(value: { [key: string]: Json }, inCondition = false): Call | undefined {
  const entries = Object.entries(value);
  const [entry] = entries;
  if (entries.length !== 1 || entry === undefined) return undefined;
  const [name, argument] = entry;
  const isCall = name === 'Ref' || name.startsWith('Fn::') || (inCondition && name === 'Condition');
  return isCall ? { name, argument } : undefined;
}

function evaluate(name: string, argument: Json, scope: Scope, place: string): Resolved {
  const text = (value: Json) => stringify(resolve(value, scope, place), place);
  const list = (value: Json) => listOf(resolve(value, scope, place), place);
  const call = { name, argument };
  switch (name) {
    case 'Ref':
      return scope.ref(textOf(argument, place));
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = getAttArguments(argument, scope, place);
      return scope.attribute(logicalId, attribute);
    }
    case 'Fn::Join': {
      const [delimiter, parts] = argumentsOf(call, 2, place);
      return list(parts!)
        .map((part) => stringify(part, place))
        .join(textOf(delimiter!, place));
    }
    case 'Fn::Split': {
      const [delimiter, source] = argumentsOf(call, 2, place);
      return text(source!).split(textOf(delimiter!, place));
    }
    case 'Fn::Select': {
      const [index, source] = argumentsOf(call, 2, place);
      const items = list(source!);
      const item = items[Number(text(index!))];
      if (item === undefined)
        throw new TemplateError(`${place}: Fn::Select has no item ${text(index!)} among ${items.length}.`);
      return item;
    }
    case 'Fn::Sub':
      return substitute(argument, scope, place);
    case 'Fn::If': {
      const [condition, whenTrue, whenFalse] = argumentsOf(call, 3, place);
      const holds = scope.condition(textOf(condition!, place));
      return resolve(holds ? whenTrue! : whenFalse!, scope, place);
    }
    case 'Fn::FindInMap': {
      const [map, top, second] = argumentsOf(call, 3, place).map(text);
      const found = scope.mapping(map!, top!, second!);
      if (found === undefined)
        throw new TemplateError(`${place}: Mappings has no ${map}.${top}.${second} for Fn::FindInMap.`);
      return found;
    }
    case 'Fn::Base64':
      return Buffer.from(text(argument), 'utf8').toString('base64');
    case 'Fn::Equals':
    case 'Fn::And':
    case 'Fn::Or':
    case 'Fn::Not':
      return resolveCondition({ [name]: argument }, scope, place);
    case 'Fn::ImportValue':
      throw new TemplateError(
        `${place} imports ${JSON.stringify(argument)} from another stack: one stack runs on this machine. ` +
          `Pass the value in by context or a parameter instead.`,
      );
    default:
      throw new TemplateError(`${place}: ${name} is not known on this machine.`);
  }
}

/** `Fn::Sub`, as text or as `[text, {name: value}]`; `${!Name}` is the literal `${Name}`. */
function substitute(argument: Json, scope: Scope, place: string): string {
  const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = isObject(given) ? given : {};
  return textOf(template, place).replace(/\$\{(!?)([^}]*)\}/g, (_whole, literal: string, inner: string) => {
    if (literal) return `\${${inner}}`;
    const name = inner.trim();
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (variable !== undefined) return stringify(resolve(variable, scope, place), place);
    const dot = name.indexOf('.');
    if (dot > 0) return scope.attribute(name.slice(0, dot), name.slice(dot + 1));
    return stringify(scope.ref(name), place);
  });
}

function getAttArguments(argument: Json, scope: Scope, place: string): [string, string] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    if (dot > 0) return [argument.slice(0, dot), argument.slice(dot + 1)];
  } else if (Array.isArray(argument) && argument.length === 2) {
    const [logicalId, attribute] = argument;
    return [textOf(logicalId, place), stringify(resolve(attribute!, scope, place), place)];
  }
  throw new TemplateError(`${place}: Fn::GetAtt takes [logical id, attribute].`);
}

function argumentsOf(call: Call, count: number, place: string): Json[] {
  if (Array.isArray(call.argument) && call.argument.length === count) return call.argument;
  throw new TemplateError(`${place}: ${call.name} takes ${count} arguments.`);
}

function listOf(value: Resolved | undefined, place: string): Json[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`${place}: a list is needed, not ${JSON.stringify(value)}.`);
}

function textOf(value: Json | undefined, place: string): string {
  if (typeof value === 'string') return value;
  throw new TemplateError(`${place}: a string is needed, not ${JSON.stringify(value)}.`);
}

function stringify(value: Resolved | undefined, place: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new TemplateError(`${place}: a string is needed, not ${JSON.stringify(value)}.`);
}

/** A JSON object, not a list and not null. */
export function isObject(value: unknown): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
