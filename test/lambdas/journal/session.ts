import type {
  Onboarding,
  OnboardingEvent,
  OnboardingStatus,
  PublishOnboardingEventInput,
  ReasonCode,
} from '../../../generated/types';
import { OnboardingSchema, PublishOnboardingEventInputSchema } from '../../../generated/validators';
import { GraphqlFault } from '../../../lambdas/journal/graphql';
import type { Journal, PublishResult } from '../../../lambdas/journal/journal';
import { parse } from '../../../lambdas/validation';

export const SESSION_ID = '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001';
const AT = '2026-11-20T10:00:00.000Z';

const reasonOf = (status: OnboardingStatus): ReasonCode => {
  if (status === 'IN_PROGRESS') return 'SESSION_BUSY';
  if (status === 'NEW_PICTURE_REQUIRED') return 'NEW_PICTURE_NEEDED';
  if (status === 'AWAITING_PICTURE') return 'SESSION_NOT_STARTED';
  return 'SESSION_FINISHED';
};

/**
 * One session with its journal, in memory, that keeps the rules of `publishOnboardingEvent`: an eventId once, words
 * never move it, anything else must come from the present run while it runs (or is about to).
 */
export const openSession = ({
  status = 'IN_PROGRESS' as OnboardingStatus,
  run = 1,
  attemptsLeft = 5,
} = {}) => {
  const events: OnboardingEvent[] = [];
  const session = { status, run, attemptsLeft };
  const outages = { publish: 0, read: 0 };

  const snapshot = (): Onboarding => {
    const moving = events.filter((event) => event.kind !== 'AGENT_MESSAGE').at(-1);
    return parse(
      OnboardingSchema(),
      {
        sessionId: SESSION_ID,
        country: 'DK',
        status: session.status,
        reason: moving?.reason,
        message: moving?.message ?? 'A sentence.',
        nextStep: moving?.nextStep ?? 'WAIT',
        attemptsLeft: session.attemptsLeft,
        identity: events.findLast((event) => event.identity)?.identity,
        registration: events.findLast((event) => event.registration)?.registration,
        sequence: events.length,
        createdAt: AT,
        updatedAt: AT,
        expiresAt: AT,
        events,
      },
      'session',
    );
  };

  const publish = (given: PublishOnboardingEventInput): PublishResult => {
    const input = parse(PublishOnboardingEventInputSchema(), given, 'event');
    if (input.sessionId !== SESSION_ID) return { kind: 'refused', reason: 'SESSION_NOT_FOUND' };
    const journalled = events.find((event) => event.eventId === input.eventId);
    if (
      journalled &&
      (input.kind !== 'STEP_STARTED' || (session.status === 'IN_PROGRESS' && session.run === input.run))
    ) {
      return { kind: 'journalled', event: journalled };
    }
    const words = input.kind === 'AGENT_MESSAGE';
    const first = input.kind === 'STEP_STARTED' && input.step === 'EXTRACT_ID';
    const runs = session.status === 'IN_PROGRESS' || (first && session.status === 'AWAITING_PICTURE');
    if (journalled || (!words && (input.run !== session.run || !runs))) {
      const { status: at, reason, message, nextStep } = snapshot();
      return {
        kind: 'refused',
        reason: reasonOf(session.status),
        state: { status: at, reason, message, nextStep },
      };
    }
    if (!words) {
      session.status = first ? 'IN_PROGRESS' : (input.status ?? session.status);
      if (session.status === 'NEW_PICTURE_REQUIRED') session.attemptsLeft -= 1;
      if (input.reason === 'TOO_MANY_ATTEMPTS') session.attemptsLeft = 0;
    }
    const { sessionId, eventId, kind, step, reason, message, confidence, identity, registration } = input;
    const event: OnboardingEvent = {
      sessionId,
      eventId,
      kind,
      step,
      reason,
      message,
      confidence,
      identity,
      registration,
      sequence: events.length + 1,
      at: AT,
      status: session.status,
      nextStep: input.nextStep ?? events.at(-1)?.nextStep ?? 'WAIT',
      attemptsLeft: session.attemptsLeft,
    };
    events.push(event);
    return { kind: 'journalled', event };
  };

  const orOutage = async <Result>(call: 'publish' | 'read', work: () => Result): Promise<Result> => {
    await Promise.resolve();
    if (outages[call] > 0) {
      outages[call] -= 1;
      throw new GraphqlFault('gave up after 4 attempts: HTTP 500');
    }
    return work();
  };

  const journal: Journal = {
    publish: (input) => orOutage('publish', () => publish(input)),
    read: (sessionId) => orOutage('read', () => (sessionId === SESSION_ID ? snapshot() : undefined)),
  };

  return {
    journal,
    session,
    events,
    /** How many of the next calls fail because AppSync cannot be reached. */
    outages,
    kinds: () => events.map(({ kind, step }) => (step ? `${kind} ${step}` : kind)),
    words: () => events.filter((event) => event.kind === 'AGENT_MESSAGE').map((event) => event.message),
    /** What the resolvers do on startOnboarding after a new upload. */
    startAgain: () => {
      session.run += 1;
      session.status = 'IN_PROGRESS';
    },
  };
};

export type TestSession = ReturnType<typeof openSession>;
