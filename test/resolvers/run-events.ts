import type { OnboardingStatus, PublishOnboardingEventInput } from '../../generated/types';
import { eventIds } from '../../lambdas/journal/event-ids';

type Details = Partial<PublishOnboardingEventInput>;

/** A run's first event. */
export const beginning = (
  sessionId: string,
  run = 1,
  details: Details = {},
): PublishOnboardingEventInput => ({
  sessionId,
  run,
  eventId: eventIds.started(run, 'extract'),
  kind: 'STEP_STARTED',
  step: 'EXTRACT_ID',
  status: 'IN_PROGRESS',
  nextStep: 'WAIT',
  message: 'We are reading your document.',
  ...details,
});

/** A run's last event: its gate stopped it, and the session comes to rest in `status`. */
export const ending = (
  sessionId: string,
  run: number,
  status: OnboardingStatus,
  details: Details = {},
): PublishOnboardingEventInput => ({
  sessionId,
  run,
  eventId: eventIds.stopped(run, 'extract'),
  kind: 'STEP_STOPPED',
  step: 'EXTRACT_ID',
  status,
  nextStep: 'CONTACT_BANK',
  ...details,
});

/** Something that the agent says. */
export const words = (
  sessionId: string,
  part: number,
  details: Details = {},
): PublishOnboardingEventInput => ({
  sessionId,
  run: 1,
  eventId: eventIds.said(1, part),
  kind: 'AGENT_MESSAGE',
  message: `Sentence ${part}.`,
  ...details,
});
