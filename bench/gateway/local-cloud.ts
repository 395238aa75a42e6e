import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { boot } from '../../local/boot';
import type { Credentials } from '../../local/cloud';
import { token, writeNotesAssembly } from './assembly';
import { drawNotes } from './notes';
import { serving } from './serving';

/** What this process says once the local cloud serves the notes. */
export interface LocalReady {
  url: string;
  apiKey: string;
  token: string;
  /** A role that may read notes. */
  reader: Credentials;
  region: string;
}

const [seed = 1, count = 0] = process.argv.slice(2).map(Number);
const assembly = writeNotesAssembly();
const stateDir = mkdtempSync(path.join(tmpdir(), 'gateway-'));
const { cloud, outputs, endpoints, operator, close } = await boot({ assembly, stateDir });

const table = DynamoDBDocumentClient.from(
  new DynamoDBClient({ endpoint: endpoints.dynamodb, region: cloud.region, credentials: operator }),
);
const notes = drawNotes(seed, count);
for (let first = 0; first < notes.length; first += 25) {
  const puts = notes.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
  await table.send(new BatchWriteCommand({ RequestItems: { [outputs['Table'] ?? '']: puts } }));
}

const ready: LocalReady = {
  url: outputs['Url'] ?? '',
  apiKey: outputs['Key'] ?? '',
  token,
  reader: cloud.iam.credentialsFor(outputs['Reader'] ?? ''),
  region: cloud.region,
};
serving(ready, async () => {
  await close();
  for (const folder of [assembly, stateDir]) rmSync(folder, { recursive: true, force: true });
});
