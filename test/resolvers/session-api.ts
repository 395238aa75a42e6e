import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { CreateIdUploadInput, IdUpload, Onboarding } from '../../generated/types';
import { IdUploadSchema, OnboardingSchema } from '../../generated/validators';
import { createGraphqlClient } from '../../lambdas/journal/graphql';
import { createJournal, type Journal } from '../../lambdas/journal/journal';
import { createAppSync } from '../../local/appsync/service';
import type { Service } from '../../local/cloud';
import { createCloud } from '../../local/create-cloud';
import { createDynamoDb } from '../../local/dynamodb/service';
import { reserveEndpoints } from '../../local/ports';
import { lambdaRoom, tokenFor, type Functions } from './functions';

/** What the API answered instead of doing what was asked. */
export class Refused extends Error {
  constructor(
    readonly reason: string,
    message: string,
    readonly info: unknown,
  ) {
    super(`${reason}: ${message}`);
  }
}

export interface SessionApi {
  readonly url: string;
  readonly apiKey: string;
  readonly functions: Functions;
  /** Publishes and reads as `onboarding_orchestrator` does: its client, with its role's credentials. */
  readonly journal: Journal;
  /** The same for another function of the stack. */
  journalOf(functionName: string): Journal;
  setNow(now: Date | undefined): void;
  /** Opens a session with the API key. */
  open(picture?: Partial<CreateIdUploadInput>): Promise<Applicant>;
  /** Somebody with a token for this session. */
  applicant(sessionId: string): Applicant;
  /** The item of OnboardingSessions in DynamoDB's own form. */
  item(sessionId: string): Promise<unknown>;
  /** Lets the agent have said something `count` times, all in one write. */
  talk(sessionId: string, count: number): Promise<void>;
  close(): Promise<void>;
}

/** A person at the front end, with the token of one session. */
export interface Applicant {
  readonly sessionId: string;
  readonly token: string;
  upload(picture?: Partial<CreateIdUploadInput>): Promise<IdUpload>;
  start(input?: { clientRequestId?: string; sessionId?: string; message?: string }): Promise<Onboarding>;
  say(text: string, input?: { clientRequestId?: string; sessionId?: string }): Promise<Onboarding>;
  /** The session with its journal, from `after` on. */
  see(after?: number, sessionId?: string): Promise<Onboarding>;
}

/** An id that no session has. */
export const noSession = '00000000-0000-4000-8000-000000000000';

const picture: CreateIdUploadInput = {
  country: 'DK',
  contentType: 'image/jpeg',
  contentLength: 1_000,
  sha256: `${'A'.repeat(43)}=`,
};

const operator = { kind: 'operator', arn: 'arn:aws:iam::000000000000:user/operator' } as const;
const addressOf = (sessionId: string) => ({
  TableName: 'OnboardingSessions',
  Key: { sessionId: { S: sessionId } },
});

const synthesize = async (outDir: string): Promise<void> => {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
    env: { ...process.env, CDK_OUTDIR: outDir, CDK_CONTEXT_JSON: '{}', CDK_VALIDATION: 'false' },
  });
};

const EVENT = `sessionId sequence eventId at kind step status reason message nextStep attemptsLeft confidence
  identity { initials nationalId } registration { customerId email nationalId createdAt }`;
const ONBOARDING = `sessionId country status reason message nextStep attemptsLeft sequence createdAt updatedAt
  expiresAt identity { initials nationalId } registration { customerId email nationalId createdAt }`;

const operations = {
  createIdUpload: `mutation ($input: CreateIdUploadInput!) { createIdUpload(input: $input) {
    sessionId sessionToken url method headers { name value } expiresAt } }`,
  startOnboarding: `mutation ($input: StartOnboardingInput!) { startOnboarding(input: $input) {
    ${ONBOARDING} events { ${EVENT} } } }`,
  sendMessage: `mutation ($input: SendMessageInput!) { sendMessage(input: $input) {
    ${ONBOARDING} events { ${EVENT} } } }`,
  onboarding: `query ($sessionId: ID!, $after: Int) { onboarding(sessionId: $sessionId) {
    ${ONBOARDING} events(after: $after) { ${EVENT} } } }`,
  onOnboardingEvent: `subscription ($sessionId: ID!) { onOnboardingEvent(sessionId: $sessionId) { ${EVENT} } }`,
};

export const SUBSCRIBE = operations.onOnboardingEvent;

const AnswerSchema = v.object({
  data: v.nullish(v.record(v.string(), v.unknown())),
  errors: v.nullish(
    v.array(v.object({ message: v.string(), errorType: v.nullish(v.string()), errorInfo: v.unknown() })),
  ),
});

/**
 * The product's own API, from its own synthesized template: schema, resolvers as they are bundled for deployment, data
 * sources, roles and table. Only the Lambda functions are stand-ins, in this process.
 */
const startSessionApi = async (): Promise<SessionApi> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'session-api-'));
  const services: Service[] = [];
  const close = async (): Promise<void> => {
    for (const service of services.reverse()) await service.close();
    rmSync(folder, { recursive: true });
  };
  try {
    const assembly = path.join(folder, 'cdk.out');
    await synthesize(assembly);
    let fixed: Date | undefined;
    const cloud = createCloud({
      assembly,
      stateDir: path.join(folder, 'state'),
      endpoints: await reserveEndpoints(),
      now: () => fixed ?? new Date(),
    });
    const functions: Functions = { uploads: [], turns: [], onUpload: () => {}, onTurn: () => {} };
    const dynamodb = await createDynamoDb(cloud);
    services.push(dynamodb);
    services.push(await createAppSync(cloud, { lambda: lambdaRoom(cloud, functions), dynamodb }));

    const url = `${cloud.endpoints.appsync}/graphql`;
    const apiKey = cloud.stack.outputs['ApiKey'] ?? '';

    const call = async <Result>(
      operation: keyof typeof operations,
      schema: v.GenericSchema<unknown, Result>,
      variables: object,
      headers: Record<string, string>,
    ): Promise<Result> => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query: operations[operation], variables }),
      });
      const { data, errors } = v.parse(AnswerSchema, await response.json());
      const [error] = errors ?? [];
      if (error) throw new Refused(error.errorType ?? '', error.message, error.errorInfo);
      return v.parse(schema, data?.[operation]);
    };

    const applicant = (sessionId: string): Applicant => {
      const token = tokenFor(sessionId);
      const headers = { authorization: token };
      return {
        sessionId,
        token,
        upload: (given) =>
          call('createIdUpload', IdUploadSchema(), { input: { ...picture, ...given } }, headers),
        start: (given) => {
          const input = { sessionId, clientRequestId: randomUUID(), language: 'da', ...given };
          return call('startOnboarding', OnboardingSchema(), { input }, headers);
        },
        say: (text, given) => {
          const input = { sessionId, clientRequestId: randomUUID(), text, ...given };
          return call('sendMessage', OnboardingSchema(), { input }, headers);
        },
        see: (after, other = sessionId) =>
          call('onboarding', OnboardingSchema(), { sessionId: other, after }, headers),
      };
    };

    const journalOf = (functionName: string): Journal => {
      const found = cloud.stack
        .ofType<{ FunctionName?: string; Role: string }>('AWS::Lambda::Function')
        .find(({ properties }) => properties.FunctionName === functionName);
      if (!found) throw new Error(`The template has no function ${functionName}.`);
      const credentials = () => cloud.iam.credentialsFor(found.properties.Role);
      return createJournal(createGraphqlClient({ url, region: cloud.region, credentials, attempts: 1 }));
    };

    return {
      url,
      apiKey,
      functions,
      journal: journalOf('onboarding_orchestrator'),
      journalOf,
      setNow: (now) => {
        fixed = now;
      },
      open: async (given) => {
        const input = { ...picture, ...given };
        const { sessionId } = await call(
          'createIdUpload',
          IdUploadSchema(),
          { input },
          { 'x-api-key': apiKey },
        );
        return applicant(sessionId);
      },
      applicant,
      item: async (sessionId) =>
        (await dynamodb.call(operator, 'GetItem', { ...addressOf(sessionId), ConsistentRead: true }))['Item'],
      talk: async (sessionId, count) => {
        const ids = Array.from({ length: count }, () => `said-${randomUUID()}`);
        const entry = {
          at: { S: new Date().toISOString() },
          kind: { S: 'AGENT_MESSAGE' },
          message: { S: 'Well.' },
        };
        await dynamodb.call(operator, 'UpdateItem', {
          ...addressOf(sessionId),
          UpdateExpression: 'SET journal = list_append(journal, :said) ADD eventIds :ids',
          ExpressionAttributeValues: {
            ':said': { L: ids.map((id) => ({ M: { ...entry, eventId: { S: id } } })) },
            ':ids': { SS: ids },
          },
        });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

let started: Promise<SessionApi> | undefined;

/** The one API of this test run. */
export const sharedApi = (): Promise<SessionApi> => (started ??= startSessionApi());
