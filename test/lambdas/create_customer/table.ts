import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import dynalite from 'dynalite';
import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export const TABLE = 'DanskeBankCustomers';

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  });

const documentClient = (port: number): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(
    new DynamoDBClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'eu-north-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 4,
    }),
  );

/** What happens to an answer that DynamoDB has already given: it arrives, its connection breaks, or it becomes a 500. */
export type Fate = 'arrives' | 'is lost' | 'becomes a 500';

/** A real table behind a real client, with a door in between that can lose the answers of writes that were done. */
export const openTable = async () => {
  const dynamo = dynalite({ createTableMs: 0 });
  const dynamoPort = await listen(dynamo);
  const agent = new Agent({ keepAlive: true });
  let fates: Fate[] = [];

  const forward = (incoming: IncomingMessage, body: Buffer) =>
    new Promise<{ status: number; headers: IncomingMessage['headers']; body: Buffer }>((resolve, reject) => {
      const outgoing = request(
        {
          host: '127.0.0.1',
          port: dynamoPort,
          method: 'POST',
          headers: incoming.headers,
          agent,
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({
              status: answer.statusCode ?? 500,
              headers: answer.headers,
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  const door = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const isWrite = incoming.headers['x-amz-target']?.toString().endsWith('PutItem') ?? false;
      const fate = (isWrite && fates.shift()) || 'arrives';
      void forward(incoming, Buffer.concat(chunks)).then(({ status, headers, body }) => {
        if (fate === 'is lost') incoming.socket.destroy();
        else if (fate === 'becomes a 500') answer.writeHead(500).end('{"__type":"InternalServerError"}');
        else answer.writeHead(status, headers).end(body);
      });
    });
  });
  const client = documentClient(await listen(door));

  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'PK', AttributeType: 'S' },
        { AttributeName: 'SK', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'PK', KeyType: 'HASH' },
        { AttributeName: 'SK', KeyType: 'RANGE' },
      ],
    }),
  );

  return {
    client,
    /** Decides the fates of the answers to the next writes, in order. */
    decide: (...next: Fate[]) => {
      fates = next;
    },
    /** Everything that the table holds. */
    items: async (): Promise<Record<string, unknown>[]> =>
      (await client.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }))).Items ?? [],
    close: async () => {
      client.destroy();
      agent.destroy();
      await close(door);
      await close(dynamo);
    },
  };
};
