import type {
  Country,
  VerificationFinding,
  VerificationResult,
  VerifyIdentityInput,
} from '../../generated/types';
import { ageOn, isInCalendar, type IsoDate } from '../../identity/calendar';
import { countryOfState } from '../../identity/issuing-states';
import { nameAgreement } from '../../identity/name-agreement';
import {
  agreesWithDateOfBirth,
  readNationalId,
  type NationalId,
} from '../../identity/national-id/national-id';
import type { NationalRegistry, RegistryRecord } from '../../identity/registry/registry';
import { askRegistry, type Asking } from './ask-registry';
import { outcomeOf, refuses } from './outcome';

/** Nobody in a Nordic register has ever been older: a century was misread. */
const OLDEST = 120;

export interface Verification extends Asking {
  readonly registryOf: (country: Country) => NationalRegistry;
  /** The date in the country. */
  readonly today: IsoDate;
  /** Whether test and synthetic numbers are people here: in sandbox stages only. */
  readonly acceptsSynthetic: boolean;
  /** From this age, in full years, a person may become a customer online. */
  readonly minimumAge: number;
}

/** What is required of an input, all of it there. */
interface Claim {
  readonly firstName: string;
  readonly lastName: string;
  readonly dateOfBirth: IsoDate;
  readonly nationalId: string;
}

const present = (text: string | null | undefined): string | undefined => text?.trim() || undefined;

/** The required fields, or what is missing of them. */
function claimOf(input: VerifyIdentityInput): Claim | VerificationFinding[] {
  const nationalId = present(input.nationalId);
  const dateOfBirth = present(input.dateOfBirth);
  const lastName = present(input.lastName);
  const firstName = present(input.firstName);
  if (nationalId && dateOfBirth && lastName && firstName) {
    return { firstName, lastName, dateOfBirth, nationalId };
  }
  const missing: [string | undefined, VerificationFinding][] = [
    [nationalId, 'NATIONAL_ID_MISSING'],
    [dateOfBirth, 'DATE_OF_BIRTH_MISSING'],
    [lastName, 'LAST_NAME_MISSING'],
    [firstName, 'FIRST_NAME_MISSING'],
  ];
  return missing.filter(([field]) => field === undefined).map(([, finding]) => finding);
}

const isImplausible = (dateOfBirth: IsoDate, today: IsoDate): boolean =>
  !isInCalendar(dateOfBirth) || dateOfBirth > today || ageOn(today, dateOfBirth) > OLDEST;

/** The number and what it says against the rest of the claim. */
function ofNumber(
  id: NationalId,
  { dateOfBirth }: Claim,
  { acceptsSynthetic }: Verification,
): VerificationFinding[] {
  const found: VerificationFinding[] = [];
  if (id.synthetic && !acceptsSynthetic) found.push('NATIONAL_ID_SYNTHETIC');
  const agrees = agreesWithDateOfBirth(id, dateOfBirth);
  if (!agrees && !id.flags.includes('DATE_MAY_DIFFER')) found.push('DATE_OF_BIRTH_MISMATCH');
  else if (!agrees || (id.dateOfBirth ?? dateOfBirth) !== dateOfBirth) found.push('NATIONAL_ID_DATE_DIFFERS');
  if (id.flags.includes('WITHOUT_MODULUS_11') || id.flags.includes('RULE_OF_2032')) {
    found.push('NATIONAL_ID_WITHOUT_CHECKSUM');
  }
  return found;
}

/** Whose document it is. */
function ofIssuer({ country, document }: VerifyIdentityInput): VerificationFinding[] {
  if (!document?.issuingState) return ['ISSUING_STATE_MISSING'];
  return countryOfState(document.issuingState) === country ? [] : ['ISSUING_STATE_MISMATCH'];
}

/** The document against the number, and whether it is valid still, its last day included. */
function ofDocument(
  { document }: VerifyIdentityInput,
  id: NationalId,
  { today }: Verification,
): VerificationFinding[] {
  const found: VerificationFinding[] = [];
  const { expiresOn, sex } = document ?? {};
  if (sex && sex !== 'X' && id.sex !== undefined && sex !== id.sex) found.push('SEX_MISMATCH');
  if (!expiresOn) found.push('EXPIRY_DATE_MISSING');
  else if (expiresOn < today) found.push('DOCUMENT_EXPIRED');
  return found;
}

/** What the registry's record says against the claim. */
function ofRecord(record: RegistryRecord, claim: Claim): VerificationFinding[] {
  const found: VerificationFinding[] = [];
  if (record.status === 'DECEASED') found.push('REGISTRY_DECEASED');
  if (record.status === 'EMIGRATED') found.push('REGISTRY_EMIGRATED');
  const names = nameAgreement(claim, record);
  if (names === 'different') found.push('REGISTRY_NAME_MISMATCH');
  if (claim.dateOfBirth !== record.dateOfBirth) found.push('REGISTRY_DATE_OF_BIRTH_MISMATCH');
  if (names === 'variant') found.push('REGISTRY_NAME_VARIANT');
  if (record.isProtected) found.push('REGISTRY_PROTECTED');
  return found;
}

/**
 * Whether an identity holds: all fields there, a number that obeys its country's rules, a document of that country that
 * agrees with it, is valid and shows somebody old enough, and a registry that has the same person. The registry is asked only
 * when nothing before refuses; that it cannot be asked is a finding, no error. The person comes in the registry's spelling.
 */
export async function verifyIdentity(
  input: VerifyIdentityInput,
  verification: Verification,
): Promise<VerificationResult> {
  const { country } = input;
  const { today, minimumAge } = verification;
  const claim = claimOf(input);
  if (Array.isArray(claim)) return outcomeOf(claim, undefined);
  const found = ofIssuer(input);
  const id = readNationalId(country, claim.nationalId, today);
  if (!id.ok) return outcomeOf([...found, id.reason], undefined);
  if (isImplausible(claim.dateOfBirth, today)) {
    return outcomeOf([...found, 'DATE_OF_BIRTH_IMPLAUSIBLE'], undefined);
  }

  found.push(...ofNumber(id, claim, verification), ...ofDocument(input, id, verification));
  if (ageOn(today, claim.dateOfBirth) < minimumAge) found.push('UNDER_AGE');
  if (found.some(refuses)) return outcomeOf(found, undefined);

  const record = await askRegistry(verification.registryOf(country), id.canonical, verification);
  if (record === 'unavailable') return outcomeOf([...found, 'REGISTRY_UNAVAILABLE'], undefined);
  if (record === undefined) return outcomeOf([...found, 'REGISTRY_NOT_FOUND'], undefined);
  return outcomeOf([...found, ...ofRecord(record, claim)], record);
}
