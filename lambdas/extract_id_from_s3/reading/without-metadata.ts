import { orientationOf, orientationSegment } from './exif-orientation';
import { END_OF_IMAGE, jpegParts, START_OF_SCAN, type JpegPart } from './jpeg-parts';
import { formatOf, isFrame, readHeader } from './picture-header';
import { pngChunks } from './png-chunks';

/** Enough of a file to tell its type by. */
const LONGEST_SIGNATURE = 12;

/** DHT, DQT and DRI: what scans are decoded with. */
const TABLES = [0xc4, 0xdb, 0xdd];
const isPixels = (part: JpegPart): boolean =>
  TABLES.includes(part.marker) || part.marker === START_OF_SCAN || isFrame(part);

/** JFIF's and Adobe's application segments say how colours are coded. Behind their fixed beginning is room for more. */
const COLOUR_SEGMENTS = [
  { marker: 0xe0, name: 'JFIF\0', length: 16, withoutPreview: [0, 0] },
  { marker: 0xee, name: 'Adobe', length: 14, withoutPreview: [] },
];

function colourSegments(bytes: Uint8Array, parts: readonly JpegPart[]): Uint8Array[] {
  return COLOUR_SEGMENTS.flatMap(({ marker, name, length, withoutPreview }) => {
    const found = parts.find(
      (part) =>
        part.marker === marker &&
        part.end - part.start >= 2 + length &&
        [...name].every((letter, index) => bytes[part.start + 4 + index] === letter.charCodeAt(0)),
    );
    if (!found) return [];
    const body = bytes.subarray(found.start + 4, found.start + 2 + length - withoutPreview.length);
    return [Uint8Array.of(0xff, marker, 0, length), body, Uint8Array.from(withoutPreview)];
  });
}

function orientationSegments(bytes: Uint8Array, parts: readonly JpegPart[]): Uint8Array[] {
  for (const { marker, start, end } of parts) {
    const orientation = marker === 0xe1 ? orientationOf(bytes.subarray(start + 4, end)) : undefined;
    if (orientation !== undefined) return orientation === 1 ? [] : [orientationSegment(orientation)];
  }
  return [];
}

function ofJpeg(bytes: Uint8Array, kind: 'jpeg' | 'other'): Uint8Array[] {
  const parts = jpegParts(bytes) ?? [];
  const described =
    kind === 'jpeg' ? [...colourSegments(bytes, parts), ...orientationSegments(bytes, parts)] : [];
  const pixels = parts.filter(kind === 'jpeg' ? isPixels : isFrame);
  return [
    bytes.subarray(0, 2),
    ...described,
    ...pixels.map(({ start, end }) => bytes.subarray(start, end)),
    Uint8Array.of(0xff, END_OF_IMAGE),
  ];
}

function ofPng(bytes: Uint8Array, kind: 'png' | 'other'): Uint8Array[] {
  const types = kind === 'png' ? ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'] : ['IHDR', 'acTL', 'IEND'];
  const chunks = (pngChunks(bytes) ?? []).filter(({ type }) => types.includes(type));
  return [bytes.subarray(0, 8), ...chunks.map(({ start, end }) => bytes.subarray(start, end))];
}

function keptOf(bytes: Uint8Array): Uint8Array[] {
  const { kind } = readHeader(bytes);
  const format = formatOf(bytes);
  if (kind === 'unknown') return [bytes];
  if (kind === 'jpeg' || (kind === 'other' && format === 'jpeg')) return ofJpeg(bytes, kind);
  if (kind === 'png' || (kind === 'other' && format === 'png')) return ofPng(bytes, kind);
  return [bytes.subarray(0, LONGEST_SIGNATURE)];
}

/**
 * The file without all that does not make up the picture: where and with what it was taken, previews (which may show more than the
 * picture does), texts, further pictures, and whatever hangs on behind the end. Pixels and how the camera was held stay as they
 * were. Of a picture that is refused for its type or structure, only as much is left as it takes to refuse it again. The very same array
 * where there is nothing to take out, and for a file that is no picture at all. Never throws.
 */
export function withoutMetadata(bytes: Uint8Array): Uint8Array {
  const kept = Buffer.concat(keptOf(bytes));
  return kept.equals(bytes) ? bytes : kept;
}
