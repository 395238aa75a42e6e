import { reasons, statusSentences } from '../../generated/contract';
import type { OnboardingStatus, ReasonCode } from '../../generated/types';

/** A sentence made of the contract's own words alone: safe for a model, whatever the journal holds. */
export const sentenceFor = (status: OnboardingStatus, reason?: ReasonCode | null): string =>
  reason ? reasons[reason].sentence : statusSentences[status];

/** The end of a session that has no picture left, with what was wrong with the last one. */
export const tooManyAttempts = (lastReason: ReasonCode): string =>
  `${reasons.TOO_MANY_ATTEMPTS.sentence} The last picture: ${reasons[lastReason].sentence}`;
