import { reasons } from '../../generated/contract';
import type { AgentTurnInput } from '../../generated/types';
import { eventIds } from '../journal/event-ids';
import type { Journal } from '../journal/journal';
import type { Log } from '../log';

/**
 * Ends a run whose Lambda failed for good, so that nobody waits in silence: the session becomes FAILED, or, where it was
 * only a message that went unanswered, the person is told to try again. A session that has settled meanwhile is left
 * alone. Throws GraphqlFault if the journal cannot be written.
 */
export const giveUp = async (
  { sessionId, run, start }: AgentTurnInput,
  { journal, log }: { journal: Pick<Journal, 'publish'>; log: Log },
): Promise<void> => {
  const { sentence: message, nextStep } = reasons.SYSTEM_ERROR;
  const failed = await journal.publish({
    sessionId,
    run,
    eventId: eventIds.failed(run),
    kind: 'FAILED',
    status: 'FAILED',
    reason: 'SYSTEM_ERROR',
    nextStep,
    message,
  });
  if (failed.kind === 'journalled') return;
  log.info('the session is no longer in this run', { sessionId, run, reason: failed.reason });
  const atRest = failed.reason === 'SESSION_NOT_STARTED' || failed.reason === 'NEW_PICTURE_NEEDED';
  if (start || !atRest) return;
  await journal.publish({
    sessionId,
    run,
    eventId: eventIds.said(run, 'ending'),
    kind: 'AGENT_MESSAGE',
    message: reasons.SERVICE_UNAVAILABLE.sentence,
  });
};
