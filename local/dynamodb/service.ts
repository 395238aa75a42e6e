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
import { addressed } from './request-tables';
import { prepareTable, tablesOf, type Table } from './tables';
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
  'UpdateItem',
  'DescribeTimeToLive',
] as const satisfies (EngineOperation | 'DescribeTimeToLive')[];
type BuiltOperation = (typeof builtOperations)[number];

/**
 * Condition keys that DynamoDB reads out of the items themselves. They are not worked out here: a policy that depends
 * on them must refuse rather than find them absent, which `ForAllValues` takes for consent.
 */
const unevaluated = {
  'dynamodb:LeadingKeys': 'not evaluated by the local DynamoDB',
  'dynamodb:Attributes': 'not evaluated by the local DynamoDB',
};

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

  /** Deletes what has expired, in every table. What goes wrong is on the record; the next sweep tries again. */
  async expire(): Promise<void> {
    for (const table of this.tables.values())
      await deleteExpired(this.engine, table, this.cloud.now()).catch((error: unknown) =>
        this.cloud.record({
          service: 'dynamodb',
          operation: 'TimeToLive',
          caller: 'dynamodb.amazonaws.com',
          resource: table.arn,
          outcome: '500',
          decision: internalFailure(error).message,
          durationMs: 0,
          requestId: newRequestId(),
        }),
      );
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
    const { input, resources, restoreNames } = addressed(given, this.#arnPrefix);
    entry.resource = resources.map(({ arn }) => arn).join(' ');
    for (const { arn, table } of resources)
      entry.decision = this.cloud.iam.authorize({
        caller,
        action: `dynamodb:${operation}`,
        resource: arn,
        context: unevaluated,
        resourcePolicy: this.tables.get(table)?.policy ?? [],
      });
    if (built === 'DescribeTimeToLive') return this.#describeTimeToLive(input['TableName']);
    return restoreNames(await this.engine.run(built, input));
  }

  #describeTimeToLive(name: unknown): Record<string, unknown> {
    const table = this.tables.get(String(name));
    if (!table)
      throw new AwsError(
        'ResourceNotFoundException',
        `Requested resource not found: Table: ${String(name)} not found`,
      );
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
