const START_OF_IMAGE = 0xd8;
export const END_OF_IMAGE = 0xd9;
export const START_OF_SCAN = 0xda;

/** A marker segment, or a scan with its data (ITU-T T.81 § B.1.1): from its 0xFF to the byte behind it. */
export interface JpegPart {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/** A phone writes some dozens; a file of 10 MB could hold millions. */
const MOST_PARTS = 4_000;

/**
 * The parts of a JPEG between its start and its first end marker; what follows the end is no part of it. Undefined for a file that
 * is cut off (decoders would fill the rest with grey) or makes no sense. Expects a file that begins with 0xFFD8.
 */
export function jpegParts(bytes: Uint8Array): JpegPart[] | undefined {
  const parts: JpegPart[] = [];
  for (let at = 2; at + 2 <= bytes.length && parts.length < MOST_PARTS;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || isWithoutLength(marker)) return undefined;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (marker === END_OF_IMAGE) return parts;
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const segmentEnd = at + 2 + length;
    if (length < 2 || segmentEnd > bytes.length) return undefined;
    const end = marker === START_OF_SCAN ? endOfScan(bytes, segmentEnd) : segmentEnd;
    parts.push({ marker, start: at, end });
    at = end;
  }
  return undefined;
}

/** Markers that have no place between segments: 0, TEM, RST0 … RST7, a second start. */
const isWithoutLength = (marker: number): boolean =>
  marker <= 0x01 || (marker >= 0xd0 && marker <= START_OF_IMAGE);

/** In a scan's data 0xFF is followed by 0 or is a restart marker; any other marker ends it. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1] ?? 0;
    const withinData = next === 0 || (next >= 0xd0 && next <= 0xd7);
    if (!withinData) return at;
  }
  return bytes.length;
}
