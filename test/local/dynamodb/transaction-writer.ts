import path from 'node:path';
import { Engine } from '../../../local/dynamodb/engine';
import { prepareTable } from '../../../local/dynamodb/tables';
import { transactItems, transactWrite } from '../../../local/dynamodb/transactions';

/** The version whose writing this process does not survive. */
const last = 20;

/**
 * Writes one version after the other to ten items in one transaction each, and tells of each on standard output once it
 * is acknowledged. As soon as anything of the last one is on its way to the disk, it kills itself.
 */
async function write(stateDir: string): Promise<void> {
  const folder = path.join(stateDir, 'dynamodb');
  const engine = await Engine.open(folder, { region: 'eu-north-1', accountId: '111122223333' });
  const TableName = 'Moved';
  const definition = {
    TableName,
    AttributeDefinitions: [
      { AttributeName: 'id', AttributeType: 'N' },
      { AttributeName: 'version', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST' as const,
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byVersion',
        KeySchema: [{ AttributeName: 'version', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  };
  await prepareTable(engine, { name: TableName, arn: '', definition, policy: [] }, folder);
  const { db } = engine.store;
  const batch = db.batch.bind(db);
  for (let version = 1; version <= last; version++) {
    if (version === last)
      db.batch = (writes) => {
        const written = batch(writes);
        process.kill(process.pid, 'SIGKILL');
        return written;
      };
    const TransactItems = Array.from({ length: 10 }, (_, id) => ({
      Put: { TableName, Item: { id: { N: String(id) }, version: { N: String(version) } } },
    }));
    await transactWrite(
      engine,
      transactItems('TransactWriteItems', { TransactItems }),
      `token-${version}`,
      new Date(),
    );
    process.stdout.write(`${version}\n`);
  }
}

void write(process.argv[2] ?? '');
