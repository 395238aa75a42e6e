import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Engine } from '../../../local/dynamodb/engine';
import { prepareTable } from '../../../local/dynamodb/tables';

/** An engine in a folder of its own with one table, whose items have the key `id`, a text. */
export async function engineWithTable(
  TableName: string,
): Promise<{ engine: Engine; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'table-'));
  const engine = await Engine.open(folder, { region: 'eu-north-1', accountId: '111122223333' });
  const definition = {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST' as const,
  };
  await prepareTable(engine, { name: TableName, arn: '', definition, policy: [] }, folder);
  return {
    engine,
    async remove() {
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
}
