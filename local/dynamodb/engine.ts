import batchGetItem from 'dynalite/actions/batchGetItem.js';
import batchWriteItem from 'dynalite/actions/batchWriteItem.js';
import createTable from 'dynalite/actions/createTable.js';
import deleteItem from 'dynalite/actions/deleteItem.js';
import describeTable from 'dynalite/actions/describeTable.js';
import getItem from 'dynalite/actions/getItem.js';
import listTables from 'dynalite/actions/listTables.js';
import putItem from 'dynalite/actions/putItem.js';
import query from 'dynalite/actions/query.js';
import scan from 'dynalite/actions/scan.js';
import updateItem from 'dynalite/actions/updateItem.js';
import db, { type Store, type TableDescription, type Write } from 'dynalite/db/index.js';
import batchGetItemInput from 'dynalite/validations/batchGetItem.js';
import batchWriteItemInput from 'dynalite/validations/batchWriteItem.js';
import createTableInput from 'dynalite/validations/createTable.js';
import deleteItemInput from 'dynalite/validations/deleteItem.js';
import describeTableInput from 'dynalite/validations/describeTable.js';
import getItemInput from 'dynalite/validations/getItem.js';
import validations from 'dynalite/validations/index.js';
import listTablesInput from 'dynalite/validations/listTables.js';
import putItemInput from 'dynalite/validations/putItem.js';
import queryInput from 'dynalite/validations/query.js';
import scanInput from 'dynalite/validations/scan.js';
import updateItemInput from 'dynalite/validations/updateItem.js';
import { mkdir } from 'node:fs/promises';
import { AwsError } from '../cloud';
import { judgeHere, refuseWhatWouldBeShared } from './expressions';
import { readSynchronously } from './synchronous-reads';
import { WriteSet } from './write-set';

const operations = {
  BatchGetItem: { run: batchGetItem, input: batchGetItemInput },
  BatchWriteItem: { run: batchWriteItem, input: batchWriteItemInput },
  CreateTable: { run: createTable, input: createTableInput },
  DeleteItem: { run: deleteItem, input: deleteItemInput },
  DescribeTable: { run: describeTable, input: describeTableInput },
  GetItem: { run: getItem, input: getItemInput },
  ListTables: { run: listTables, input: listTablesInput },
  PutItem: { run: putItem, input: putItemInput },
  Query: { run: query, input: queryInput },
  Scan: { run: scan, input: scanInput },
  UpdateItem: { run: updateItem, input: updateItemInput },
};
export type EngineOperation = keyof typeof operations;

/** An operation that is ready to be run. */
interface Step {
  run: (typeof operations)[EngineOperation]['run'];
  data: object;
  returnItem: boolean;
}

/** A Query's conditions on its key, in the older form, into which dynalite turns the newer. */
interface KeyConditions {
  KeyConditions?: Record<string, { ComparisonOperator?: string; AttributeValueList?: unknown[] }>;
}

/** What became of one operation of several. */
export type Outcome = Record<string, unknown> | AwsError;

/** Parameters that change nothing here (every read is consistent), or that this engine adds to dynalite's. */
const alsoUnderstood: Partial<Record<EngineOperation, string[]>> = {
  DeleteItem: ['ReturnValuesOnConditionCheckFailure'],
  PutItem: ['ReturnValuesOnConditionCheckFailure'],
  Scan: ['ConsistentRead'],
  UpdateItem: ['ReturnValuesOnConditionCheckFailure'],
};

/**
 * DynamoDB's data plane: dynalite's own parts, put together in this process without its HTTP server, so that nothing
 * listens which anybody could go round the gate by. Every acknowledged write has reached the operating system (LevelDB
 * appends to its log before it answers): `kill -9` loses none, a machine that loses power may. An item and its entries
 * in the indexes are written at once, and so are all the items of a transaction.
 */
export class Engine {
  /** The last that locked several items: they go one after the other, so that no two wait for each other's. */
  #transactions: Promise<unknown> = Promise.resolve();

  private constructor(readonly store: Store) {}

  /** @throws Error when another process has the folder open. */
  static async open(
    folder: string,
    { region, accountId }: { region: string; accountId: string },
  ): Promise<Engine> {
    await mkdir(folder, { recursive: true });
    const store = db.create({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    Object.assign(store.tableDb, { awsRegion: region, awsAccountId: accountId });
    try {
      await store.db.open();
    } catch (cause) {
      throw new Error(`The tables in ${folder} cannot be opened: is another stack using that folder?`, {
        cause,
      });
    }
    readSynchronously(store);
    return new Engine(store);
  }

  /**
   * One operation in its JSON 1.0 shape.
   * @throws AwsError as DynamoDB words it; 501 for a parameter that is not built.
   */
  async run(operation: EngineOperation, input: object): Promise<Record<string, unknown>> {
    const step = this.#prepared(operation, input);
    if (operation === 'PutItem' || operation === 'UpdateItem' || operation === 'DeleteItem')
      return this.#written(step);
    // It locks several items, as a transaction does.
    if (operation === 'BatchWriteItem') return this.#alone(() => this.#written(step));
    return this.#answerTo(step, this.store);
  }

  /**
   * Several operations at one moment: all of their items are locked before any is written, and what is written reaches
   * the disk in one batch. Writes nothing when one of them fails; gives the answer or the error of each.
   * @param steps operations on one item each; `checkOnly` ones write nothing
   * @param before runs alone with every other transaction; outcomes of its own end this one
   * @param also what else is written with it
   * @throws AwsError for operations that are not valid
   */
  async atOnce(
    steps: { operation: EngineOperation; input: object; checkOnly?: boolean }[],
    { before, also = [] }: { before?: () => Promise<Outcome[] | undefined>; also?: Write[] } = {},
  ): Promise<Outcome[]> {
    const prepared = steps.map(({ operation, input }) => this.#prepared(operation, input));
    return this.#alone(async () => {
      const early = await before?.();
      if (early !== undefined) return early;
      const held = new Set<string>();
      const sets = steps.map(() => new WriteSet(this.store, held));
      try {
        const outcomes: Outcome[] = [];
        for (const [index, step] of prepared.entries())
          outcomes.push(await this.#attempt(step, sets[index]!).catch(asOutcome));
        if (outcomes.some((outcome) => outcome instanceof AwsError)) return outcomes;
        const kept = sets.filter((_, index) => steps[index]?.checkOnly !== true);
        await this.store.db.batch([...kept.flatMap((set) => set.writes), ...also]);
        return outcomes;
      } finally {
        for (const set of sets) set.release();
      }
    });
  }

  /** Checks a request and hands over what dynalite makes of it. */
  #prepared(operation: EngineOperation, input: object): Step {
    const { run, input: shape } = operations[operation];
    refuseUnknownParameters(operation, input, shape.types);
    // dynalite keeps and changes what it is given: hand it a copy, in which JSON has settled what is absent.
    const asked: Record<string, unknown> = JSON.parse(JSON.stringify(input));
    const returnItem = wantsItemOnFailure(asked['ReturnValuesOnConditionCheckFailure']);
    try {
      const data = validations.checkTypes(asked, shape.types);
      validations.checkValidations(data, shape.types, shape.custom, this.store);
      refuseWhatWouldBeShared(data);
      judgeHere(data);
      return { run, data, returnItem };
    } catch (error) {
      throw asAwsError(error);
    }
  }

  async #written(step: Step): Promise<Record<string, unknown>> {
    const set = new WriteSet(this.store);
    try {
      const answer = await this.#attempt(step, set);
      await this.store.db.batch(set.writes);
      return answer;
    } finally {
      set.release();
    }
  }

  async #attempt(step: Step, set: WriteSet): Promise<Record<string, unknown>> {
    try {
      return await this.#answerTo(step, set.view);
    } catch (error) {
      throw step.returnItem ? withItem(error, set.old) : error;
    }
  }

  #answerTo({ run, data }: Step, store: Store): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) =>
      run(store, data, (error, answer) => (error ? reject(asAwsError(error)) : resolve(answer))),
    );
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#transactions.then(work);
    this.#transactions = turn.catch(() => undefined);
    return turn;
  }

  /** The value that a Query wants an attribute of its key to have; undefined for none, and for a Query that is not valid. */
  keyCondition(input: object, attribute: string): unknown {
    try {
      const { KeyConditions }: KeyConditions = this.#prepared('Query', input).data;
      const condition = KeyConditions?.[attribute];
      return condition?.ComparisonOperator === 'EQ' ? condition.AttributeValueList?.[0] : undefined;
    } catch (error) {
      if (error instanceof AwsError) return undefined;
      throw error;
    }
  }

  /** The table as it is stored, whatever its status. */
  async table(name: string): Promise<TableDescription | undefined> {
    return new Promise((resolve, reject) => {
      this.store.tableDb.get(name, (error, table) => {
        if (error && error.name !== 'NotFoundError') reject(error);
        else resolve(table);
      });
    });
  }

  async putTable(table: TableDescription): Promise<void> {
    return new Promise((resolve, reject) => {
      this.store.tableDb.put(table.TableName, table, (error) => (error ? reject(error) : resolve()));
    });
  }

  async close(): Promise<void> {
    await this.store.lifecycleManager.gracefulClose();
  }
}

function withItem(error: unknown, item: Record<string, unknown> | undefined): unknown {
  if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException' || !item) return error;
  return new AwsError(error.code, error.message, error.statusCode, { Item: item });
}

function wantsItemOnFailure(value: unknown): boolean {
  if (value !== undefined && value !== 'ALL_OLD' && value !== 'NONE')
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${String(value)}' at 'returnValuesOnConditionCheckFailure' failed to ` +
        'satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]',
    );
  return value === 'ALL_OLD';
}

/** dynalite drops what it does not know, which would be a promise broken in silence. */
function refuseUnknownParameters(
  operation: EngineOperation,
  input: object,
  types: Record<string, unknown>,
): void {
  const known = [...Object.keys(types), ...(alsoUnderstood[operation] ?? [])];
  const unknown = Object.entries(input).filter(
    ([name, value]) => value !== undefined && !known.includes(name),
  );
  if (unknown.length > 0)
    throw new AwsError(
      'NotImplemented',
      `The local DynamoDB does not implement ${unknown.map(([name]) => name).join(', ')} in ${operation}.`,
      501,
    );
}

/** A refusal is an outcome; anything else is a fault. */
function asOutcome(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  throw error;
}

/** dynalite's errors carry the answer: `{statusCode, body: {__type, message}}`. */
function asAwsError(error: unknown): unknown {
  if (!(error instanceof Error) || !('body' in error) || !('statusCode' in error)) return error;
  const body: { __type?: string; message?: string; Message?: string } = Object(error.body);
  const code = body.__type?.split('#').at(-1) ?? 'InternalServerError';
  return new AwsError(code, body.message ?? body.Message ?? error.message, Number(error.statusCode));
}
