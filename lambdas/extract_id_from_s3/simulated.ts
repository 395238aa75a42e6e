import { createHash } from 'node:crypto';
import type { Country, ExtractedId } from '../../generated/types';
import { stateOfCountry } from '../../identity/issuing-states';
import { syntheticPerson } from '../../identity/population';
import { POPULATION_SIZE } from '../../identity/population/numbers';
import { nothingRead } from './nothing-read';

/** A file that begins with these bytes counts as a blurred picture, so that the gate can be met without a camera. */
const BLURRED = Buffer.from('blurred');
const CONFIDENCE = 0.99;
/** A document that is valid whenever it is looked at. */
const NEVER_EXPIRED = '2099-12-31';

/**
 * The `simulated` engine, for load runs and demonstrations without a document: looks at no picture, but takes the file's
 * SHA-256 for a person of the synthetic population. The same file is always the same person.
 */
export const simulateReading = (bytes: Uint8Array, country: Country): ExtractedId => {
  if (BLURRED.equals(bytes.subarray(0, BLURRED.length))) return nothingRead('PICTURE_BLURRED');
  const index = createHash('sha256').update(bytes).digest().readUInt32BE() % POPULATION_SIZE[country];
  const { firstName, lastName, dateOfBirth, nationalId, sex } = syntheticPerson(country, index);
  return {
    firstName,
    lastName,
    dateOfBirth,
    nationalId,
    document: {
      kind: 'PASSPORT',
      issuingState: stateOfCountry(country),
      expiresOn: NEVER_EXPIRED,
      sex,
      source: 'SIMULATED',
    },
    confidence: CONFIDENCE,
    fieldConfidence: {
      firstName: CONFIDENCE,
      lastName: CONFIDENCE,
      dateOfBirth: CONFIDENCE,
      nationalId: CONFIDENCE,
    },
    reasons: [],
  };
};
