import { AwsError } from '../../cloud';
import type { Caller, DynamoDbService } from '../../cloud';
import { newRequestId } from '../../http';
import { isObject } from '../json';
import type { JsonObject } from '../json';
import { fromApiMap } from './attribute-values';
import type { DataSource, DataSourceAnswer } from './data-source';
import type { DynamoDbCall } from './dynamodb-call';
import { readDynamoDbRequest } from './dynamodb-requests';

/** The exceptions that DynamoDB's API declares; AppSync knows all others as DynamoDbException. */
const declared = new Set(
  [
    'ConditionalCheckFailedException IdempotentParameterMismatchException InternalServerErrorException',
    'ItemCollectionSizeLimitExceededException LimitExceededException ProvisionedThroughputExceededException',
    'ReplicatedWriteConflictException RequestLimitExceededException ResourceInUseException ResourceNotFoundException',
    'TransactionCanceledException TransactionConflictException TransactionInProgressException',
  ]
    .join(' ')
    .split(' '),
);

interface DynamoDbDataSourceOptions {
  name: string;
  tableName: string;
  /** The data source's service role, assumed. */
  caller: () => Caller;
  dynamodb: DynamoDbService;
}

/** AMAZON_DYNAMODB (developer guide, "JavaScript resolver function reference for DynamoDB"). */
export function dynamoDbDataSource({
  name,
  tableName,
  caller,
  dynamodb,
}: DynamoDbDataSourceOptions): DataSource {
  return {
    name,
    async call(request, { request: { traceId } }): Promise<DataSourceAnswer> {
      const call = readDynamoDbRequest(request, tableName);
      try {
        const output = await dynamodb.call(caller(), call.operation, call.input, traceId);
        return { result: call.result(output) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        if (error.code === 'ConditionalCheckFailedException' && call.condition !== undefined)
          return conditionFailed(error, call.condition, traceId);
        return { result: cancellation(error, call), error: errorOf(error) };
      }
    },
  };

  /** AppSync looks at what is there: it may be what was wanted, and the resolver gets it as `ctx.result`. */
  async function conditionFailed(
    error: AwsError,
    { key, consistentRead, succeedsAnyway }: NonNullable<DynamoDbCall['condition']>,
    traceId: string,
  ): Promise<DataSourceAnswer> {
    const input = { TableName: tableName, Key: key, ConsistentRead: consistentRead };
    let current: JsonObject | null;
    try {
      const { Item: item } = await dynamodb.call(caller(), 'GetItem', input, traceId);
      current = fromApiMap(item);
    } catch (readError) {
      if (!(readError instanceof AwsError)) throw readError;
      // A role that may write but not read: the failed condition is still the news.
      return { result: null, error: errorOf(error) };
    }
    return succeedsAnyway(current) ? { result: current } : { result: current, error: errorOf(error) };
  }
}

function errorOf({ code, message, statusCode }: AwsError): { message: string; type: string } {
  return {
    message: `${message} (Service: DynamoDb, Status Code: ${statusCode}, Request ID: ${newRequestId()})`,
    type: `DynamoDB:${declared.has(code) ? code : 'DynamoDbException'}`,
  };
}

/** Why each item of a transaction was given up, in `ctx.result` as AppSync has it. */
function cancellation(error: AwsError, { operation }: DynamoDbCall): JsonObject | null {
  const reasons = error.details['CancellationReasons'];
  if (!Array.isArray(reasons)) return null;
  const cancellationReasons = reasons.map((reason: unknown) => {
    const { Code: type, Message: message, Item: item } = isObject(reason) ? reason : {};
    return { item: fromApiMap(item), type: type ?? 'None', message: message ?? null };
  });
  return { [operation === 'TransactGetItems' ? 'items' : 'keys']: null, cancellationReasons };
}
