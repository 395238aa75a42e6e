import type { Country, FieldConfidence, ReasonCode } from '../generated/types';
import type { IsoDate } from './calendar';
import type { FrontField, FrontFields } from './front';
import { contradictsZone, type ZoneAgreement } from './front/zone-agreement';
import { countryOfState } from './issuing-states';
import { LAYOUTS, type Stretch } from './mrz/layout';
import type { MrzFields, MrzLines } from './mrz/mrz';
import { agreesWithDateOfBirth, readNationalId, type NationalIdReading } from './national-id/national-id';

/** Overall confidence from which a reading is trusted; below it the person is asked for a new picture. */
export const CONFIDENCE_GATE = 0.9;

/** A machine-readable zone may be believed if its check digits hold and no character of it is less likely than this. */
export const SURE_CHARACTER = 0.95;

/** From a recognizer's own confidence to ours, 0 to 1 both: straight lines between these points, the last one's value beyond. */
type Calibration = readonly (readonly [raw: number, confidence: number])[];

/**
 * The MRZ recognizer's. Of 500 zones that are hard to read by design, those whose check digits held were right in 88 % with the
 * least likely character at 0.8 to 0.95, and in all of 193 from 0.95 on (tools/mrz-model/evaluate.ts; docs/reading.md).
 */
const OF_ZONE: Calibration = [
  [0, 0],
  [0.5, 0.4],
  [0.8, 0.75],
  [SURE_CHARACTER, CONFIDENCE_GATE],
  [0.995, 0.99],
];
/** Print's. What it says is believed only beside a check digit and a date of birth that agree. */
const OF_PRINT: Calibration = [
  [0, 0],
  [0.8, CONFIDENCE_GATE],
  [0.92, 0.99],
];
/** As sure as anything gets. */
const CERTAIN = 0.99;

/** The most that a field is worth when something about the reading as a whole is doubtful. */
const DOUBTFUL = 0.85;
/** The most that a field is worth when one of its own rules is broken. */
const BROKEN = 0.5;

/** A machine-readable zone with the confidence (0 to 1) of each character of each line, as the recognizer gives them. */
export interface MrzEvidence extends MrzLines {
  readonly characterConfidence: readonly (readonly number[])[];
  /** How many characters were changed to satisfy a check digit: the digit then proves less. */
  readonly repaired: number;
}

/** What the print adds to a zone: a number that the zone lacks, and whether it says the same. */
export interface PrintEvidence {
  readonly number?: FrontField | undefined;
  readonly agreement?: ZoneAgreement | undefined;
}

/** How sure we are, 0 to 1, and why not surer. */
export interface Assessment {
  readonly fieldConfidence: FieldConfidence;
  /** The least of the fields. */
  readonly confidence: number;
  /** Why the confidence is under the gate, the most useful first; empty otherwise. */
  readonly reasons: ReasonCode[];
}

function calibrated(raw: number, points: Calibration): number {
  let value = CERTAIN;
  for (let i = points.length - 1; i > 0; i--) {
    const [to, most] = points[i] ?? [1, CERTAIN];
    const [from, least] = points[i - 1] ?? [0, 0];
    if (raw < to) value = least + ((raw - from) / (to - from)) * (most - least);
  }
  // Rounded down, so that nothing is rounded up to the gate.
  return Math.floor(Math.max(0, value) * 1000) / 1000;
}

/** Half of what lies above the gate: a valid number with one check less, no modulus 11 or no date to compare. */
const softened = (confidence: number): number =>
  confidence < CONFIDENCE_GATE ? confidence : CONFIDENCE_GATE + (confidence - CONFIDENCE_GATE) / 2;

const assessment = (fieldConfidence: FieldConfidence, reasons: readonly ReasonCode[]): Assessment => {
  const confidence = Math.min(...Object.values(fieldConfidence));
  if (confidence >= CONFIDENCE_GATE) return { fieldConfidence, confidence, reasons: [] };
  return { fieldConfidence, confidence, reasons: reasons.length > 0 ? [...reasons] : ['LOW_CONFIDENCE'] };
};

/** What the number itself says against having been read right. */
function numberReasons(id: NationalIdReading, dateOfBirth: IsoDate | undefined): ReasonCode[] {
  if (!id.ok) return [id.reason];
  const differs =
    dateOfBirth !== undefined &&
    !id.flags.includes('DATE_MAY_DIFFER') &&
    !agreesWithDateOfBirth(id, dateOfBirth);
  return differs ? ['DATE_OF_BIRTH_MISMATCH'] : [];
}

const isNumberBacked = (id: NationalIdReading, dateOfBirth: IsoDate | undefined): boolean =>
  id.ok && id.checksum === 'pass' && dateOfBirth !== undefined && agreesWithDateOfBirth(id, dateOfBirth);

/** Which check digits do not hold. The composite one says nothing new where one of those that it covers fails too. */
function checkDigitReasons({
  documentNumber,
  dateOfBirth,
  dateOfExpiry,
  optionalData,
  composite,
}: MrzFields['checkDigits']): ReasonCode[] {
  const reasons: ReasonCode[] = [];
  if (documentNumber === 'fail') reasons.push('DOCUMENT_NUMBER_CHECK_DIGIT_FAILED');
  if (dateOfBirth !== 'pass') reasons.push('DATE_OF_BIRTH_CHECK_DIGIT_FAILED');
  if (dateOfExpiry === 'fail') reasons.push('DATE_OF_EXPIRY_CHECK_DIGIT_FAILED');
  if (optionalData === 'fail') reasons.push('PERSONAL_NUMBER_CHECK_DIGIT_FAILED');
  if (composite !== 'pass' && reasons.length === 0) reasons.push('COMPOSITE_CHECK_DIGIT_FAILED');
  return reasons;
}

/** Positions of surname and given names inside the name field; both the whole field where they cannot be told apart. */
function nameStretches({ format, lines }: MrzLines): { surname: Stretch; givenNames: Stretch } {
  const { names } = LAYOUTS[format];
  const parting = (lines[names.line] ?? '').indexOf('<<', names.from);
  if (parting < 0) return { surname: names, givenNames: names };
  return { surname: { ...names, to: parting + 2 }, givenNames: { ...names, from: parting } };
}

/**
 * How sure we are of a machine-readable zone. The gate is reached only if every check digit passes, every character has at
 * least 0.95, nothing was repaired, and the national number obeys its country's rules and has the zone's birth date.
 * Where the print on the same page contradicts the zone, one of the two was altered or misread: the gate is not reached.
 * A number that the zone lacks may come from the printed front: it then needs a check digit of its own that passes and the
 * zone's birth date.
 */
export function assessMrz(
  evidence: MrzEvidence,
  fields: MrzFields,
  country: Country,
  today: IsoDate,
  { number: frontNumber, agreement }: PrintEvidence = {},
): Assessment {
  const raw = (stretch: Stretch): number =>
    Math.min(
      ...Array.from(
        { length: stretch.to - stretch.from },
        (_, i) => evidence.characterConfidence[stretch.line]?.[stretch.from + i] ?? 0,
      ),
    );
  const layout = LAYOUTS[fields.format];
  const { checkDigits } = fields;
  const checkDigitsPass = checkDigitReasons(checkDigits).length === 0;
  const lowest = Math.min(...evidence.lines.map((line, i) => raw({ line: i, from: 0, to: line.length })));
  const sure = evidence.repaired === 0 && lowest >= SURE_CHARACTER;
  const contradicted = agreement !== undefined && contradictsZone(agreement);
  const trusted = sure && checkDigitsPass && !contradicted;
  const field = (stretch: Stretch, intact = true): number =>
    Math.min(calibrated(raw(stretch), OF_ZONE), trusted ? 1 : DOUBTFUL, intact ? 1 : BROKEN);

  const reasons: ReasonCode[] = [];
  const foreign = countryOfState(fields.issuingState) !== country;
  if (foreign && raw(layout.issuingState) >= SURE_CHARACTER) reasons.push('COUNTRY_MISMATCH');
  reasons.push(...checkDigitReasons(checkDigits));
  if (contradicted) reasons.push('FRONT_MRZ_MISMATCH');
  // What follows may be a misreading then: a sharper picture is the better advice.
  if (!sure) reasons.push('LOW_CONFIDENCE');
  if (fields.givenNames === '') reasons.push('FIRST_NAME_MISSING');
  if (fields.surname === '') reasons.push('LAST_NAME_MISSING');
  if (fields.dateOfBirth === undefined) reasons.push('DATE_OF_BIRTH_MISSING');

  const stretches = nameStretches(evidence);
  const fieldConfidence = {
    firstName: fields.givenNames === '' ? 0 : field(stretches.givenNames),
    lastName: fields.surname === '' ? 0 : field(stretches.surname),
    dateOfBirth:
      fields.dateOfBirth === undefined ? 0 : field(layout.dateOfBirth, checkDigits.dateOfBirth === 'pass'),
    nationalId: 0,
  };

  const number = foreign ? undefined : (fields.nationalNumber?.text ?? frontNumber?.value);
  if (number === undefined) {
    if (!foreign) reasons.push('NATIONAL_ID_MISSING');
    return assessment(fieldConfidence, reasons);
  }
  const id = readNationalId(country, number, today);
  const broken = numberReasons(id, dateOfBirthOf(fields, id));
  reasons.push(...broken);
  if (fields.nationalNumber !== undefined) {
    const confidence = field(
      fields.nationalNumber.at,
      broken.length === 0 && checkDigits.optionalData !== 'fail',
    );
    const dateOfBirth = dateOfBirthOf(fields, id);
    const differs = id.ok && dateOfBirth !== undefined && !agreesWithDateOfBirth(id, dateOfBirth);
    const soft = id.ok && (id.checksum === 'fail' || differs);
    fieldConfidence.nationalId = soft ? softened(confidence) : confidence;
  } else if (frontNumber !== undefined) {
    const backed = isNumberBacked(id, dateOfBirthOf(fields, id));
    fieldConfidence.nationalId = Math.min(
      calibrated(frontNumber.confidence, OF_PRINT),
      trusted && backed ? 1 : DOUBTFUL,
      broken.length === 0 ? 1 : BROKEN,
    );
  }
  if (broken.includes('DATE_OF_BIRTH_MISMATCH')) {
    fieldConfidence.dateOfBirth = Math.min(fieldConfidence.dateOfBirth, BROKEN);
  }
  return assessment(fieldConfidence, reasons);
}

/**
 * The date of birth of a zone. It has two digits for the year; where the number agrees with them, the number tells the
 * century: people live to be more than a hundred.
 */
export function dateOfBirthOf(fields: MrzFields, id: NationalIdReading | undefined): IsoDate | undefined {
  const inNumber = id?.ok === true ? id.dateOfBirth : undefined;
  return inNumber !== undefined && inNumber.slice(2) === fields.dateOfBirth?.slice(2)
    ? inNumber
    : fields.dateOfBirth;
}

/**
 * How sure we are of a printed front alone. Nothing there has a check digit but the national number, and text recognition
 * gets one surname in five wrong: the gate is never reached.
 */
export function assessFront(fields: FrontFields, country: Country, today: IsoDate): Assessment {
  const { firstName, lastName, dateOfBirth, nationalId } = fields;
  const reasons: ReasonCode[] = [];
  const foreign = fields.issuingState !== undefined && countryOfState(fields.issuingState) !== country;
  if (foreign) reasons.push('COUNTRY_MISMATCH');
  reasons.push('DOCUMENT_WITHOUT_MRZ');
  if (firstName === undefined) reasons.push('FIRST_NAME_MISSING');
  if (lastName === undefined) reasons.push('LAST_NAME_MISSING');
  if (dateOfBirth === undefined) reasons.push('DATE_OF_BIRTH_MISSING');

  const id =
    nationalId === undefined || foreign ? undefined : readNationalId(country, nationalId.value, today);
  if (id === undefined && !foreign) reasons.push('NATIONAL_ID_MISSING');
  const broken = id === undefined ? [] : numberReasons(id, dateOfBirth?.value);
  reasons.push(...broken);
  const backed = id !== undefined && isNumberBacked(id, dateOfBirth?.value);

  const worth = (field: FrontField | undefined, most: number): number =>
    field === undefined ? 0 : Math.min(calibrated(field.confidence, OF_PRINT), most);
  const mismatch = broken.includes('DATE_OF_BIRTH_MISMATCH');
  return assessment(
    {
      firstName: worth(firstName, DOUBTFUL),
      lastName: worth(lastName, DOUBTFUL),
      dateOfBirth: worth(dateOfBirth, backed ? CERTAIN : mismatch ? BROKEN : DOUBTFUL),
      nationalId:
        id === undefined ? 0 : worth(nationalId, backed ? CERTAIN : broken.length > 0 ? BROKEN : DOUBTFUL),
    },
    reasons,
  );
}
