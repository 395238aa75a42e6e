import { AwsError } from '../cloud';
import { sha256Hex } from '../http';
import type { Engine, EngineOperation, Outcome } from './engine';

/** Items of one transaction. */
const mostItems = 100;
/** Milliseconds for which a request token is remembered. */
const tokenLife = 10 * 60_000;
const tokenPrefix = 'transaction~';

type Fields = Record<string, unknown>;

/** What each member of a transaction's item does, and by which permission. */
const members = {
  Put: { operation: 'PutItem', action: 'PutItem', parameters: ['Item', 'ConditionExpression'] },
  Update: {
    operation: 'UpdateItem',
    action: 'UpdateItem',
    parameters: ['Key', 'UpdateExpression', 'ConditionExpression'],
  },
  Delete: { operation: 'DeleteItem', action: 'DeleteItem', parameters: ['Key', 'ConditionExpression'] },
  // A deletion that is never written: it locks the item and judges the condition.
  ConditionCheck: {
    operation: 'DeleteItem',
    action: 'ConditionCheckItem',
    parameters: ['Key', 'ConditionExpression'],
  },
  Get: { operation: 'GetItem', action: 'GetItem', parameters: ['Key', 'ProjectionExpression'] },
} as const satisfies Record<string, { operation: EngineOperation; action: string; parameters: string[] }>;
type Member = keyof typeof members;

const memberOf: Record<TransactOperation, Member[]> = {
  TransactGetItems: ['Get'],
  TransactWriteItems: ['ConditionCheck', 'Put', 'Delete', 'Update'],
};
export type TransactOperation = 'TransactGetItems' | 'TransactWriteItems';

/** One item of a transaction. */
export interface TransactItem {
  member: Member;
  /** The permission that it takes, without `dynamodb:`. */
  action: string;
  /** As the caller gave it. */
  input: Fields & { TableName: string };
}

export function isTransaction(operation: string): operation is TransactOperation {
  return operation === 'TransactGetItems' || operation === 'TransactWriteItems';
}

/**
 * Reads the items of a transaction.
 * @throws AwsError 400 ValidationException, 501 NotImplemented for a parameter that is not built
 */
export function transactItems(operation: TransactOperation, input: Fields): TransactItem[] {
  refuseUnknown(operation, input, operation === 'TransactWriteItems' ? ['ClientRequestToken'] : []);
  const items = Array.isArray(input['TransactItems']) ? input['TransactItems'] : [];
  if (items.length < 1 || items.length > mostItems)
    throw invalid(
      "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: " +
        `Member must have length ${items.length < 1 ? 'greater than or equal to 1' : `less than or equal to ${mostItems}`}`,
    );
  const known = memberOf[operation];
  return items.map((item: unknown): TransactItem => {
    const given = Object.entries(Object(item) as Fields).filter(([, value]) => value !== undefined);
    const member = known.find((name) => name === given[0]?.[0]);
    if (given.length !== 1 || member === undefined)
      throw invalid(`TransactItems can only contain one of ${known.join(', ')}`);
    const fields = { ...(given[0]?.[1] as Fields) };
    const { TableName } = fields;
    if (typeof TableName !== 'string' || TableName === '')
      throw invalid(
        `1 validation error detected: Value null at 'transactItems.${items.indexOf(item) + 1}.member.${member.toLowerCase()}.tableName' ` +
          'failed to satisfy constraint: Member must not be null',
      );
    const { action, parameters } = members[member];
    const shared = ['TableName', 'ExpressionAttributeNames', 'ExpressionAttributeValues'];
    refuseUnknown(`${operation}.${member}`, fields, [
      ...shared,
      ...parameters,
      'ReturnValuesOnConditionCheckFailure',
    ]);
    for (const needed of needs[member])
      if (fields[needed] === undefined)
        throw invalid(`The ${member} of a transaction must have the parameter ${needed}.`);
    return { member, action, input: { ...fields, TableName } };
  });
}

const needs: Record<Member, string[]> = {
  Put: ['Item'],
  Update: ['Key', 'UpdateExpression'],
  Delete: ['Key'],
  ConditionCheck: ['Key', 'ConditionExpression'],
  Get: ['Key'],
};

/**
 * Carries out TransactWriteItems: all of it or nothing, a killed process included. A request token that was carried out
 * in the last ten minutes is not carried out again.
 * @param items with tables by their names
 * @throws AwsError 400 TransactionCanceledException, IdempotentParameterMismatchException, ValidationException
 */
export async function transactWrite(
  engine: Engine,
  items: TransactItem[],
  token: unknown,
  now: Date,
): Promise<Fields> {
  if (token !== undefined && (typeof token !== 'string' || token.length < 1 || token.length > 36))
    throw invalid(
      "1 validation error detected: Value at 'clientRequestToken' failed to satisfy constraint: " +
        'Member must have length between 1 and 36',
    );
  const key = token === undefined ? undefined : tokenPrefix + token;
  const request = sha256Hex(canonical(items));
  const outcomes = await engine.atOnce(
    items.map(({ member, input }) => ({
      operation: members[member].operation,
      input,
      checkOnly: member === 'ConditionCheck',
    })),
    {
      before: async () => {
        const known = key === undefined ? undefined : remembered(engine.store.db.getSync(key));
        if (known === undefined || now.getTime() - known.at >= tokenLife) return undefined;
        if (known.request !== request)
          throw new AwsError(
            'IdempotentParameterMismatchException',
            'The request uses the same client token as a previous, but non-identical request.',
          );
        return [];
      },
      also: key === undefined ? [] : [{ type: 'put', key, value: { request, at: now.getTime() } }],
    },
  );
  refuseCancelled(outcomes);
  return {};
}

/**
 * Carries out TransactGetItems: every item as it is at one moment.
 * @param items with tables by their names
 * @throws AwsError 400 TransactionCanceledException, ValidationException
 */
export async function transactGet(engine: Engine, items: TransactItem[]): Promise<Fields> {
  // The items are locked by deletions that are never written, and read while the locks are held.
  const outcomes = await engine.atOnce([
    ...items.map(({ input: { TableName, Key } }) => ({
      operation: 'DeleteItem' as const,
      input: { TableName, Key },
      checkOnly: true,
    })),
    ...items.map(({ input }) => ({ operation: 'GetItem' as const, input })),
  ]);
  const [locked, read] = [outcomes.slice(0, items.length), outcomes.slice(items.length)];
  refuseCancelled(
    locked.map((outcome, index) => (outcome instanceof AwsError ? outcome : (read[index] ?? {}))),
  );
  return {
    Responses: read.map((outcome) =>
      !(outcome instanceof AwsError) && outcome['Item'] !== undefined ? { Item: outcome['Item'] } : {},
    ),
  };
}

/** Forgets the request tokens whose time is over. */
export async function forgetTokens(engine: Engine, now: Date): Promise<void> {
  const writes: { type: 'del'; key: string }[] = [];
  for await (const [key, value] of engine.store.db.iterator({ gte: tokenPrefix, lt: `${tokenPrefix}\uFFFF` }))
    if (now.getTime() - (remembered(value)?.at ?? 0) >= tokenLife) writes.push({ type: 'del', key });
  await engine.store.db.batch(writes);
}

function remembered(value: unknown): { request: string; at: number } | undefined {
  const { request, at } = Object(value) as { request?: unknown; at?: unknown };
  return typeof request === 'string' && typeof at === 'number' ? { request, at } : undefined;
}

/** @throws AwsError with a reason for every item, in order, when one of them failed */
function refuseCancelled(outcomes: Outcome[]): void {
  if (!outcomes.some((outcome) => outcome instanceof AwsError)) return;
  const reasons = outcomes.map((outcome) => {
    if (!(outcome instanceof AwsError)) return { Code: 'None' };
    switch (outcome.code) {
      case 'ConditionalCheckFailedException':
        return { Code: 'ConditionalCheckFailed', Message: outcome.message, ...outcome.details };
      case 'ValidationException':
        if (/multiple operations on one item/.test(outcome.message)) throw outcome;
        return { Code: 'ValidationError', Message: outcome.message };
      default:
        throw outcome;
    }
  });
  throw new AwsError(
    'TransactionCanceledException',
    'Transaction cancelled, please refer cancellation reasons for specific reasons ' +
      `[${reasons.map(({ Code }) => Code).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
}

/** The same text for the same request, in whatever order its members came. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** `NONE` asks for nothing; every other parameter that is not known here would be a promise broken in silence. */
function refuseUnknown(where: string, input: Fields, known: string[]): void {
  const unknown = Object.entries(input).filter(
    ([name, value]) => value !== undefined && value !== 'NONE' && ![...known, 'TransactItems'].includes(name),
  );
  if (unknown.length > 0)
    throw new AwsError(
      'NotImplemented',
      `The local DynamoDB does not implement ${unknown.map(([name]) => name).join(', ')} in ${where}.`,
      501,
    );
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
