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

/** One clause of an update: dynalite's `path` is what it writes, `val` (of a SET) an operation, a path or a value. */
interface Clause {
  path: unknown[];
  val?: unknown;
}

/**
 * Refuses an update that reads an attribute of which it also writes a part: dynalite moves values by reference, so the
 * part would be written in both places, or the item would come to contain itself.
 * @param input a request that dynalite has validated, its expressions parsed
 * @throws AwsError 501 NotImplemented
 */
export function refuseWhatWouldBeShared(input: Record<string, unknown>): void {
  const updates = input['_updates'];
  if (!isObject(updates) || !('sections' in updates) || !Array.isArray(updates.sections)) return;
  const clauses = updates.sections.filter(isClause);
  const read = clauses.flatMap(({ val }) => pathsIn(val));
  for (const { path } of clauses)
    if (read.some((of) => of.length < path.length && of.every((step, index) => step === path[index])))
      throw notImplemented('reading an attribute while a part of it is written');
}

function isClause(value: unknown): value is Clause {
  return isObject(value) && 'path' in value && Array.isArray(value.path);
}

function pathsIn(node: unknown): unknown[][] {
  if (Array.isArray(node)) return [node];
  return isOperation(node) ? node.args.flatMap(pathsIn) : [];
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
