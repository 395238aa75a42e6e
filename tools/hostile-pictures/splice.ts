import { crc32, deflateSync } from 'node:zlib';
import { jpegParts } from '../../lambdas/extract_id_from_s3/reading/jpeg-parts';

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

/** A segment APP0 … APP15. */
export function application(number: number, body: Buffer): Buffer {
  const head = Buffer.of(0xff, 0xe0 + number, 0, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}

/** An APP1 segment with EXIF (EXIF 2.3 § 4.6): an orientation, and whatever else comes behind. */
export function exif({
  orientation = 1,
  littleEndian = false,
  byteOrder = littleEndian ? 'II' : 'MM',
  directory = 8,
  rest = Buffer.alloc(0),
}: {
  orientation?: number;
  littleEndian?: boolean;
  byteOrder?: string;
  /** Where the first directory is said to be. */
  directory?: number;
  rest?: Buffer;
}): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write(byteOrder, 'latin1');
  const two = (value: number, at: number) =>
    littleEndian ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const four = (value: number, at: number) =>
    littleEndian ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  two(42, 2);
  four(directory, 4);
  two(1, 8);
  two(0x0112, 10);
  two(3, 12);
  four(1, 14);
  two(orientation, 18);
  return application(1, Buffer.concat([ascii('Exif\0\0'), tiff, rest]));
}

/** A JPEG with a segment more; behind its JFIF segment, or in that one's place. */
export function jpegWith(file: Buffer, segment: Buffer, { withoutJfif = false } = {}): Buffer {
  const behindJfif = file.readUInt16BE(2) === 0xffe0 ? 4 + file.readUInt16BE(4) : 2;
  return Buffer.concat([file.subarray(0, withoutJfif ? 2 : behindJfif), segment, file.subarray(behindJfif)]);
}

/** Where the frame header (SOF0 or SOF2) of a sound JPEG begins. */
export const frameAt = (file: Buffer): number => {
  const frame = jpegParts(file)?.find(({ marker }) => marker === 0xc0 || marker === 0xc2);
  return frame?.start ?? 0;
};

/** A JPEG whose frame header says something else. */
const withFrame =
  (offset: number, value: number) =>
  (file: Buffer): Buffer => {
    const changed = Buffer.from(file);
    changed[frameAt(file) + offset] = value;
    return changed;
  };

/** What photography does not use. */
export const unusual = {
  fourInks: withFrame(9, 4),
  twelveBits: withFrame(4, 12),
  arithmetic: withFrame(1, 0xc9),
  lossless: withFrame(1, 0xc3),
};

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([ascii(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
}

/** A PNG with a chunk more, behind its header. */
export const pngWith = (file: Buffer, chunk: Buffer): Buffer =>
  Buffer.concat([file.subarray(0, 33), chunk, file.subarray(33)]);

/** A whole PNG from filtered rows (PNG § 7), whatever its header says of them. */
export function pngOf(
  header: { width: number; height: number; bitDepth: number; colourType: number; interlaced?: boolean },
  rows: Uint8Array,
): Buffer {
  const ihdr = Buffer.alloc(13);
  ihdr.writeUInt32BE(header.width, 0);
  ihdr.writeUInt32BE(header.height, 4);
  ihdr.set([header.bitDepth, header.colourType, 0, 0, header.interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    pngChunk('IHDR', ihdr),
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}
