import path from 'node:path';
import { Engine } from '../../../local/dynamodb/engine';
import { prepareTable } from '../../../local/dynamodb/tables';

/** Writes items for ever and tells of each on standard output once it is acknowledged; its parent kills it. */
async function write(stateDir: string): Promise<void> {
  const folder = path.join(stateDir, 'dynamodb');
  const engine = await Engine.open(folder, { region: 'eu-north-1', accountId: '111122223333' });
  const name = 'Written';
  const definition = {
    TableName: name,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST' as const,
  };
  await prepareTable(engine, { name, arn: '', definition, policy: [] }, folder);
  for (let id = 1; ; id++) {
    await engine.run('PutItem', { TableName: name, Item: { id: { N: String(id) } } });
    process.stdout.write(`${id}\n`);
  }
}

void write(process.argv[2] ?? '');
