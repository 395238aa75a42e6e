import { util, type AppSyncIdentityLambda, type Context } from '@aws-appsync/utils';
import { reasons, statusSentences } from '../generated/contract';
import type {
  Country,
  Language,
  MaskedIdentity,
  NextStep,
  Onboarding,
  OnboardingEvent,
  OnboardingEventKind,
  OnboardingStatus,
  OnboardingStep,
  ReasonCode,
  Registration,
} from '../generated/types';

/** How long a session lives, in days; its token ends with it. */
export const SESSION_DAYS = 3;
/** Pictures that may be judged in one session. */
export const MAX_ATTEMPTS = 5;
/** Uploads that may be opened in one session: a URL may expire unused without costing an attempt. */
export const MAX_UPLOADS = 20;
/** Messages a person may send in one session. */
export const MAX_MESSAGES = 50;
/** Entries of a journal. With MAX_LETTERS it keeps an item below DynamoDB's 400 KB. */
export const MAX_EVENTS = 300;
/** Entries after which nobody may speak any more: the rest of the journal is kept for the steps. */
export const MAX_WORDS = 240;
/** UTF-16 units spoken in a session after which nobody may speak any more; each takes up to three bytes. */
export const MAX_LETTERS = 80_000;
/** A run older than this is dead: longer than the agent's Lambda lives with all its retries. In milliseconds. */
export const RUN_LEASE_MS = 15 * 60 * 1000;

/** One entry as it is kept. What it leaves out is as it was before: `toEvents` fills it in. */
export interface JournalEntry {
  eventId: string;
  at: string;
  kind: OnboardingEventKind;
  step?: OnboardingStep | null | undefined;
  status?: OnboardingStatus | null | undefined;
  reason?: ReasonCode | null | undefined;
  message?: string | null | undefined;
  nextStep?: NextStep | null | undefined;
  confidence?: number | null | undefined;
  identity?: MaskedIdentity | null | undefined;
  registration?: Registration | null | undefined;
}

/** The session item of OnboardingSessions. */
export interface SessionItem {
  sessionId: string;
  country: Country;
  language?: Language;
  status: OnboardingStatus;
  attemptsLeft: number;
  /** Uploads opened so far; the latest one's number names the key of the current picture. */
  uploads: number;
  messages: number;
  /** UTF-16 units of all that was spoken. */
  letters: number;
  /** Rises with each start and each message: a late event of an earlier run moves nothing. */
  run: number;
  runStartedAt: number;
  /** The clientRequestIds that were acted on; absent while there are none. */
  requests?: string[];
  journal: JournalEntry[];
  /** The ids in the journal, so that a repeated publish is seen in the same write. */
  eventIds: string[];
  createdAt: string;
  updatedAt: string;
  /** Epoch seconds; DynamoDB's TTL. */
  expiresAt: number;
}

/** Ends the request with a reason code, its sentence and the person's next step; a publisher is told `state`, too. */
export const refuse = (
  reason: ReasonCode,
  state?: Pick<Onboarding, 'status' | 'reason' | 'message' | 'nextStep'>,
): never => {
  const { sentence, nextStep } = reasons[reason];
  return util.error(sentence, reason, null, state ? { nextStep, state } : { nextStep });
};

/** Ends the request because an argument is not as the contract describes it; names the argument, never its value. */
export const refuseInput = (field: string, rule: string): never =>
  util.error(`${reasons.INVALID_INPUT.sentence} ${field}: ${rule}.`, 'INVALID_INPUT', null, {
    nextStep: reasons.INVALID_INPUT.nextStep,
    field,
  });

/** The session that the caller's token speaks for; empty for other callers (API key, IAM). */
export const callersSession = (ctx: Context): string => {
  const identity = ctx.identity as AppSyncIdentityLambda | null | undefined;
  return identity?.resolverContext?.sessionId ?? '';
};

/** A token speaks for one session; every other one does not exist for its bearer. */
export const requireOwnSession = (ctx: Context, sessionId: string): void => {
  if (!sessionId || callersSession(ctx) !== sessionId) refuse('SESSION_NOT_FOUND');
};

/** Whether a data source refused a conditional write. */
export const conditionFailed = (ctx: Context): boolean =>
  !!ctx.error && ctx.error.type === 'DynamoDB:ConditionalCheckFailedException';

/** Words never move a session. */
export const isWords = (kind: OnboardingEventKind): boolean =>
  kind === 'AGENT_MESSAGE' || kind === 'PERSON_MESSAGE';

/** Whether so much was said that the rest of the journal is kept for the steps. */
export const talkedOut = (item: SessionItem): boolean =>
  item.journal.length >= MAX_WORDS || item.letters >= MAX_LETTERS;

/** Why a session in this state does not take what was asked of it. */
export const reasonOf = (item: SessionItem | null | undefined): ReasonCode => {
  if (!item) return 'SESSION_NOT_FOUND';
  if (item.status === 'IN_PROGRESS') return 'SESSION_BUSY';
  if (item.status === 'NEW_PICTURE_REQUIRED') return 'NEW_PICTURE_NEEDED';
  if (item.status === 'AWAITING_PICTURE') return 'SESSION_NOT_STARTED';
  return 'SESSION_FINISHED';
};

/** The journal as events: each entry with the state that the session had after it. */
export const toEvents = (item: SessionItem): OnboardingEvent[] => {
  const events: OnboardingEvent[] = [];
  let status: OnboardingStatus = 'AWAITING_PICTURE';
  let nextStep: NextStep = 'UPLOAD_PICTURE';
  let attemptsLeft = MAX_ATTEMPTS;
  for (const entry of item.journal) {
    status = entry.status ?? status;
    nextStep = entry.nextStep ?? nextStep;
    if (entry.status === 'NEW_PICTURE_REQUIRED') attemptsLeft = attemptsLeft - 1;
    if (entry.reason === 'TOO_MANY_ATTEMPTS') attemptsLeft = 0;
    events.push({
      ...entry,
      sessionId: item.sessionId,
      sequence: events.length + 1,
      status,
      nextStep,
      attemptsLeft,
    });
  }
  return events;
};

/** The session as its owner sees it: state, explanation and masked findings, all folded from the journal. */
export const toOnboarding = (item: SessionItem): Onboarding => {
  const events = toEvents(item);
  let reason: ReasonCode | null | undefined = null;
  let message = statusSentences[item.status];
  let nextStep: NextStep = 'UPLOAD_PICTURE';
  let identity: MaskedIdentity | null | undefined = null;
  let registration: Registration | null | undefined = null;
  for (const entry of item.journal) {
    nextStep = entry.nextStep ?? nextStep;
    identity = entry.identity ?? identity;
    registration = entry.registration ?? registration;
    if (entry.status) {
      reason = entry.reason;
      const sentence = entry.reason ? reasons[entry.reason].sentence : statusSentences[entry.status];
      // What STARTED carries are the person's own words.
      message = entry.kind === 'STARTED' ? sentence : (entry.message ?? sentence);
    }
  }
  return {
    sessionId: item.sessionId,
    country: item.country,
    status: item.status,
    reason,
    message,
    nextStep,
    attemptsLeft: item.attemptsLeft,
    identity,
    registration,
    sequence: events.length,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
    expiresAt: util.time.epochMilliSecondsToISO8601(item.expiresAt * 1000),
    events,
  };
};
