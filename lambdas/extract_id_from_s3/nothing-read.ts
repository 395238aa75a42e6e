import type { ExtractedId, ReasonCode } from '../../generated/types';

/** What is answered for a picture that could not be had or read at all. */
export const nothingRead = (...reasons: ReasonCode[]): ExtractedId => ({
  confidence: 0,
  fieldConfidence: { firstName: 0, lastName: 0, dateOfBirth: 0, nationalId: 0 },
  reasons,
});
