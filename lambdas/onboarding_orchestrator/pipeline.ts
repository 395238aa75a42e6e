import * as v from 'valibot';
import { reasons, stepSentences } from '../../generated/contract';
import type {
  ExtractedId,
  MaskedIdentityInput,
  OnboardingStep,
  PublishOnboardingEventInput,
  ReasonCode,
} from '../../generated/types';
import { MaskedIdentityInputSchema } from '../../generated/validators';
import { maskNationalId } from '../../identity/masking';
import { initials } from '../../identity/names';
import type { Standing } from '../action-group/answer';
import type { TurnAttributes } from '../action-group/event';
import { eventIds } from '../journal/event-ids';
import { GraphqlFault } from '../journal/graphql';
import type { Journal, PublishResult } from '../journal/journal';
import type { Log } from '../log';
import { sentenceFor } from './sentences';
import type { Steps } from './steps';
import { judgeReading, judgeRegistration, judgeVerification, type Stop } from './verdicts';

export interface Pipeline {
  journal: Pick<Journal, 'publish'>;
  steps: Steps;
  log: Log;
}

type StepName = 'extract' | 'verify' | 'create';
type EventDetails = Omit<PublishOnboardingEventInput, 'sessionId' | 'run' | 'eventId' | 'kind' | 'step'>;

const steps: Record<StepName, OnboardingStep> = {
  extract: 'EXTRACT_ID',
  verify: 'VERIFY_IDENTITY',
  create: 'CREATE_CUSTOMER',
};

/** Ends a run early: the session no longer takes its events, so its present state is the answer. */
class Superseded extends Error {
  constructor(readonly standing: Standing) {
    super('the session does not take the event');
  }
}

/** Where a session stands, as a model may know it. */
export const standingOf = (at: {
  status: Standing['status'];
  nextStep: Standing['nextStep'];
  reason?: ReasonCode | null | undefined;
}): Standing => ({
  status: at.status,
  nextStep: at.nextStep,
  reason: at.reason ?? null,
  message: sentenceFor(at.status, at.reason),
});

/** The standing of a session that does not exist, or of a run that could not be carried on. */
export const failedStanding = (reason: ReasonCode): Standing =>
  standingOf({ status: 'FAILED', reason, nextStep: reasons[reason].nextStep });

const maskedIdentity = ({ firstName, lastName, nationalId }: ExtractedId): MaskedIdentityInput | null => {
  const masked = v.safeParse(MaskedIdentityInputSchema(), {
    initials: initials(firstName ?? '', lastName ?? ''),
    nationalId: maskNationalId(nationalId ?? ''),
  });
  return masked.success ? masked.output : null;
};

/** The journal as one run writes it. Each method throws Superseded when the session does not take the event. */
const openRun = ({ sessionId, run }: TurnAttributes, { journal, log }: Pipeline) => {
  let since = performance.now();
  const tell = async (event: Omit<PublishOnboardingEventInput, 'sessionId' | 'run'>) => {
    const result: PublishResult = await journal.publish({ sessionId, run, ...event });
    if (result.kind === 'refused') {
      log.info('the session does not take the event', {
        sessionId,
        run,
        step: event.step,
        reason: result.reason,
      });
      throw new Superseded(result.state ? standingOf(result.state) : failedStanding(result.reason));
    }
    const { status, reason } = result.event;
    const durationMs = Math.round(performance.now() - since);
    since = performance.now();
    log.info(event.kind, {
      sessionId,
      run,
      step: event.step,
      status,
      reason,
      confidence: event.confidence ?? undefined,
      durationMs,
    });
    return result.event;
  };

  return {
    started: (step: StepName) =>
      tell({
        eventId: eventIds.started(run, step),
        kind: 'STEP_STARTED',
        step: steps[step],
        status: 'IN_PROGRESS',
        nextStep: 'WAIT',
        message: stepSentences[steps[step]],
      }),
    completed: async (step: StepName, details: EventDetails) =>
      standingOf(
        await tell({
          eventId: eventIds.completed(run, step),
          kind: 'STEP_COMPLETED',
          step: steps[step],
          ...details,
        }),
      ),
    stopped: async (step: StepName, { status, reason, nextStep, message }: Stop, confidence?: number) =>
      standingOf(
        await tell({
          eventId: eventIds.stopped(run, step),
          kind: 'STEP_STOPPED',
          step: steps[step],
          status,
          reason,
          nextStep,
          message,
          ...(confidence !== undefined && { confidence }),
        }),
      ),
    failed: async () =>
      standingOf(
        await tell({
          eventId: eventIds.failed(run),
          kind: 'FAILED',
          status: 'FAILED',
          reason: 'SYSTEM_ERROR',
          nextStep: reasons.SYSTEM_ERROR.nextStep,
          message: reasons.SYSTEM_ERROR.sentence,
        }),
      ),
  };
};

const runSteps = async (turn: TurnAttributes, pipeline: Pipeline): Promise<Standing> => {
  const { sessionId, bucket, country } = turn;
  const { extract, verify, create } = pipeline.steps;
  const run = openRun(turn, pipeline);

  // The journal, not the event, says how many pictures are left.
  const { attemptsLeft } = await run.started('extract');
  const extracted = await extract({ bucket, sessionId, country });
  const { confidence, firstName, lastName, dateOfBirth, nationalId, document } = extracted;
  const refusal = judgeReading(extracted, attemptsLeft);
  if (refusal) return run.stopped('extract', refusal, confidence);
  await run.completed('extract', { confidence, identity: maskedIdentity(extracted) });

  await run.started('verify');
  const verified = await verify({ country, firstName, lastName, dateOfBirth, nationalId, document });
  // The one place where what a registry knows is told: to operators. The journal is the person's.
  const { status, findings } = verified;
  pipeline.log.info(status, { sessionId, run: turn.run, step: steps.verify, findings });
  const verdict = judgeVerification(verified, attemptsLeft);
  if (verdict.kind === 'stop') return run.stopped('verify', verdict.stop);
  await run.completed('verify', {});

  await run.started('create');
  const outcome = judgeRegistration(await create({ sessionId, country, ...verdict.person }));
  switch (outcome.kind) {
    case 'registered':
      return run.completed('create', {
        status: 'REGISTERED',
        nextStep: 'NONE',
        registration: outcome.registration,
        message: outcome.message,
      });
    case 'already':
      return run.completed('create', outcome.stop);
    case 'stop':
      return run.stopped('create', outcome.stop);
  }
};

const runOrFail = async (turn: TurnAttributes, pipeline: Pipeline): Promise<Standing> => {
  try {
    return await runSteps(turn, pipeline);
  } catch (error) {
    if (error instanceof Superseded || error instanceof GraphqlFault) throw error;
    pipeline.log.error('a step failed', error, { sessionId: turn.sessionId, run: turn.run });
    return openRun(turn, pipeline).failed();
  }
};

/**
 * Takes a session's current picture through extract → verify → create, publishing each step, as far as the gates let
 * it. A run is worked through to its end once: repeated later, it answers with the session's present state; repeated
 * while it runs, or after a crash, it says and does the same things again, which changes nothing. A step that fails
 * for a technical reason ends the session in FAILED. Throws GraphqlFault if the journal cannot be written: the run is
 * then unfinished, and repeating it finishes it.
 */
export const runPipeline = async (turn: TurnAttributes, pipeline: Pipeline): Promise<Standing> => {
  try {
    return await runOrFail(turn, pipeline);
  } catch (error) {
    if (error instanceof Superseded) return error.standing;
    throw error;
  }
};
