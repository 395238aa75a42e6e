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

/** Reads the type by content and the dimensions by the format's own header. */
export const readHeader = (bytes: Uint8Array): PictureHeader => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, PNG)) return pngHeader(bytes, view);
  if (startsWith(bytes, JPEG)) return jpegHeader(bytes, view);
  return OTHERS.some(([offset, start]) => startsWith(bytes, start, offset))
    ? { kind: 'other' }
    : { kind: 'unknown' };
};

/** IHDR is the first chunk (PNG § 11.2.2). An animation (acTL before IDAT) is not a picture of a document. */
const pngHeader = (bytes: Uint8Array, view: DataView): PictureHeader => {
  if (bytes.length < 33 || !startsWith(bytes, ascii('IHDR'), 12)) return { kind: 'damaged' };
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width === 0 || height === 0) return { kind: 'damaged' };
  return startsWith(bytes, ascii('acTL'), 37) ? { kind: 'other' } : { kind: 'png', width, height };
};

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** SOF0 … SOF15 but for DHT (C4), JPG (C8) and DAC (CC): the segments that hold the dimensions (ITU-T T.81 § B.1.1.3). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const jpegHeader = (bytes: Uint8Array, view: DataView): PictureHeader => {
  let size: { width: number; height: number } | undefined;
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return { kind: 'damaged' };
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2) return { kind: 'damaged' };
    if (isFrame(marker) && at + 9 < bytes.length) {
      // Lossless, arithmetic and hierarchical coding, 12 bits, four inks: made for other trades than photography.
      const usual = marker <= 0xc2 && bytes[at + 4] === 8 && [1, 3].includes(bytes[at + 9] ?? 0);
      if (!usual) return { kind: 'other' };
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    }
    if (marker === START_OF_SCAN) {
      if (!size || size.width === 0 || size.height === 0) return { kind: 'damaged' };
      const { ends, scans } = followScans(bytes, at + 2 + length);
      return ends && scans <= MOST_SCANS ? { kind: 'jpeg', ...size } : { kind: 'damaged' };
    }
    at += 2 + length;
  }
  return { kind: 'damaged' };
};

/** A progressive JPEG has about ten. Each costs a pass over the whole picture, and a file of 10 MB could hold a million. */
const MOST_SCANS = 100;

/**
 * Whether the end marker comes after `start`, and how many scans there are. In the picture's own data 0xFF is always followed by
 * 0 or a restart marker, so 0xFFD9 there is the end; without it the file was cut off, which decoders answer with gray.
 */
const followScans = (bytes: Uint8Array, start: number): { ends: boolean; scans: number } => {
  let scans = 1;
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (bytes[at + 1] === END_OF_IMAGE) return { ends: true, scans };
    if (bytes[at + 1] === START_OF_SCAN) scans += 1;
  }
  return { ends: false, scans };
};
