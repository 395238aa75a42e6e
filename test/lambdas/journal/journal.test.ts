import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { buildSchema, isObjectType, Kind, parse, validate, type SelectionSetNode } from 'graphql';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { OnboardingEvent, PublishOnboardingEventInput } from '../../../generated/types';
import { createGraphqlClient } from '../../../lambdas/journal/graphql';
import { createJournal } from '../../../lambdas/journal/journal';
import { PUBLISH, READ } from '../../../lambdas/journal/operations';
import { answer, serve, type Reaction } from '../loopback';

const credentials = { accessKeyId: 'AKIATEST', secretAccessKey: 'secret', sessionToken: 'token' };

const event: PublishOnboardingEventInput = {
  sessionId: '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001',
  run: 1,
  eventId: 'run-1:extract:started',
  kind: 'STEP_STARTED',
  step: 'EXTRACT_ID',
  message: 'planted words 0610851178',
};

const journalled: OnboardingEvent = {
  sessionId: event.sessionId,
  sequence: 3,
  eventId: event.eventId,
  at: '2026-11-20T10:00:00.000Z',
  kind: 'STEP_STARTED',
  step: 'EXTRACT_ID',
  status: 'IN_PROGRESS',
  nextStep: 'WAIT',
  attemptsLeft: 5,
};

const published = answer({ data: { publishOnboardingEvent: journalled } });

const refusal = (errorType: string, errorInfo: unknown): Reaction =>
  answer({ data: null, errors: [{ message: 'no', errorType, errorInfo, path: ['publishOnboardingEvent'] }] });

let closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.map((close) => close()));
  closing = [];
});

const withServer = (...reactions: Reaction[]) => withTimeout(20_000, ...reactions);

const withTimeout = async (timeoutMs: number, ...reactions: Reaction[]) => {
  const server = await serve(...reactions);
  closing.push(server.close);
  const journal = createJournal(
    createGraphqlClient({
      url: `${server.url}/graphql`,
      region: 'eu-central-1',
      credentials: () => credentials,
      timeoutMs,
      backoffMs: 2,
    }),
  );
  return { journal, requests: server.requests };
};

test('an event is published as the mutation, and its entry comes back', async () => {
  const { journal, requests } = await withServer(published);

  expect(await journal.publish(event)).toEqual({ kind: 'journalled', event: journalled });

  expect(requests).toHaveLength(1);
  expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ query: PUBLISH, variables: { input: event } });
});

test('a request is signed for AppSync with the credentials and covers its body', async () => {
  const { journal, requests } = await withServer(published);
  await journal.publish(event);
  const [request] = requests;
  const headers = request?.headers ?? {};

  expect(headers['x-amz-security-token']).toBe('token');
  expect(headers.authorization).toContain('/eu-central-1/appsync/aws4_request');

  const again = await new SignatureV4({
    service: 'appsync',
    region: 'eu-central-1',
    credentials,
    sha256: Sha256,
  }).sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: '/graphql',
      query: {},
      headers: { host: headers.host ?? '', 'content-type': 'application/json' },
      body: request?.body,
    },
    { signingDate: dateOf(headers['x-amz-date']) },
  );
  expect(headers.authorization).toBe(again.headers.authorization);
});

const dateOf = (amzDate: unknown): Date =>
  new Date(String(amzDate).replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

test.each([
  'SESSION_NOT_FOUND',
  'SESSION_FINISHED',
  'SESSION_BUSY',
  'SESSION_NOT_STARTED',
  'NEW_PICTURE_NEEDED',
])('a session that refuses with %s is an answer, with its present state', async (reason) => {
  const state = { status: 'REGISTERED', reason: null, message: 'Thank you.', nextStep: 'NONE' };
  const { journal, requests } = await withServer(refusal(reason, { nextStep: 'NONE', state }));

  expect(await journal.publish(event)).toEqual({ kind: 'refused', reason, state });
  expect(requests).toHaveLength(1);
});

test('a session that does not exist refuses without a state', async () => {
  const { journal } = await withServer(refusal('SESSION_NOT_FOUND', { nextStep: 'START_AGAIN' }));

  expect(await journal.publish(event)).toEqual({ kind: 'refused', reason: 'SESSION_NOT_FOUND' });
});

test.each<[string, Reaction]>([
  ['HTTP 429', answer({ errors: [{ errorType: 'ThrottlingException' }] }, 429)],
  ['HTTP 500', { status: 500, body: 'oops' }],
  ['HTTP 503', { status: 503, body: '' }],
  ['a connection that breaks', 'break'],
  ['a throttled table', refusal('DynamoDB:ProvisionedThroughputExceededException', null)],
  ['a busy service', refusal('SERVICE_UNAVAILABLE', { nextStep: 'TRY_AGAIN' })],
])('%s is tried again, with the same event', async (_, reaction) => {
  const { journal, requests } = await withServer(reaction, reaction, published);

  expect(await journal.publish(event)).toMatchObject({ kind: 'journalled' });
  expect(new Set(requests.map((request) => request.body)).size).toBe(1);
  expect(requests).toHaveLength(3);
});

test('an answer that does not come in time is asked for again', async () => {
  const { journal, requests } = await withTimeout(300, 'silence', published);

  expect(await journal.publish(event)).toMatchObject({ kind: 'journalled' });
  expect(requests.length).toBeGreaterThan(1);
});

test('what fails again and again is given up, in words without the payload', async () => {
  const { journal, requests } = await withServer({ status: 500, body: 'planted words 0610851178' });

  await expect(journal.publish(event)).rejects.toThrow(/^gave up after 4 attempts: HTTP 500$/);
  expect(requests).toHaveLength(4);
});

test.each<[string, Reaction, string]>([
  ['a refused permission', refusal('Unauthorized', null), 'AppSync answered Unauthorized'],
  ['an invalid event', refusal('INVALID_INPUT', null), 'AppSync answered INVALID_INPUT'],
  ['HTTP 401', answer({ errors: [{ errorType: 'UnauthorizedException' }] }, 401), 'UnauthorizedException'],
  ['something that is no GraphQL', { status: 200, body: '<html>' }, 'without a GraphQL answer'],
  [
    'an entry that lacks fields',
    answer({ data: { publishOnboardingEvent: { sequence: 1 } } }),
    'attemptsLeft',
  ],
  ['no entry', answer({ data: { publishOnboardingEvent: null } }), 'publishOnboardingEvent'],
])('%s is a fault that is not tried again', async (_, reaction, message) => {
  const { journal, requests } = await withServer(reaction);

  await expect(journal.publish(event)).rejects.toMatchObject({
    name: 'GraphqlFault',
    message: expect.stringContaining(message) as string,
  });
  expect(requests).toHaveLength(1);
});

test('a session is read with its journal; one that is not there is nothing', async () => {
  const onboarding = {
    sessionId: event.sessionId,
    country: 'DK',
    status: 'IN_PROGRESS',
    reason: null,
    message: 'We are working on your onboarding.',
    nextStep: 'WAIT',
    attemptsLeft: 5,
    identity: null,
    registration: null,
    sequence: 3,
    createdAt: journalled.at,
    updatedAt: journalled.at,
    expiresAt: journalled.at,
    events: [journalled],
  };
  const { journal } = await withServer(
    answer({ data: { onboarding } }),
    answer({ data: { onboarding: null } }),
    refusal('SESSION_NOT_FOUND', {}),
  );

  expect(await journal.read(event.sessionId)).toEqual(onboarding);
  expect(await journal.read(event.sessionId)).toBeUndefined();
  expect(await journal.read(event.sessionId)).toBeUndefined();
});

describe('the operations', () => {
  const schema = buildSchema(
    ['schema.graphql', 'tools/codegen/appsync.graphql']
      .map((file) => readFileSync(fileURLToPath(new URL(`../../../${file}`, import.meta.url)), 'utf8'))
      .join('\n'),
  );

  const namesIn = (set: SelectionSetNode | undefined) =>
    (set?.selections ?? []).flatMap((selection) =>
      selection.kind === Kind.FIELD ? [selection.name.value] : [],
    );

  test('fit the schema', () => {
    for (const operation of [PUBLISH, READ]) expect(validate(schema, parse(operation))).toEqual([]);
  });

  test('select every field of an event, so that subscribers get it whole', () => {
    const fragment = parse(PUBLISH).definitions.find(
      (definition) => definition.kind === Kind.FRAGMENT_DEFINITION,
    );
    const type = schema.getType('OnboardingEvent');
    if (!isObjectType(type)) throw new Error('the schema has no OnboardingEvent');

    expect(namesIn(fragment?.selectionSet).sort()).toEqual(Object.keys(type.getFields()).sort());
    for (const selection of fragment?.selectionSet.selections ?? []) {
      if (selection.kind !== Kind.FIELD || !selection.selectionSet) continue;
      const inner = schema.getType(selection.name.value === 'identity' ? 'MaskedIdentity' : 'Registration');
      if (!isObjectType(inner)) throw new Error(`the schema has no type for ${selection.name.value}`);
      expect(namesIn(selection.selectionSet).sort()).toEqual(Object.keys(inner.getFields()).sort());
    }
  });
});
