import { findings as meaning, reasons as advice, verificationSentences } from '../../generated/contract';
import type {
  ReasonCode,
  VerificationFinding,
  VerificationResult,
  VerifiedPerson,
} from '../../generated/types';
import type { RegistryRecord } from '../../identity/registry/registry';

/** Whether a finding refuses. The others are soft flags. */
export const refuses = (finding: VerificationFinding): boolean => meaning[finding].told !== undefined;

/** What the person is told, each reason once; first what no better picture can mend, since that decides. */
function reasonsFor(found: readonly VerificationFinding[]): ReasonCode[] {
  const told = found.map((finding) => meaning[finding].told).filter((reason) => reason !== undefined);
  const mendable = (reason: ReasonCode): boolean => advice[reason].nextStep === 'UPLOAD_NEW_PICTURE';
  const unique = [...new Set(told)];
  return [...unique.filter((reason) => !mendable(reason)), ...unique.filter(mendable)];
}

const personOf = ({ nationalId, firstName, lastName, dateOfBirth }: RegistryRecord): VerifiedPerson => ({
  nationalId,
  firstName,
  lastName,
  dateOfBirth,
});

/** The result for what was found: VERIFIED where the registry has the person and nothing refuses. */
export function outcomeOf(
  found: readonly VerificationFinding[],
  record: RegistryRecord | undefined,
): VerificationResult {
  const reasons = reasonsFor(found);
  const person = record !== undefined && reasons.length === 0 ? personOf(record) : undefined;
  const status = person === undefined ? 'UNVERIFIED' : 'VERIFIED';
  const [decisive] = reasons;
  return {
    status,
    reasons,
    findings: [...found],
    internalText: [`${status}.`, ...found.map((finding) => meaning[finding].text)].join(' '),
    customerText: decisive === undefined ? verificationSentences[status] : advice[decisive].sentence,
    ...(person !== undefined && { person }),
  };
}
