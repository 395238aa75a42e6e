import { reasons } from '../../../generated/contract';
import type { AgentTurnInput } from '../../../generated/types';
import { createLog } from '../../../lambdas/log';
import { giveUp } from '../../../lambdas/onboarding_failed/give-up';
import { openSession, SESSION_ID, type TestSession } from '../journal/session';

const log = createLog('onboarding_failed', () => undefined);
const turn = (changes: Partial<AgentTurnInput> = {}): AgentTurnInput => ({
  sessionId: SESSION_ID,
  run: 1,
  start: true,
  country: 'DK',
  language: 'da',
  attemptsLeft: 5,
  ...changes,
});
const give = ({ journal }: TestSession, input: AgentTurnInput = turn()) => giveUp(input, { journal, log });

test('a run that failed for good ends in FAILED, once', async () => {
  const session = openSession();

  await give(session);
  await give(session);

  expect(session.events).toEqual([
    expect.objectContaining({
      kind: 'FAILED',
      status: 'FAILED',
      reason: 'SYSTEM_ERROR',
      nextStep: 'START_AGAIN',
      message: reasons.SYSTEM_ERROR.sentence,
    }),
  ]);
});

test.each(['REGISTERED', 'NEW_PICTURE_REQUIRED', 'UNVERIFIED'] as const)(
  'a session that is %s meanwhile is left alone',
  async (status) => {
    const session = openSession({ status });

    await give(session);

    expect(session.events).toEqual([]);
    expect(session.session.status).toBe(status);
  },
);

test('a newer run is left alone', async () => {
  const session = openSession({ run: 2 });

  await give(session);
  await give(session, turn({ start: false }));

  expect(session.events).toEqual([]);
});

test('a message that went unanswered is answered: try again', async () => {
  const session = openSession({ status: 'AWAITING_PICTURE' });

  await give(session, turn({ start: false }));

  expect(session.words()).toEqual([reasons.SERVICE_UNAVAILABLE.sentence]);
  expect(session.session.status).toBe('AWAITING_PICTURE');
});

test('a journal that cannot be written is a failure, so that Lambda tries again', async () => {
  const session = openSession();
  session.outages.publish = 1;

  await expect(give(session)).rejects.toThrow('gave up');
});
