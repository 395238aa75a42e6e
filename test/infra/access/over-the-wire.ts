import { Sha256 } from '@aws-crypto/sha256-js';
import { BedrockAgentRuntimeClient, InvokeAgentCommand } from '@aws-sdk/client-bedrock-agent-runtime';
import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Cloud, Credentials } from '../../../local/cloud';
import type { Resources } from './resources';

/** A call that changes nothing, even where it is let in. */
export interface WireCall {
  send: () => Promise<unknown>;
  /** The error of a call that was let in; undefined where it then succeeds. */
  letIn?: string;
}

/** Clients of one caller, and what they can be asked to do, by the column's name. */
export class Wire {
  readonly calls: ReadonlyMap<string, WireCall>;
  readonly #clients: { destroy(): void }[] = [];

  constructor(
    readonly cloud: Cloud,
    readonly resources: Resources,
    readonly credentials: Credentials,
  ) {
    this.calls = new Map([
      ...this.#s3(),
      ...this.#dynamodb(),
      ...this.#lambda(),
      ...this.#bedrock(),
      ...this.#secrets(),
      ...this.#appsync(),
    ]);
  }

  close(): void {
    for (const client of this.#clients) client.destroy();
  }

  #keep<Client extends { destroy(): void }>(client: Client): Client {
    this.#clients.push(client);
    return client;
  }

  #options(service: keyof Cloud['endpoints']) {
    const { region, endpoints } = this.cloud;
    return { region, endpoint: endpoints[service], credentials: this.credentials, maxAttempts: 1 };
  }

  *#s3(): Generator<[string, WireCall]> {
    const options = { ...this.#options('s3'), forcePathStyle: true };
    const client = this.#keep(new S3Client(options));
    const late = this.#keep(new S3Client({ ...options, systemClockOffset: -11 * 60_000 }));
    const Bucket = this.resources.bucket.name;
    for (const key of ['uploads/a', 'current/a', 'elsewhere/a']) {
      const object = { Bucket, Key: key };
      yield [
        `s3:GetObject pictures/${key}`,
        {
          send: () => client.send(new GetObjectCommand(object)).then(({ Body }) => Body?.transformToString()),
        },
      ];
      yield [
        `s3:PutObject pictures/${key}`,
        {
          send: () => client.send(new PutObjectCommand({ ...object, Body: 'x', IfNoneMatch: '*' })),
          letIn: 'PreconditionFailed',
        },
      ];
      yield [
        `s3:DeleteObject pictures/${key}`,
        {
          send: () => client.send(new DeleteObjectCommand({ ...object, IfMatch: '"other"' })),
          letIn: 'NotImplemented',
        },
      ];
    }
    yield ['s3:ListBucket pictures', { send: () => client.send(new ListObjectsV2Command({ Bucket })) }];
    const upload = { Bucket, Key: 'uploads/a', Body: 'x' };
    const name = 's3:PutObject pictures/uploads/a';
    yield [
      `${name} over what was read`,
      {
        send: () => client.send(new PutObjectCommand({ ...upload, IfMatch: '"other"' })),
        letIn: 'PreconditionFailed',
      },
    ];
    yield [`${name} blindly`, { send: () => client.send(new PutObjectCommand(upload)) }];
    yield [
      `${name} by an old signature`,
      { send: () => late.send(new PutObjectCommand({ ...upload, IfNoneMatch: '*' })) },
    ];
  }

  *#dynamodb(): Generator<[string, WireCall]> {
    const client = this.#keep(new DynamoDBClient(this.#options('dynamodb')));
    for (const { ref: TableName, properties } of this.cloud.stack.ofType<TableProperties>(
      'AWS::DynamoDB::Table',
    )) {
      const names = properties.KeySchema.map(({ AttributeName }) => AttributeName);
      const [partition = ''] = names;
      const Key = Object.fromEntries(names.map((attribute) => [attribute, { S: 'nobody' }]));
      const ConditionExpression = `attribute_exists(${partition})`;
      const ConditionCheck = { TableName, Key, ConditionExpression };
      const conditional = 'ConditionalCheckFailedException';
      const calls: Record<string, WireCall> = {
        GetItem: { send: () => client.send(new GetItemCommand({ TableName, Key })) },
        BatchGetItem: {
          send: () =>
            client.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key] } } })),
        },
        Query: {
          send: () =>
            client.send(
              new QueryCommand({
                TableName,
                KeyConditionExpression: `${partition} = :key`,
                ExpressionAttributeValues: { ':key': { S: 'nobody' } },
              }),
            ),
        },
        Scan: { send: () => client.send(new ScanCommand({ TableName })) },
        PutItem: {
          send: () => client.send(new PutItemCommand({ TableName, Item: Key, ConditionExpression })),
          letIn: conditional,
        },
        UpdateItem: {
          send: () => client.send(new UpdateItemCommand({ TableName, Key, ConditionExpression })),
          letIn: conditional,
        },
        DeleteItem: {
          send: () => client.send(new DeleteItemCommand({ TableName, Key, ConditionExpression })),
          letIn: conditional,
        },
        BatchWriteItem: {
          send: () =>
            client.send(
              new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: {} } }] } }),
            ),
          letIn: 'ValidationException',
        },
        ConditionCheckItem: {
          send: () => client.send(new TransactWriteItemsCommand({ TransactItems: [{ ConditionCheck }] })),
          letIn: 'TransactionCanceledException',
        },
      };
      for (const [operation, call] of Object.entries(calls))
        yield [`dynamodb:${operation} ${TableName}`, call];
    }
  }

  *#lambda(): Generator<[string, WireCall]> {
    const client = this.#keep(new LambdaClient(this.#options('lambda')));
    for (const FunctionName of this.resources.functions.keys())
      yield [
        `lambda:InvokeFunction ${FunctionName}`,
        { send: () => client.send(new InvokeCommand({ FunctionName, InvocationType: 'DryRun' })) },
      ];
  }

  *#bedrock(): Generator<[string, WireCall]> {
    const client = this.#keep(new BedrockAgentRuntimeClient(this.#options('bedrock-agent-runtime')));
    const { id: agentId, aliasId: agentAliasId } = this.resources.agent;
    // Ends a session that never was.
    const command = { agentId, agentAliasId, sessionId: 'nobody', endSession: true };
    yield [
      'bedrock:InvokeAgent agent',
      {
        send: async () => {
          const { completion } = await client.send(new InvokeAgentCommand(command));
          for await (const event of completion ?? [])
            if (event.chunk === undefined) throw new Error('A fault.');
        },
      },
    ];
  }

  *#secrets(): Generator<[string, WireCall]> {
    const client = this.#keep(new SecretsManagerClient(this.#options('secretsmanager')));
    for (const [name, SecretId] of this.resources.secrets) {
      yield [
        `secretsmanager:GetSecretValue ${name}`,
        { send: () => client.send(new GetSecretValueCommand({ SecretId })) },
      ];
      yield [
        `secretsmanager:DescribeSecret ${name}`,
        { send: () => client.send(new DescribeSecretCommand({ SecretId })) },
      ];
    }
  }

  /** AppSync has words of its own for a refusal; `send` gives them as an error of that name. */
  *#appsync(): Generator<[string, WireCall]> {
    const session = '00000000-0000-4000-8000-000000000000';
    const event = `sessionId: "${session}", run: 1, eventId: "e-1", kind: AGENT_MESSAGE, message: "m"`;
    const documents: Record<string, { query: string; letIn?: string }> = {
      'Query.onboarding': {
        query: `query { onboarding(sessionId: "${session}") { status } }`,
        letIn: 'SESSION_NOT_FOUND',
      },
      'Mutation.publishOnboardingEvent': {
        query: `mutation { publishOnboardingEvent(input: {${event}}) { eventId } }`,
        letIn: 'SESSION_NOT_FOUND',
      },
      'Mutation.createIdUpload': {
        query:
          'mutation { createIdUpload(input: {country: DK, contentType: "image/jpeg", contentLength: 1, ' +
          `sha256: "${'A'.repeat(43)}="}) { url } }`,
      },
      'Mutation.startOnboarding': {
        query:
          `mutation { startOnboarding(input: {sessionId: "${session}", clientRequestId: "${session}", ` +
          'language: da}) { status } }',
      },
      'Mutation.sendMessage': {
        query:
          `mutation { sendMessage(input: {sessionId: "${session}", clientRequestId: "${session}", ` +
          'text: "hello"}) { status } }',
      },
    };
    for (const [field, { query, letIn }] of Object.entries(documents))
      yield [
        `appsync:GraphQL ${field}`,
        { send: () => this.#graphQl(query), ...(letIn !== undefined && { letIn }) },
      ];
  }

  async #graphQl(query: string): Promise<unknown> {
    const { region, endpoints } = this.cloud;
    const { host, hostname, port, protocol } = new URL(endpoints.appsync);
    const signer = new SignatureV4({
      service: 'appsync',
      region,
      credentials: this.credentials,
      sha256: Sha256,
    });
    const body = JSON.stringify({ query });
    const request = { method: 'POST', path: '/graphql', query: {}, protocol, hostname, port: Number(port) };
    const { headers } = await signer.sign({
      ...request,
      headers: { host, 'content-type': 'application/json' },
      body,
    });
    const response = await fetch(`${endpoints.appsync}/graphql`, { method: 'POST', headers, body });
    const answer = (await response.json()) as {
      data?: unknown;
      errors?: { errorType: string; message: string }[];
    };
    const [error] = answer.errors ?? [];
    if (error) throw Object.assign(new Error(error.message), { name: error.errorType });
    return answer.data;
  }
}

interface TableProperties {
  KeySchema: { AttributeName: string }[];
}
