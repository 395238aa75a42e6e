import type { Country, ExtractedId } from '../../generated/types';
import { transliterate } from '../../identity/names';
import { readWith } from '../../lambdas/extract_id_from_s3/read-document';
import { embedded } from '../../lambdas/extract_id_from_s3/reading/embedded';
import type { DocumentReading, OcrEngine } from '../../lambdas/extract_id_from_s3/reading/engine';
import type { MrzReading } from '../../lambdas/extract_id_from_s3/reading/mrz/decode';
import { isSure } from '../../lambdas/extract_id_from_s3/reading/mrz/read';
import type { Labelled, Labels } from './labelled';

export const fieldNames = [
  'firstName',
  'lastName',
  'dateOfBirth',
  'nationalId',
] as const satisfies readonly (keyof Labels)[];
export type FieldName = (typeof fieldNames)[number];

export type ZoneVerdict = 'exact' | 'wrong' | 'none';

/** How our reading of a picture compares with the truth. */
export interface Judged {
  readonly picture: Labelled;
  readonly zone: ZoneVerdict;
  readonly zoneSure: boolean;
  readonly extracted: ExtractedId;
  /** By field: whether what was read is true; undefined where nothing was read or nothing is labelled. */
  readonly right: Readonly<Record<FieldName, boolean | undefined>>;
  /** Whether anything that was read, the expiry and the document's number too, is not true. */
  readonly anyWrong: boolean;
  /** Milliseconds: finding and reading the zone, and all, the printed front included where it is read. */
  readonly wall: { readonly zone: number; readonly all: number };
  readonly cpu: { readonly zone: number; readonly all: number };
}

/** Verdict on the lines that were read, given the true ones. */
export function verdictOn(read: readonly string[] | undefined, truth: Labelled['mrz']): ZoneVerdict {
  if (read === undefined) return 'none';
  return truth !== null && read.join('\n') === truth.join('\n') ? 'exact' : 'wrong';
}

/** Names may come in the zone's letters: SOENDERGAARD is Søndergaard. */
function isRight(name: FieldName, read: string | null | undefined, truth: string | null | undefined) {
  if (read === null || read === undefined || truth === undefined) return undefined;
  if (truth === null) return false;
  return name === 'firstName' || name === 'lastName'
    ? transliterate(read) === transliterate(truth)
    : read === truth;
}

/** Compares what was read with the truth, field by field. */
export function compare(
  extracted: ExtractedId,
  labels: Labels | null | undefined,
): Pick<Judged, 'right' | 'anyWrong'> {
  const right = (name: FieldName) => (labels ? isRight(name, extracted[name], labels[name]) : undefined);
  const fields = {
    firstName: right('firstName'),
    lastName: right('lastName'),
    dateOfBirth: right('dateOfBirth'),
    nationalId: right('nationalId'),
  };
  const { document } = extracted;
  const differs = (read: string | null | undefined, truth: string | undefined): boolean =>
    Boolean(read) && truth !== undefined && read !== truth;
  return {
    right: fields,
    anyWrong:
      Object.values(fields).includes(false) ||
      differs(document?.expiresOn, labels?.expiresOn) ||
      differs(document?.number, labels?.documentNumber),
  };
}

/** Reads a picture as the Lambda does, and takes the time. A picture without a country is offered as a Danish one. */
export async function readAndJudge(picture: Labelled, bytes: Uint8Array): Promise<Judged> {
  const country: Country = picture.country ?? 'DK';
  const begun = performance.now();
  const cpuBegun = process.cpuUsage();
  const elapsed = () => {
    const { user, system } = process.cpuUsage(cpuBegun);
    return { wall: performance.now() - begun, cpu: (user + system) / 1000 };
  };
  let zone: MrzReading | undefined;
  let afterZone = elapsed();
  const observed: OcrEngine = {
    name: embedded.name,
    read: async (given, of): Promise<DocumentReading> => {
      const reading = await embedded.read(given, of);
      afterZone = elapsed();
      if (reading.kind === 'read') zone = reading.zone;
      return reading;
    },
  };
  const extracted = await readWith(observed)(bytes, country);
  const afterAll = elapsed();
  return {
    picture,
    zone: verdictOn(zone?.lines, picture.mrz),
    zoneSure: zone !== undefined && isSure(zone),
    extracted,
    ...compare(extracted, picture.fields),
    wall: { zone: afterZone.wall, all: afterAll.wall },
    cpu: { zone: afterZone.cpu, all: afterAll.cpu },
  };
}
