import { reasons } from '../../generated/contract';
import type {
  CustomerRegistration,
  ExtractedId,
  NextStep,
  OnboardingStatus,
  ReasonCode,
  Registration,
  VerificationResult,
  VerifiedPerson,
} from '../../generated/types';
import { CONFIDENCE_GATE } from '../../identity/confidence';
import { Fault } from '../fault';
import { tooManyAttempts } from './sentences';

/** How a gate ends a run. */
export interface Stop {
  status: OnboardingStatus;
  reason: ReasonCode;
  nextStep: NextStep;
  message: string;
}

const stop = (
  status: OnboardingStatus,
  reason: ReasonCode,
  nextStep: NextStep = reasons[reason].nextStep,
): Stop => ({ status, reason, nextStep, message: reasons[reason].sentence });

/** Asks for another picture, or ends the session when this was the last one it had. */
const anotherPicture = (reason: ReasonCode, attemptsLeft: number): Stop =>
  attemptsLeft > 1
    ? stop('NEW_PICTURE_REQUIRED', reason, 'UPLOAD_NEW_PICTURE')
    : { ...stop('FAILED', 'TOO_MANY_ATTEMPTS'), message: tooManyAttempts(reason) };

/**
 * The gate after reading: below CONFIDENCE_GATE, or with any reason against it, a picture goes no further. A picture
 * that was never uploaded costs no attempt. Undefined: pass.
 */
export const judgeReading = (extracted: ExtractedId, attemptsLeft: number): Stop | undefined => {
  const [reason] = extracted.reasons;
  if (reason === 'PICTURE_MISSING') return stop('AWAITING_PICTURE', reason);
  if (reason !== undefined) return anotherPicture(reason, attemptsLeft);
  // Not `<`: a confidence that is no number must not pass either.
  return extracted.confidence >= CONFIDENCE_GATE ? undefined : anotherPicture('LOW_CONFIDENCE', attemptsLeft);
};

/**
 * The gate after verifying; the first reason decides. What a better picture could mend asks for one while attempts are left; a
 * registry that cannot be asked leaves the session as it was before its start, so that the person may start again with the same
 * picture; any other reason, or no attempt left, ends the session. Throws a Fault if the answer contradicts itself.
 */
export const judgeVerification = (
  { status, reasons: given, customerText, person }: VerificationResult,
  attemptsLeft: number,
): { kind: 'verified'; person: VerifiedPerson } | { kind: 'stop'; stop: Stop } => {
  const [reason] = given;
  if (status === 'VERIFIED' && person && reason === undefined) return { kind: 'verified', person };
  if (status === 'VERIFIED' || reason === undefined) throw new Fault('VerificationResult contradicts itself');

  const stopping = (...end: Parameters<typeof stop>) =>
    ({ kind: 'stop', stop: { ...stop(...end), message: customerText } }) as const;
  const { nextStep } = reasons[reason];
  if (nextStep === 'TRY_AGAIN') return stopping('AWAITING_PICTURE', reason);
  if (nextStep === 'UPLOAD_NEW_PICTURE' && attemptsLeft > 1) return stopping('NEW_PICTURE_REQUIRED', reason);
  return stopping('UNVERIFIED', reason, 'CONTACT_BANK');
};

/** What a registration means for the session. Throws a Fault if the answer contradicts itself. */
export const judgeRegistration = ({
  status,
  registration,
  message,
}: CustomerRegistration):
  | { kind: 'registered'; registration: Registration; message: string }
  | { kind: 'already'; stop: Stop }
  | { kind: 'stop'; stop: Stop } => {
  switch (status) {
    case 'REGISTERED':
      if (!registration) throw new Fault('CustomerRegistration contradicts itself');
      return { kind: 'registered', registration, message };
    case 'ALREADY_REGISTERED':
      return { kind: 'already', stop: stop('ALREADY_REGISTERED', 'ALREADY_REGISTERED') };
    case 'IDENTITY_CONFLICT':
      return { kind: 'stop', stop: stop('UNVERIFIED', 'IDENTITY_CONFLICT') };
  }
};
