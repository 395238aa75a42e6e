import { Amplify } from 'aws-amplify';
import { generateClient } from 'aws-amplify/api';
import { createHash, randomUUID } from 'node:crypto';
import WebSocket from 'ws';
import type {
  Country,
  IdUpload,
  Language,
  Onboarding,
  OnboardingEvent,
  OnboardingStatus,
} from '../generated/types';

/** Where an onboarding API is: the outputs of the deployed stack. */
export interface ApiAddress {
  graphQLUrl: string;
  apiKey: string;
  region: string;
}

/** What the API answered instead of doing what was asked. */
export class Refused extends Error {
  constructor(
    /** A ReasonCode, or AppSync's own error type. */
    readonly reason: string,
    message: string,
    /** `nextStep` and, for bad input, the field. */
    readonly info: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = 'Refused';
  }
}

const eventFields = `sessionId sequence eventId at kind step status reason message nextStep attemptsLeft confidence
  identity { initials nationalId } registration { customerId email nationalId createdAt }`;
const onboardingFields = `sessionId country status reason message nextStep attemptsLeft sequence createdAt updatedAt expiresAt
  identity { initials nationalId } registration { customerId email nationalId createdAt }`;

export const operations = {
  createIdUpload: `mutation CreateIdUpload($input: CreateIdUploadInput!) { createIdUpload(input: $input) {
    sessionId sessionToken url method headers { name value } expiresAt } }`,
  startOnboarding: `mutation StartOnboarding($input: StartOnboardingInput!) { startOnboarding(input: $input) { ${onboardingFields} } }`,
  sendMessage: `mutation SendMessage($input: SendMessageInput!) { sendMessage(input: $input) { ${onboardingFields} } }`,
  onboarding: `query Onboarding($sessionId: ID!, $after: Int) { onboarding(sessionId: $sessionId) {
    ${onboardingFields} events(after: $after) { ${eventFields} } } }`,
  onOnboardingEvent: `subscription OnOnboardingEvent($sessionId: ID!) { onOnboardingEvent(sessionId: $sessionId) { ${eventFields} } }`,
} as const;

type Operation = keyof typeof operations;
type Auth = { authMode: 'apiKey' } | { authMode: 'lambda'; authToken: string };

/** The one method of Amplify's client that is used here; its own type is inferred from a model that we do not have. */
interface Client {
  graphql(request: { query: string; variables: Record<string, unknown> } & Auth): unknown;
}

/** What Amplify's client gives for a subscription. */
interface Live {
  subscribe(observer: {
    next(message: { data?: { onOnboardingEvent?: OnboardingEvent } }): void;
    error(failure: unknown): void;
  }): { unsubscribe(): void };
}

/** Statuses in which nothing more happens by itself. */
export const atRest: readonly OnboardingStatus[] = [
  'NEW_PICTURE_REQUIRED',
  'REGISTERED',
  'ALREADY_REGISTERED',
  'UNVERIFIED',
  'FAILED',
];

/** Base64 SHA-256, as createIdUpload takes it. */
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64');

/**
 * Points aws-amplify at an API. A plain-http endpoint (a laptop) is written with an upper-case scheme: Amplify turns
 * `http://` into `wss://`, and leaves `HTTP://` to the URL parser, which makes it `ws://`.
 */
const connect = (api: ApiAddress): Client => {
  globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket;
  Amplify.configure({
    API: {
      GraphQL: {
        endpoint: api.graphQLUrl.replace(/^http:/, 'HTTP:'),
        region: api.region,
        defaultAuthMode: 'apiKey',
        apiKey: api.apiKey,
      },
    },
  });
  return generateClient() as Client;
};

interface GraphQLFailure {
  errors?: {
    message: string;
    errorType?: string;
    errorInfo?: Record<string, unknown> | null;
    originalError?: Error;
  }[];
}

/** A person at the front end: everything they do, by the same client a front end would use (aws-amplify v6). */
export class Person {
  private readonly client: Client;
  private session: IdUpload | undefined;

  constructor(
    api: ApiAddress,
    readonly country: Country,
    readonly language: Language = 'en',
  ) {
    this.client = connect(api);
  }

  get sessionId(): string {
    if (!this.session) throw new Error('No upload was opened yet.');
    return this.session.sessionId;
  }

  get sessionToken(): string {
    if (!this.session) throw new Error('No upload was opened yet.');
    return this.session.sessionToken;
  }

  /** Announces a picture: opens a session the first time, the session's next upload after that. */
  async openUpload(bytes: Uint8Array, contentType: string): Promise<IdUpload> {
    const input = { country: this.country, contentType, contentLength: bytes.length, sha256: sha256(bytes) };
    this.session = await this.call<IdUpload>(
      'createIdUpload',
      { input },
      this.session ? this.asSession() : { authMode: 'apiKey' },
    );
    return this.session;
  }

  /** PUTs the picture where the upload says, as a browser would. */
  async upload(bytes: Uint8Array, to: IdUpload): Promise<void> {
    const headers = Object.fromEntries(
      to.headers.filter(({ name }) => name !== 'content-length').map(({ name, value }) => [name, value]),
    );
    const answer = await fetch(to.url, { method: to.method, headers, body: bytes });
    if (!answer.ok) {
      const code = /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] ?? 'UploadFailed';
      throw new Refused(code, `The upload was refused with HTTP ${answer.status} (${code}).`);
    }
  }

  start(message?: string, clientRequestId: string = randomUUID()): Promise<Onboarding> {
    const input = {
      sessionId: this.sessionId,
      clientRequestId,
      language: this.language,
      ...(message && { message }),
    };
    return this.call<Onboarding>('startOnboarding', { input }, this.asSession());
  }

  say(text: string, clientRequestId: string = randomUUID()): Promise<Onboarding> {
    const input = { sessionId: this.sessionId, clientRequestId, text };
    return this.call<Onboarding>('sendMessage', { input }, this.asSession());
  }

  /** The truth: the session and its journal after `after`. */
  onboarding(after = 0): Promise<Onboarding> {
    return this.call<Onboarding>('onboarding', { sessionId: this.sessionId, after }, this.asSession());
  }

  /**
   * Shows every event once and in order: live ones as hints, and the journal for whatever a hint reveals as missing.
   * Returns a function that stops.
   */
  watch(show: (event: OnboardingEvent) => void, from = 0): () => void {
    let seen = from;
    let reading: Promise<void> = Promise.resolve();
    const catchUp = () => {
      reading = reading
        .then(async () => {
          for (const event of (await this.onboarding(seen)).events) {
            if (event.sequence <= seen) continue;
            seen = event.sequence;
            show(event);
          }
        })
        .catch(() => {
          // The network is away; the timer below asks again.
        });
    };
    const hint = (event: OnboardingEvent | null | undefined) => {
      if (event && event.sequence === seen + 1) {
        seen = event.sequence;
        show(event);
      } else if (!event || event.sequence > seen) {
        catchUp();
      }
    };
    // A lost connection loses hints, not events: the journal is asked every few seconds all the same.
    const subscription = this.listenTo(this.sessionId, { next: hint, error: catchUp });
    const timer = setInterval(catchUp, 3000);
    catchUp();
    return () => {
      clearInterval(timer);
      subscription.unsubscribe();
    };
  }

  /** The bare subscription, to any session: hints only, with their gaps and doubles. */
  listenTo(
    sessionId: string,
    observer: { next(event: OnboardingEvent | null | undefined): void; error(failure: unknown): void },
  ): { unsubscribe(): void } {
    const live = this.client.graphql({
      query: operations.onOnboardingEvent,
      variables: { sessionId },
      ...this.asSession(),
    }) as Live;
    return live.subscribe({
      next: ({ data }) => observer.next(data?.onOnboardingEvent),
      error: (failure) => observer.error(failure),
    });
  }

  /** One operation. Throws Refused with the API's reason. */
  async call<T>(operation: Operation, variables: Record<string, unknown>, auth: Auth): Promise<T> {
    try {
      const answer = (await this.client.graphql({ query: operations[operation], variables, ...auth })) as {
        data: Record<string, T>;
      };
      const result = answer.data[operation];
      if (result === undefined || result === null)
        throw new Refused('EMPTY', `${operation} answered nothing.`);
      return result;
    } catch (failure) {
      const error = (failure as GraphQLFailure).errors?.[0];
      if (!error) throw failure;
      // What HTTP itself refuses (401) has no GraphQL errorType.
      const reason = error.errorType ?? error.originalError?.name ?? 'Unknown';
      throw new Refused(reason, error.message, error.errorInfo ?? {});
    }
  }

  private asSession(): Auth {
    return { authMode: 'lambda', authToken: this.sessionToken };
  }
}
