import { jpegParts, START_OF_SCAN, type JpegPart } from './jpeg-parts';
import { chunkData, pngChunks } from './png-chunks';

/** What a file's first bytes and structure say, before anything is decoded. */
export type PictureHeader =
  | { kind: 'jpeg' | 'png'; width: number; height: number }
  /** A JPEG or PNG that is cut off or makes no sense. */
  | { kind: 'damaged' }
  /** A picture of a type that we do not read. */
  | { kind: 'other' }
  | { kind: 'unknown' };

const ascii = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const PNG = [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
/** GIF, BMP, TIFF (both byte orders), WebP's and HEIC's containers, PDF, by offset. */
const OTHERS: [number, number[]][] = [
  [0, ascii('GIF8')],
  [0, ascii('BM')],
  [0, ascii('II*\0')],
  [0, ascii('MM\0*')],
  [8, ascii('WEBP')],
  [4, ascii('ftyp')],
  [0, ascii('%PDF')],
];

const startsWith = (bytes: Uint8Array, start: number[], offset = 0): boolean =>
  start.every((byte, index) => bytes[offset + index] === byte);

/** The type by content, whatever the file's name says. */
export const formatOf = (bytes: Uint8Array): 'jpeg' | 'png' | 'other' | 'unknown' => {
  if (startsWith(bytes, PNG)) return 'png';
  if (startsWith(bytes, JPEG)) return 'jpeg';
  return OTHERS.some(([offset, start]) => startsWith(bytes, start, offset)) ? 'other' : 'unknown';
};

/** Reads the type by content and the dimensions by the format's own header. */
export const readHeader = (bytes: Uint8Array): PictureHeader => {
  const format = formatOf(bytes);
  if (format === 'png') return pngHeader(bytes);
  return format === 'jpeg' ? jpegHeader(bytes) : { kind: format };
};

/** How a pixel is made up, by colour type (PNG table 11.1). */
export const BIT_DEPTHS: Readonly<Record<number, readonly number[]>> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};

/** An animation (acTL, wherever it is) is not a picture of a document: people would see another frame than the machine reads. */
const pngHeader = (bytes: Uint8Array): PictureHeader => {
  const chunks = pngChunks(bytes);
  const [first] = chunks ?? [];
  if (!chunks || !first) return { kind: 'damaged' };
  const header = chunkData(bytes, first);
  if (header.length !== 13) return { kind: 'damaged' };
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bitDepth = 0, colourType = 0, compression, filter, interlacing = 0] = header.subarray(8);
  const exists =
    width > 0 &&
    height > 0 &&
    BIT_DEPTHS[colourType]?.includes(bitDepth) &&
    compression === 0 &&
    filter === 0 &&
    interlacing <= 1;
  if (!exists) return { kind: 'damaged' };
  if (chunks.some(({ type }) => type === 'acTL')) return { kind: 'other' };
  return chunks.some(({ type }) => type === 'IDAT') ? { kind: 'png', width, height } : { kind: 'damaged' };
};

/** SOF0 … SOF15 but for DHT (C4), JPG (C8) and DAC (CC): the segments that hold the dimensions (ITU-T T.81 § B.1.1.3). */
export const isFrame = ({ marker }: JpegPart): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** A progressive JPEG has about ten. Each costs a pass over the whole picture, up to 40 ms for some bytes. */
const MOST_SCANS = 32;

const jpegHeader = (bytes: Uint8Array): PictureHeader => {
  const parts = jpegParts(bytes);
  const [frame, another] = parts?.filter(isFrame) ?? [];
  if (!parts || !frame || another || frame.end - frame.start < 11) return { kind: 'damaged' };
  const [precision, high = 0, low = 0, wide = 0, narrow = 0, inks] = bytes.subarray(frame.start + 4);
  // Lossless, arithmetic and hierarchical coding, 12 bits, four inks: made for other trades than photography.
  if (frame.marker > 0xc2 || precision !== 8 || (inks !== 1 && inks !== 3)) return { kind: 'other' };
  const [width, height] = [(wide << 8) | narrow, (high << 8) | low];
  const scans = parts.filter(({ marker }) => marker === START_OF_SCAN);
  const [scan] = scans;
  if (width === 0 || height === 0 || !scan || scan.start < frame.start || scans.length > MOST_SCANS) {
    return { kind: 'damaged' };
  }
  // A block of 8 × 8 pixels takes a bit at least. What has fewer was made up, or is cut off in spite of its end.
  const bits = 8 * scans.reduce((sum, { start, end }) => sum + end - start, 0);
  return bits < Math.ceil(width / 8) * Math.ceil(height / 8)
    ? { kind: 'damaged' }
    : { kind: 'jpeg', width, height };
};
