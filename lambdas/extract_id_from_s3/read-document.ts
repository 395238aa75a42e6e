import type { Country, ExtractedId } from '../../generated/types';
import { CONFIDENCE_GATE } from '../../identity/confidence';
import { extractedId } from '../../identity/extracted-id';
import { readFront } from '../../identity/front';
import type { ReadPicture } from './extract';
import { nothingRead } from './nothing-read';
import type { DocumentReading, OcrEngine } from './reading/engine';

type Read = Extract<DocumentReading, { kind: 'read' }>;

/** Nobody reads print in such a picture either, so the seconds that it takes are saved. */
const frontIsLost = ({ unreadable }: Read): boolean =>
  unreadable === 'PICTURE_BLURRED' || unreadable === 'PICTURE_TOO_SMALL';

const understand = async (reading: Read, country: Country): Promise<ExtractedId> => {
  const today = new Date().toISOString().slice(0, 10);
  const { mrz, unreadable } = reading;
  const byZone = extractedId({ mrz }, country, today);
  if (byZone.nationalId || frontIsLost(reading)) return withReason(byZone, unreadable);
  const front = readFront(await reading.readFront(), country, today);
  const found = extractedId({ mrz, front }, country, today);
  // A document without a zone is not to blame for having none.
  return withReason(found, front && !mrz ? undefined : unreadable);
};

/** Whoever saw the picture knows best why too little was read of it. */
const withReason = (found: ExtractedId, unreadable: Read['unreadable']): ExtractedId => {
  if (!unreadable || found.confidence >= CONFIDENCE_GATE) return found;
  const others = found.reasons.filter((reason) => reason !== unreadable && reason !== 'NO_DOCUMENT_FOUND');
  return { ...found, reasons: [unreadable, ...others] };
};

/** Reads with an engine: the machine-readable zone first, the printed front where the zone leaves the number open. */
export const readWith =
  (engine: OcrEngine): ReadPicture =>
  async (bytes, country) => {
    const reading = await engine.read({ bytes }, country);
    return reading.kind === 'refused' ? nothingRead(reading.refusal) : understand(reading, country);
  };
