import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import {
  AwsError,
  type Caller,
  type Cloud,
  type DynamoDbService,
  type RequestRecord,
  type Service,
} from '../cloud';
import { internalFailure, listen, newRequestId, readBody, signedRequest } from '../http';
import { traceHeaderName, traceRoot } from '../trace';
import { Engine, type EngineOperation } from './engine';
import { deleteExpired } from './expiry';
import { conditionKeys, type KeyConditionOf } from './condition-keys';
import { addressed, nameOf } from './request-tables';
import { prepareTable, tablesOf, type Table } from './tables';
import {
  forgetTokens,
  isTransaction,
  transactGet,
  transactItems,
  transactWrite,
  type TransactOperation,
} from './transactions';
import { asDynamoDbError, send, sendError } from './wire';

/** Bytes; DynamoDB's own limit. */
const largestRequest = 16 * 1024 ** 2;
/** Milliseconds between two looks for expired items. */
const sweepInterval = 60_000;

/** Tables come from the template; the engine's CreateTable is for this room alone. */
const builtOperations = [
  'BatchGetItem',
  'BatchWriteItem',
  'DeleteItem',
  'DescribeTable',
  'GetItem',
  'ListTables',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
  'DescribeTimeToLive',
] as const satisfies (EngineOperation | TransactOperation | 'DescribeTimeToLive')[];
type BuiltOperation = (typeof builtOperations)[number];

/**
 * DynamoDB for the template's tables at `cloud.endpoints.dynamodb`, and `call` for callers in this process; items live
 * under `<stateDir>/dynamodb`. Every operation is authorised before it reaches the engine.
 * @throws Error when the folder is in use, or a table in it is not the template's.
 */
export async function createDynamoDb(cloud: Cloud): Promise<Service & DynamoDbService> {
  const tables = tablesOf(cloud.stack, cloud.region);
  const folder = path.join(cloud.stateDir, 'dynamodb');
  const engine = await Engine.open(folder, cloud);
  const gate = new Gate(cloud, engine, tables);
  const server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void gate.serve(request, response),
  );
  try {
    await prepareTables(engine, tables, folder);
    await gate.expire();
    await listen(server, cloud.endpoints.dynamodb);
  } catch (error) {
    await engine.close();
    throw error;
  }
  const sweep = setInterval(() => void gate.expire(), sweepInterval).unref();
  return {
    name: 'dynamodb',
    call: (caller, operation, input, traceId) => gate.call(caller, operation, input, traceId),
    prepare: async (next) => {
      const prepared = tablesOf(next.stack, next.region);
      await prepareTables(engine, prepared, folder);
      return () => gate.take(next, prepared);
    },
    close: async () => {
      clearInterval(sweep);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await engine.close();
    },
  };
}

async function prepareTables(
  engine: Engine,
  tables: ReadonlyMap<string, Table>,
  folder: string,
): Promise<void> {
  for (const table of tables.values()) await prepareTable(engine, table, folder);
}

/** What stands before the engine: it authenticates, authorises, and keeps the record. */
class Gate {
  readonly #arnPrefix: string;

  constructor(
    private cloud: Cloud,
    private readonly engine: Engine,
    private tables: ReadonlyMap<string, Table>,
  ) {
    this.#arnPrefix = `arn:aws:dynamodb:${cloud.region}:${cloud.accountId}:table/`;
  }

  take(cloud: Cloud, tables: ReadonlyMap<string, Table>): void {
    this.cloud = cloud;
    this.tables = tables;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newRequestId();
    const headers = { 'x-amzn-requestid': requestId };
    const operation = operationNamed(request.headers['x-amz-target']);
    try {
      const traceId = traceRoot(request.headers[traceHeaderName]);
      const answer = await this.#recorded(operation, requestId, traceId, async (entry) => {
        const body = await readBody(request, largestRequest);
        const caller = this.cloud.iam.authenticate(signedRequest(request, body), 'dynamodb');
        return this.#perform(caller, operation, parse(body), entry);
      });
      send(response, 200, answer, headers);
    } catch (error) {
      sendError(response, asDynamoDbError(error), headers);
    }
  }

  call(caller: Caller, operation: string, input: object, traceId?: string): Promise<Record<string, unknown>> {
    return this.#recorded(operation, newRequestId(), traceId, (entry) =>
      this.#perform(caller, operation, { ...input }, entry),
    );
  }

  /** Deletes what has expired, in every table, and old request tokens. What goes wrong is on the record; the next sweep tries again. */
  async expire(): Promise<void> {
    const failed = (operation: string, resource?: string) => (error: unknown) =>
      this.cloud.record({
        service: 'dynamodb',
        operation,
        caller: 'dynamodb.amazonaws.com',
        ...(resource !== undefined && { resource }),
        outcome: '500',
        decision: internalFailure(error).message,
        durationMs: 0,
        requestId: newRequestId(),
      });
    for (const table of this.tables.values())
      await deleteExpired(this.engine, table, this.cloud.now()).catch(failed('TimeToLive', table.arn));
    await forgetTokens(this.engine, this.cloud.now()).catch(failed('ForgetRequestTokens'));
  }

  async #recorded<T>(
    operation: string,
    requestId: string,
    traceId: string | undefined,
    work: (entry: RequestRecord) => Promise<T>,
  ): Promise<T> {
    const started = performance.now();
    const entry: RequestRecord = {
      service: 'dynamodb',
      operation,
      caller: '',
      outcome: '200',
      durationMs: 0,
      requestId,
      traceId,
    };
    try {
      return await work(entry);
    } catch (thrown) {
      const error = asDynamoDbError(thrown);
      entry.outcome = `${error.statusCode} ${error.code}`;
      entry.decision ??= error.message;
      throw error;
    } finally {
      this.cloud.record({ ...entry, durationMs: performance.now() - started });
    }
  }

  async #perform(
    caller: Caller,
    operation: string,
    given: Record<string, unknown>,
    entry: RequestRecord,
  ): Promise<Record<string, unknown>> {
    entry.caller = caller.kind === 'service' ? caller.principal : caller.arn;
    const built = builtOperation(operation);
    if (isTransaction(built)) return this.#transact(caller, built, given, entry);
    const { input, resources, restoreNames } = addressed(given, this.#arnPrefix);
    entry.resource = resources.map(({ arn }) => arn).join(' ');
    for (const { arn, table } of resources)
      entry.decision = this.cloud.iam.authorize({
        caller,
        action: `dynamodb:${operation}`,
        resource: arn,
        context: conditionKeys(operation, input, this.tables.get(table), this.#keyCondition),
        resourcePolicy: this.tables.get(table)?.policy ?? [],
      });
    for (const { table } of resources) if (table !== '') this.#existing(table, operation);
    if (built === 'ListTables') return this.#listTables(input);
    if (built === 'DescribeTimeToLive') return this.#describeTimeToLive(String(input['TableName']));
    return restoreNames(await this.engine.run(built, input));
  }

  readonly #keyCondition: KeyConditionOf = (input, attribute) => this.engine.keyCondition(input, attribute);

  /** Each item is authorised as what is done to it (developer guide, "Using IAM with DynamoDB transactions"). */
  async #transact(
    caller: Caller,
    operation: TransactOperation,
    given: Record<string, unknown>,
    entry: RequestRecord,
  ): Promise<Record<string, unknown>> {
    const items = transactItems(operation, given).map((item) => {
      const TableName = nameOf(item.input.TableName, this.#arnPrefix);
      return { ...item, input: { ...item.input, TableName } };
    });
    const decisions = new Set<string>();
    entry.resource = [...new Set(items.map(({ input }) => this.#arnPrefix + input.TableName))].join(' ');
    for (const { action, input } of items) {
      const table = this.tables.get(input.TableName);
      const question = {
        caller,
        action: `dynamodb:${action}`,
        resource: this.#arnPrefix + input.TableName,
        context: conditionKeys(action, input, table, this.#keyCondition, operation),
        resourcePolicy: table?.policy ?? [],
      };
      decisions.add(this.cloud.iam.authorize(question));
    }
    entry.decision = [...decisions].join('; ');
    for (const { input } of items) this.#existing(input.TableName, operation);
    return operation === 'TransactGetItems'
      ? transactGet(this.engine, items)
      : transactWrite(this.engine, items, given['ClientRequestToken'], this.cloud.now());
  }

  /** A table that an earlier template left in the folder is none: its items wait for a template that has it again. */
  #existing(name: string, operation: string): Table {
    const table = this.tables.get(name);
    if (table) return table;
    const which = operation.startsWith('Describe') ? `: Table: ${name} not found` : '';
    throw new AwsError('ResourceNotFoundException', `Requested resource not found${which}`);
  }

  async #listTables(input: object): Promise<Record<string, unknown>> {
    const answer = await this.engine.run('ListTables', input);
    const names = Array.isArray(answer['TableNames']) ? answer['TableNames'] : [];
    return { ...answer, TableNames: names.filter((name) => this.tables.has(String(name))) };
  }

  #describeTimeToLive(name: string): Record<string, unknown> {
    const table = this.#existing(name, 'DescribeTimeToLive');
    const { timeToLiveAttribute: AttributeName } = table;
    return {
      TimeToLiveDescription: AttributeName
        ? { AttributeName, TimeToLiveStatus: 'ENABLED' }
        : { TimeToLiveStatus: 'DISABLED' },
    };
  }
}

function operationNamed(target: string | string[] | undefined): string {
  const [, operation = ''] = /^DynamoDB_20120810\.(\w+)$/.exec(String(target)) ?? [];
  return operation;
}

/** @throws AwsError 400 UnknownOperationException, 501 NotImplemented */
function builtOperation(operation: string): BuiltOperation {
  const built = builtOperations.find((name) => name === operation);
  if (built) return built;
  if (operation === '')
    throw new AwsError('UnknownOperationException', 'X-Amz-Target names no operation of DynamoDB.');
  throw new AwsError(
    'NotImplemented',
    `The local DynamoDB does not implement ${operation}. It has ${builtOperations.join(', ')}; ` +
      'tables and their settings come from the template.',
    501,
  );
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const input: unknown = JSON.parse(body.toString('utf8'));
    if (typeof input === 'object' && input !== null && !Array.isArray(input)) return { ...input };
  } catch {
    // Said below, like any other body that is no object.
  }
  throw new AwsError('SerializationException', 'The body is not a JSON object.');
}
