import type { Country, DocumentFacts, ExtractedId } from '../generated/types';
import type { IsoDate } from './calendar';
import { assessFront, assessMrz, dateOfBirthOf, type MrzEvidence } from './confidence';
import type { FrontField, FrontFields } from './front';
import type { ZoneAgreement } from './front/zone-agreement';
import type { MrzFields } from './mrz/mrz';
import { parseMrz } from './mrz/parse';
import { displayCase, sameName } from './names';
import { readNationalId, type NationalIdReading } from './national-id/national-id';

/** What was read of one picture: a machine-readable zone, a printed front, or both. */
export interface ReadDocument {
  readonly mrz?: MrzEvidence | undefined;
  readonly front?: FrontFields | undefined;
  /** What the print says of the zone, where there are both. */
  readonly agreement?: ZoneAgreement | undefined;
}

const canonicalOf = (id: NationalIdReading | undefined): string | undefined =>
  id?.ok === true ? id.canonical : undefined;

/** The printed spelling where it is the zone's name, letters the zone cannot hold and all; otherwise the zone's. */
function nameOf(inZone: string, printed: string | undefined, cut: boolean): string | undefined {
  if (inZone === '') return undefined;
  const same = printed !== undefined && sameName(inZone, printed, { cut });
  const name = same ? printed : inZone;
  return name === name.toUpperCase() ? displayCase(name) : name;
}

function factsOfZone(fields: MrzFields): DocumentFacts {
  return {
    kind: fields.kind,
    ...(/^[A-Z]{3}$/.test(fields.issuingState) && { issuingState: fields.issuingState }),
    ...(fields.documentNumber !== '' && { number: fields.documentNumber }),
    ...(fields.dateOfExpiry !== undefined && { expiresOn: fields.dateOfExpiry }),
    sex: fields.sex,
    source: 'MRZ',
  };
}

function fromZone(
  mrz: MrzEvidence,
  { front, agreement }: ReadDocument,
  country: Country,
  today: IsoDate,
): ExtractedId {
  const fields = parseMrz(mrz, today);
  const numberOnFront = front?.nationalId;
  const number = fields.nationalNumber ?? (numberOnFront && { country, text: numberOnFront.value });
  const id = number && readNationalId(number.country, number.text, today);
  return {
    firstName: nameOf(fields.givenNames, agreement?.firstName ?? front?.firstName?.value, fields.namesCut),
    lastName: nameOf(fields.surname, agreement?.lastName ?? front?.lastName?.value, fields.namesCut),
    dateOfBirth: dateOfBirthOf(fields, id),
    nationalId: canonicalOf(id),
    document: factsOfZone(fields),
    ...assessMrz(mrz, fields, country, today, { number: numberOnFront, agreement }),
  };
}

function fromFront(front: FrontFields, country: Country, today: IsoDate): ExtractedId {
  const name = (field: FrontField | undefined): string | undefined =>
    field === undefined || field.value !== field.value.toUpperCase()
      ? field?.value
      : displayCase(field.value);
  return {
    firstName: name(front.firstName),
    lastName: name(front.lastName),
    dateOfBirth: front.dateOfBirth?.value,
    nationalId: canonicalOf(front.nationalId && readNationalId(country, front.nationalId.value, today)),
    document: {
      kind: front.kind,
      ...(front.issuingState !== undefined && { issuingState: front.issuingState }),
      ...(front.expiresOn !== undefined && { expiresOn: front.expiresOn.value }),
      source: 'FRONT',
    },
    ...assessFront(front, country, today),
  };
}

/**
 * What `extract_id_from_s3` answers for what was read: the machine-readable zone first, the printed front for the spelling of
 * names and for a number that the zone lacks, or alone. NO_DOCUMENT_FOUND where there is neither; whoever saw the picture may
 * know a better reason.
 */
export function extractedId(read: ReadDocument, country: Country, today: IsoDate): ExtractedId {
  const { mrz, front } = read;
  if (mrz !== undefined) return fromZone(mrz, read, country, today);
  if (front !== undefined) return fromFront(front, country, today);
  return {
    confidence: 0,
    fieldConfidence: { firstName: 0, lastName: 0, dateOfBirth: 0, nationalId: 0 },
    reasons: ['NO_DOCUMENT_FOUND'],
  };
}
