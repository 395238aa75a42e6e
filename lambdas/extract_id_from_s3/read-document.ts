import type { Country, ExtractedId } from '../../generated/types';
import { dateIn, type IsoDate } from '../../identity/calendar';
import { CONFIDENCE_GATE } from '../../identity/confidence';
import { extractedId } from '../../identity/extracted-id';
import { isHealthCard, readFront, type FrontFields } from '../../identity/front';
import { compareWithZone, confirmsZone } from '../../identity/front/zone-agreement';
import { parseMrz } from '../../identity/mrz/parse';
import type { ReadPicture } from './extract';
import { nothingRead } from './nothing-read';
import type { DocumentReading, OcrEngine } from './reading/engine';

type Read = Extract<DocumentReading, { kind: 'read' }>;

/** Nobody reads print in such a picture either, so the seconds that it takes are saved. */
const frontIsLost = ({ unreadable }: Read): boolean =>
  unreadable === 'PICTURE_BLURRED' || unreadable === 'PICTURE_TOO_SMALL';

/**
 * Whether the print can change anything: where the zone of a document that we take leaves the number open, and where a zone that
 * would be believed has the page with the same data above it. A card has its zone on the back, alone.
 */
const frontMatters = ({ mrz, zone }: Read, { nationalId, confidence, reasons }: ExtractedId): boolean => {
  if (nationalId) return mrz?.format === 'TD3' && confidence >= CONFIDENCE_GATE;
  return mrz ? reasons[0] !== 'COUNTRY_MISMATCH' : !zone;
};

/** Reads the print, and weighs it with the zone if there is one. */
async function withFront(
  { mrz, unreadable, readFront: readPrint }: Read,
  byZone: ExtractedId,
  country: Country,
  today: IsoDate,
): Promise<ExtractedId> {
  const zone = mrz && parseMrz(mrz, today);
  const lines = await readPrint(
    (soFar) =>
      zone !== undefined &&
      Boolean(byZone.nationalId) &&
      confirmsZone(zone, compareWithZone(zone, soFar, undefined, today)),
  );
  if (!zone && isHealthCard(lines)) return nothingRead('HEALTH_CARD_NOT_ACCEPTED');
  const front = readFront(lines, country, today);
  const agreement = zone && compareWithZone(zone, lines, front, today);
  return withReason(extractedId({ mrz, front, agreement }, country, today), {
    mrz,
    unreadable: whyNoZone(front, mrz, unreadable),
  });
}

/** A document without a zone is not to blame for having none; a passport has one, so it was not seen. */
function whyNoZone(
  front: FrontFields | undefined,
  mrz: Read['mrz'],
  unreadable: Read['unreadable'],
): Read['unreadable'] {
  if (!front || mrz) return unreadable;
  if (front.kind !== 'PASSPORT') return undefined;
  return unreadable === 'NO_DOCUMENT_FOUND' ? 'MRZ_UNREADABLE' : unreadable;
}

async function understand(reading: Read, country: Country): Promise<ExtractedId> {
  const today = dateIn(country, new Date());
  const byZone = extractedId({ mrz: reading.mrz }, country, today);
  return !frontIsLost(reading) && frontMatters(reading, byZone)
    ? withFront(reading, byZone, country, today)
    : withReason(byZone, reading);
}

/** Up to this strain (nats) what was read is a zone, whatever is wrong with it. */
const CLEARLY_A_ZONE = 10;

/**
 * Whoever saw the picture knows best why too little was read of it. That the zone could not be read is all that is known of it, unless
 * what was read tells more: another country, a check digit.
 */
function withReason(
  found: ExtractedId,
  { mrz, unreadable }: Partial<Pick<Read, 'mrz' | 'unreadable'>>,
): ExtractedId {
  if (!unreadable || found.confidence >= CONFIDENCE_GATE) return found;
  const [first] = found.reasons;
  const tellsMore = first === 'COUNTRY_MISMATCH' || first?.endsWith('_CHECK_DIGIT_FAILED');
  if (unreadable === 'MRZ_UNREADABLE' && tellsMore && mrz && mrz.strain < CLEARLY_A_ZONE) return found;
  const others = found.reasons.filter((reason) => reason !== unreadable && reason !== 'NO_DOCUMENT_FOUND');
  return { ...found, reasons: [unreadable, ...others] };
}

/**
 * Reads with an engine: the machine-readable zone first, then the printed front where the zone leaves the number open, or where a
 * passport's page must say the same as its zone.
 */
export const readWith =
  (engine: OcrEngine): ReadPicture =>
  async (bytes, country) => {
    const reading = await engine.read({ bytes }, country);
    return reading.kind === 'refused' ? nothingRead(reading.refusal) : understand(reading, country);
  };
