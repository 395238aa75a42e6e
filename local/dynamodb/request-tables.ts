import { AwsError } from '../cloud';

/** What a request touches. */
export interface Addressed {
  /** The request with every table named by its name, whatever the caller called it. */
  input: Record<string, unknown>;
  /** Tables or indexes, each with its table's name; `*` for an operation that names no table. */
  resources: { arn: string; table: string }[];
  /** Gives the answer of a batch back under the names that the caller used. */
  restoreNames(answer: Record<string, unknown>): Record<string, unknown>;
}

/**
 * Finds the tables that a request names, by name or by ARN.
 * @param arnPrefix `arn:aws:dynamodb:<region>:<account>:table/`
 * @throws AwsError 400 ValidationException, or ResourceNotFoundException for an ARN of another region or account
 */
export function addressed(input: Record<string, unknown>, arnPrefix: string): Addressed {
  const { TableName: table, RequestItems: items, IndexName: index } = input;
  if (isRecord(items)) {
    const names = new Map(Object.keys(items).map((given) => [nameOf(given, arnPrefix), given]));
    if (names.size < Object.keys(items).length)
      throw new AwsError(
        'ValidationException',
        'RequestItems names the same table by its name and by its ARN.',
      );
    return {
      input: { ...input, RequestItems: renamed(items, (given) => nameOf(given, arnPrefix)) },
      resources: [...names.keys()].map((name) => ({ arn: arnPrefix + name, table: name })),
      restoreNames: (answer) => ({
        ...answer,
        ...Object.fromEntries(
          ['Responses', 'UnprocessedKeys', 'UnprocessedItems']
            .filter((member) => isRecord(answer[member]))
            .map((member) => [member, renamed(Object(answer[member]), (name) => names.get(name) ?? name)]),
        ),
      }),
    };
  }
  const restoreNames = (answer: Record<string, unknown>) => answer;
  if (typeof table !== 'string') return { input, resources: [{ arn: '*', table: '' }], restoreNames };
  const name = nameOf(table, arnPrefix);
  const arn = typeof index === 'string' ? `${arnPrefix}${name}/index/${index}` : arnPrefix + name;
  return { input: { ...input, TableName: name }, resources: [{ arn, table: name }], restoreNames };
}

/** The name of a table that is called by its name or its ARN. */
export function nameOf(given: string, arnPrefix: string): string {
  if (!given.startsWith('arn:')) return given;
  const name = given.slice(arnPrefix.length);
  if (given.startsWith(arnPrefix) && !name.includes('/')) return name;
  throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${given} not found`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function renamed(record: object, rename: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [rename(name), value]));
}
