import type {
  Country,
  ReasonCode,
  VerificationResult,
  VerifiedPerson,
  VerifyIdentityInput,
} from '../../generated/types';
import { ageOn, type IsoDate } from '../../identity/calendar';
import { countryOfState } from '../../identity/issuing-states';
import { mayBeCut, sameName } from '../../identity/names';
import {
  agreesWithDateOfBirth,
  readNationalId,
  type NationalId,
} from '../../identity/national-id/national-id';
import type { NationalRegistry, RegistryRecord } from '../../identity/registry/registry';

/** From this age a person may become a customer online. */
const ADULT = 18;

export interface Verification {
  readonly registryOf: (country: Country) => NationalRegistry;
  readonly today: IsoDate;
  /** Whether test and synthetic numbers are people here: in sandbox stages only. */
  readonly acceptsSynthetic: boolean;
}

/** The input with everything in it that a verification needs. */
interface Claim {
  readonly firstName: string;
  readonly lastName: string;
  readonly dateOfBirth: IsoDate;
}

const unverified = (reasons: ReasonCode[], warnings: ReasonCode[] = []): VerificationResult => ({
  status: 'UNVERIFIED',
  reasons,
  warnings,
});

const present = (text: string | null | undefined): string | undefined => text?.trim() || undefined;

/** What the document and the number say against each other, the most useful first. */
function contradictions(
  { country, document }: VerifyIdentityInput,
  { dateOfBirth }: Claim,
  id: NationalId,
  { today, acceptsSynthetic }: Verification,
): ReasonCode[] {
  const reasons: ReasonCode[] = [];
  const state = document?.issuingState;
  if (id.synthetic && !acceptsSynthetic) reasons.push('NATIONAL_ID_SYNTHETIC');
  if (state && countryOfState(state) !== country) reasons.push('COUNTRY_MISMATCH');
  if (!id.flags.includes('DATE_MAY_DIFFER') && !agreesWithDateOfBirth(id, dateOfBirth)) {
    reasons.push('DATE_OF_BIRTH_MISMATCH');
  }
  const sex = document?.sex;
  if (sex && sex !== 'X' && id.sex !== undefined && sex !== id.sex) reasons.push('SEX_MISMATCH');
  if (document?.expiresOn && document.expiresOn < today) reasons.push('DOCUMENT_EXPIRED');
  if (ageOn(today, dateOfBirth) < ADULT) reasons.push('UNDER_AGE');
  return reasons;
}

/** What the registry's record says against the claim. */
function objections(record: RegistryRecord, { firstName, lastName, dateOfBirth }: Claim): ReasonCode[] {
  const reasons: ReasonCode[] = [];
  if (record.status === 'DECEASED') reasons.push('REGISTRY_DECEASED');
  if (record.status === 'EMIGRATED') reasons.push('REGISTRY_EMIGRATED');
  const cut = mayBeCut(firstName, lastName);
  const sameNames =
    sameName(firstName, record.firstName, { cut }) && sameName(lastName, record.lastName, { cut });
  if (!sameNames) reasons.push('REGISTRY_NAME_MISMATCH');
  if (dateOfBirth !== record.dateOfBirth) reasons.push('REGISTRY_DATE_OF_BIRTH_MISMATCH');
  return reasons;
}

const personOf = ({ nationalId, firstName, lastName, dateOfBirth }: RegistryRecord): VerifiedPerson => ({
  nationalId,
  firstName,
  lastName,
  dateOfBirth,
});

/**
 * Whether an identity holds: all fields there, a number that obeys its country's rules, a document of that country that
 * agrees with it, is valid and an adult's, and a registry that has the same person. The registry is asked only when
 * everything before holds. Reasons say why not, the most useful first; the person comes in the registry's spelling.
 */
export async function verifyIdentity(
  input: VerifyIdentityInput,
  verification: Verification,
): Promise<VerificationResult> {
  const firstName = present(input.firstName);
  const lastName = present(input.lastName);
  const dateOfBirth = present(input.dateOfBirth);
  const nationalId = present(input.nationalId);
  if (!firstName || !lastName || !dateOfBirth || !nationalId) {
    const missing: [string | undefined, ReasonCode][] = [
      [nationalId, 'NATIONAL_ID_MISSING'],
      [dateOfBirth, 'DATE_OF_BIRTH_MISSING'],
      [lastName, 'LAST_NAME_MISSING'],
      [firstName, 'FIRST_NAME_MISSING'],
    ];
    return unverified(missing.filter(([field]) => field === undefined).map(([, reason]) => reason));
  }
  const claim = { firstName, lastName, dateOfBirth };

  const id = readNationalId(input.country, nationalId, verification.today);
  if (!id.ok) return unverified([id.reason]);
  const unchecked = id.flags.includes('WITHOUT_MODULUS_11') || id.flags.includes('RULE_OF_2032');
  const warnings: ReasonCode[] = unchecked ? ['NATIONAL_ID_WITHOUT_CHECKSUM'] : [];

  const contradicting = contradictions(input, claim, id, verification);
  if (contradicting.length > 0) return unverified(contradicting, warnings);

  const record = await verification.registryOf(input.country).lookUp(id.canonical);
  if (record === undefined) return unverified(['REGISTRY_NOT_FOUND'], warnings);
  if (record.isProtected) warnings.push('REGISTRY_PROTECTED');
  const objecting = objections(record, claim);
  if (objecting.length > 0) return unverified(objecting, warnings);
  return { status: 'VERIFIED', reasons: [], warnings, person: personOf(record) };
}
