import { AwsError } from '../cloud';
import { holds, type Item } from './conditions';

/** An operation in dynalite's parsed expressions; its operands are operations, paths (arrays) or attribute values. */
interface Operation {
  type: string;
  args: unknown[];
}

/**
 * Has the conditions and filters of a request judged by `holds`. What dynalite gets in their place is an expression
 * whose operands, when it comes to resolve them (the empty path is the item itself), are the verdict and *true*.
 * @param input a request that dynalite has validated, its expressions parsed
 */
export function judgeHere(input: Record<string, unknown>): void {
  for (const name of ['_condition', '_filter']) {
    const parsed = input[name];
    if (!isObject(parsed) || !('expression' in parsed)) continue;
    const { expression } = parsed;
    const verdict = {
      map: (resolve: (path: string[]) => { M: Item }) => [
        { BOOL: holds(expression, resolve([]).M) },
        { BOOL: true },
      ],
    };
    parsed.expression = { type: '=', args: verdict };
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

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOperation(node: unknown): node is Operation {
  return isObject(node) && 'type' in node && 'args' in node && Array.isArray(node.args);
}

function notImplemented(what: string): AwsError {
  return new AwsError(
    'NotImplemented',
    `The local DynamoDB does not implement ${what} in an expression.`,
    501,
  );
}
