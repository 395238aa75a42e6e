import { isDeepStrictEqual } from 'node:util';
import { compareNumbers } from './numbers';

/** An attribute value in DynamoDB's form: one member, named after its type. */
type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, unknown>>;

/** An expression as dynalite parses it; an operand is an operation (`size`), a path, or an attribute value. */
interface Operation {
  type: string;
  /** Of a function. */
  name?: string;
  args: unknown[];
}

/**
 * Whether a condition or filter holds for an item (developer guide, "Comparison operator and function reference").
 * dynalite reads the expression; it is judged here since dynalite compares lists and maps by identity, takes a bound for
 * a literal, and orders text by UTF-16.
 */
export function holds(expression: unknown, item: Item): boolean {
  const { type, name = '', args } = asOperation(expression);
  const operator = type === 'function' ? name : type;
  switch (operator) {
    case 'and':
      return args.every((each) => holds(each, item));
    case 'or':
      return args.some((each) => holds(each, item));
    case 'not':
      return !holds(args[0], item);
  }
  const [first, ...others] = args.map((arg) => operand(arg, item));
  const [second, third] = others;
  switch (operator) {
    case '=':
      return first !== undefined && second !== undefined && equal(first, second);
    case '<>':
      return first === undefined || second === undefined || !equal(first, second);
    case '<':
      return inOrder(first, second, (order) => order < 0);
    case '<=':
      return inOrder(first, second, (order) => order <= 0);
    case '>':
      return inOrder(first, second, (order) => order > 0);
    case '>=':
      return inOrder(first, second, (order) => order >= 0);
    case 'between':
      return inOrder(second, first, (order) => order <= 0) && inOrder(first, third, (order) => order <= 0);
    case 'in':
      return first !== undefined && others.some((each) => each !== undefined && equal(first, each));
    case 'attribute_exists':
      return first !== undefined;
    case 'attribute_not_exists':
      return first === undefined;
    case 'attribute_type':
      return first !== undefined && second?.['S'] === typeOf(first);
    case 'begins_with':
      return first !== undefined && second !== undefined && beginsWith(first, second);
    case 'contains':
      return first !== undefined && second !== undefined && contains(first, second);
    default:
      throw new Error(`The operator ${operator} is not one of DynamoDB's.`);
  }
}

/** What an operand stands for in an item; undefined for an attribute that is not there. */
function operand(node: unknown, item: Item): AttributeValue | undefined {
  if (Array.isArray(node)) return atPath(node, item);
  if (!isRecord(node)) return undefined;
  if (!('args' in node)) return node;
  const of = operand(asOperation(node).args[0], item);
  const size = of && sizeOf(of);
  return size === undefined ? undefined : { N: String(size) };
}

function atPath(path: readonly unknown[], item: Item): AttributeValue | undefined {
  let value: unknown = { M: item };
  for (const step of path) {
    const within: unknown = isRecord(value) ? value[typeof step === 'number' ? 'L' : 'M'] : undefined;
    // A position, or a name: `Object.hasOwn` keeps `constructor` from being found in every map.
    value = isContainer(within) && Object.hasOwn(within, String(step)) ? within[String(step)] : undefined;
  }
  return isRecord(value) ? value : undefined;
}

function sizeOf(value: AttributeValue): number | undefined {
  const [type, content] = partsOf(value);
  switch (type) {
    case 'S':
      return String(content).length;
    case 'B':
      return bytes(content).length;
    case 'SS':
    case 'NS':
    case 'BS':
    case 'L':
      return listOf(content).length;
    case 'M':
      return Object.keys(Object(content)).length;
    default:
      return undefined;
  }
}

/** Deep equality: numbers by value, sets without order. */
function equal(left: AttributeValue, right: AttributeValue): boolean {
  const [type, a] = partsOf(left);
  const [otherType, b] = partsOf(right);
  if (type !== otherType) return false;
  switch (type) {
    case 'N':
      return compareNumbers(String(a), String(b)) === 0;
    case 'SS':
    case 'NS':
    case 'BS': {
      const [one, other] = [membersOf(left), membersOf(right)];
      return one.length === other.length && one.every((member) => isAmong(member, other));
    }
    case 'L': {
      const [one, other] = [valuesOf(a), valuesOf(b)];
      return one.length === other.length && one.every((value, index) => equal(value, other[index] ?? {}));
    }
    case 'M': {
      const [one, other] = [Object(a) as Item, Object(b) as Item];
      const names = Object.keys(one);
      return (
        names.length === Object.keys(other).length &&
        names.every((name) => {
          const [value, counterpart] = [one[name], Object.hasOwn(other, name) ? other[name] : undefined];
          return isRecord(value) && isRecord(counterpart) && equal(value, counterpart);
        })
      );
    }
    default:
      return isDeepStrictEqual(a, b);
  }
}

/** Whether two values of one type that has an order, text and bytes by their bytes, stand in it as `fits` says. */
function inOrder(
  left: AttributeValue | undefined,
  right: AttributeValue | undefined,
  fits: (order: number) => boolean,
): boolean {
  if (left === undefined || right === undefined) return false;
  const [type, a] = partsOf(left);
  const [otherType, b] = partsOf(right);
  if (type !== otherType) return false;
  switch (type) {
    case 'N':
      return fits(compareNumbers(String(a), String(b)));
    case 'S':
      return fits(Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b))));
    case 'B':
      return fits(Buffer.compare(bytes(a), bytes(b)));
    default:
      return false;
  }
}

function beginsWith(value: AttributeValue, start: AttributeValue): boolean {
  const [type, content] = partsOf(value);
  const [startType, beginning] = partsOf(start);
  if (type !== startType) return false;
  if (type === 'S') return String(content).startsWith(String(beginning));
  return type === 'B' && bytes(content).indexOf(bytes(beginning)) === 0;
}

function contains(value: AttributeValue, part: AttributeValue): boolean {
  const [type, content] = partsOf(value);
  const [partType, piece] = partsOf(part);
  switch (type) {
    case 'S':
      return partType === 'S' && String(content).includes(String(piece));
    case 'B':
      return partType === 'B' && bytes(content).includes(bytes(piece));
    case 'L':
      return isAmong(part, valuesOf(content));
    default:
      return isAmong(part, membersOf(value));
  }
}

/** The members of a set, each with its own type; of anything else none. */
function membersOf(value: AttributeValue): AttributeValue[] {
  const [type, content] = partsOf(value);
  return /^[SNB]S$/.test(type) ? listOf(content).map((member) => ({ [type.slice(0, 1)]: member })) : [];
}

function isAmong(value: AttributeValue, values: readonly AttributeValue[]): boolean {
  return values.some((other) => equal(value, other));
}

function typeOf(value: AttributeValue): string {
  return partsOf(value)[0];
}

function partsOf(value: AttributeValue): [type: string, content: unknown] {
  return Object.entries(value)[0] ?? ['', undefined];
}

function valuesOf(list: unknown): AttributeValue[] {
  return listOf(list).filter(isRecord);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function bytes(base64: unknown): Buffer {
  return Buffer.from(String(base64), 'base64');
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return isContainer(value) && !Array.isArray(value);
}

function asOperation(node: unknown): Operation {
  if (isRecord(node) && typeof node['type'] === 'string' && Array.isArray(node['args']))
    return {
      type: node['type'],
      args: node['args'],
      ...(typeof node['name'] === 'string' && { name: node['name'] }),
    };
  throw new Error('The expression is not one that dynalite has parsed.');
}
