import { AwsError } from '../cloud';

/** An operation in dynalite's parsed expressions; its operands are operations, paths (arrays) or attribute values. */
interface Operation {
  type: string;
  /** Of a function. */
  name?: string;
  args: unknown[];
}

/** Operators whose later operands are bounds: dynalite fails where one of them is an attribute that is absent. */
const bounded = ['in', 'between', 'begins_with'];
/** Operators that look for equal values: dynalite compares lists and maps by identity, so none is ever equal. */
const equating = ['=', '<>', 'in', 'contains'];

/**
 * Refuses the conditions that DynamoDB has and dynalite gets wrong.
 * @param input a request that dynalite has validated, its expressions parsed
 * @throws AwsError 501 NotImplemented
 */
export function refuseWhatCannotBeCompared(input: Record<string, unknown>): void {
  for (const name of ['_condition', '_filter']) {
    const parsed = input[name];
    if (isObject(parsed) && 'expression' in parsed) inspect(parsed.expression);
  }
}

function inspect(node: unknown): void {
  if (!isOperation(node)) return;
  const name = node.type === 'function' ? (node.name ?? '') : node.type;
  const [, ...later] = node.args;
  if (bounded.includes(name) && !later.every(isLiteral))
    throw notImplemented(`${name.toUpperCase()} with an attribute or size() after its first operand`);
  if (
    equating.includes(name) &&
    node.args.some((value) => isLiteral(value) && ('L' in value || 'M' in value))
  )
    throw notImplemented(`${name.toUpperCase()} with a list or a map`);
  node.args.forEach(inspect);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOperation(node: unknown): node is Operation {
  return isObject(node) && 'type' in node && 'args' in node && Array.isArray(node.args);
}

function isLiteral(node: unknown): node is object {
  return isObject(node) && !isOperation(node);
}

function notImplemented(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `The local DynamoDB does not implement ${what} in an expression.`,
    501,
  );
}
