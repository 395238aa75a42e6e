import { AwsError } from '../cloud';
import type { Engine } from './engine';
import type { Table } from './tables';

/** Seconds. DynamoDB leaves items alone whose time was up more than five years ago. */
const longestPast = 5 * 365 * 24 * 60 * 60;

/** Deletes the items of a table whose time to live is over, as DynamoDB's own sweep does. */
export async function deleteExpired(engine: Engine, table: Table, now: Date): Promise<void> {
  if (table.timeToLiveAttribute === undefined) return;
  const seconds = Math.floor(now.getTime() / 1000);
  const expired = {
    names: { '#ttl': table.timeToLiveAttribute },
    values: { ':now': { N: String(seconds) }, ':past': { N: String(seconds - longestPast) } },
    condition: '#ttl BETWEEN :past AND :now',
  };
  let from: unknown;
  do {
    const page = await engine.run('Scan', {
      TableName: table.name,
      FilterExpression: expired.condition,
      ExpressionAttributeNames: expired.names,
      ExpressionAttributeValues: expired.values,
      ...(from !== undefined && { ExclusiveStartKey: from }),
    });
    from = page['LastEvaluatedKey'];
    for (const item of Array.isArray(page['Items']) ? page['Items'] : []) await deleteStillExpired(item);
  } while (from !== undefined);

  /** An item that was prolonged since it was read stays. */
  async function deleteStillExpired(item: Record<string, unknown>): Promise<void> {
    const key = table.definition.KeySchema.map(({ AttributeName: name }) => [name, item[name]] as const);
    try {
      await engine.run('DeleteItem', {
        TableName: table.name,
        Key: Object.fromEntries(key),
        ConditionExpression: expired.condition,
        ExpressionAttributeNames: expired.names,
        ExpressionAttributeValues: expired.values,
      });
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== 'ConditionalCheckFailedException') throw error;
    }
  }
}
