import { answerTo, type ActionGroupAnswer, type Standing } from '../action-group/answer';
import { parseCall, type ActionGroupCall } from '../action-group/event';
import type { Journal } from '../journal/journal';
import { failedStanding, runPipeline, standingOf, type Pipeline } from './pipeline';

export interface Orchestrator extends Pipeline {
  journal: Pick<Journal, 'publish' | 'read'>;
}

const perform = async (call: ActionGroupCall, orchestrator: Orchestrator): Promise<Standing> => {
  switch (call.function) {
    case 'continue_onboarding':
      return runPipeline(call.turn, orchestrator);
    case 'get_onboarding_status': {
      const onboarding = await orchestrator.journal.read(call.turn.sessionId);
      return onboarding ? standingOf(onboarding) : failedStanding('SESSION_NOT_FOUND');
    }
  }
};

/**
 * Answers one action-group event of the agent. Never throws: Bedrock would hand the error's text to the model. What a
 * model may know of a failure is a reason code and its sentence; the rest is logged.
 */
export const orchestrate = async (event: unknown, orchestrator: Orchestrator): Promise<ActionGroupAnswer> => {
  const { log } = orchestrator;
  let call: ActionGroupCall;
  try {
    call = parseCall(event);
  } catch (error) {
    log.error('the event was refused', error, { reason: 'INVALID_INPUT' });
    return answerTo(event, failedStanding('INVALID_INPUT'));
  }
  const { sessionId, run } = call.turn;
  try {
    return answerTo(event, await perform(call, orchestrator));
  } catch (error) {
    log.error('the event could not be served', error, { sessionId, run, reason: 'SYSTEM_ERROR' });
    return answerTo(event, failedStanding('SYSTEM_ERROR'));
  }
};
