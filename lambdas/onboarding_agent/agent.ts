import type { AgentTurnInput } from '../../generated/types';
import type { SessionAttributes } from '../action-group/event';

/** One thing said to the agent. */
export interface AgentRequest {
  /** The conversation: the onboarding session's id. */
  sessionId: string;
  words: string;
  /** What the agent's tools are told, out of the model's reach. */
  attributes: SessionAttributes;
  /** What the model itself is told of the turn. */
  prompt: { language: string; country: string };
}

/**
 * An agent that holds the conversation and may ask, through its tools, for the pipeline to go on. It speaks in pieces
 * of any size; it throws when it fails, before the first piece or after any.
 */
export interface Agent {
  speak(request: AgentRequest, signal: AbortSignal): AsyncIterable<string>;
}

export const languages: Record<AgentTurnInput['language'], string> = {
  da: 'Danish',
  en: 'English',
  fi: 'Finnish',
  nb: 'Norwegian (bokmål)',
  sv: 'Swedish',
};

export const countries: Record<AgentTurnInput['country'], string> = {
  DK: 'Denmark',
  FI: 'Finland',
  NO: 'Norway',
  SE: 'Sweden',
};
