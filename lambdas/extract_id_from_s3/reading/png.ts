import { Readable } from 'node:stream';
import { createInflate, crc32 } from 'node:zlib';
import type { GrayPicture } from './image/resample';
import { BIT_DEPTHS } from './picture-header';
import { chunkData, pngChunks } from './png-chunks';

/** Bytes. */
const INFLATED_AT_ONCE = 1 << 17;

/** What the chunks before the pixels say (PNG, ISO/IEC 15948, § 11.2 and § 11.3.2). */
interface Header {
  readonly width: number;
  readonly height: number;
  readonly bitDepth: number;
  readonly colourType: number;
  readonly interlaced: boolean;
  readonly palette: Uint8Array;
  /** tRNS: alphas of the palette, or the one grey or colour that is transparent. */
  readonly transparency: Uint8Array;
}

/** Samples a pixel, by colour type: grey, RGB, palette index, grey and alpha, RGBA. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Adam7's passes: first column and row, steps across and down (PNG § 8.2). */
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const ALL_AT_ONCE = [[0, 0, 1, 1]] as const;

function open(bytes: Uint8Array): { header: Header; compressed: Uint8Array[] } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks = pngChunks(bytes);
  if (!chunks) throw new Error('a PNG is cut off');
  const dataOf = (wanted: string): Uint8Array[] =>
    chunks
      .filter(({ type }) => type === wanted)
      .map((chunk) => {
        const checked = bytes.subarray(chunk.start + 4, chunk.end - 4);
        if (crc32(checked) !== view.getUint32(chunk.end - 4)) throw new Error('a PNG chunk is damaged');
        return chunkData(bytes, chunk);
      });
  const [ihdr] = dataOf('IHDR');
  if (ihdr?.length !== 13) throw new Error('a PNG without a header');
  const fields = new DataView(ihdr.buffer, ihdr.byteOffset, ihdr.byteLength);
  const header = {
    width: fields.getUint32(0),
    height: fields.getUint32(4),
    bitDepth: fields.getUint8(8),
    colourType: fields.getUint8(9),
    interlaced: fields.getUint8(12) === 1,
    palette: dataOf('PLTE')[0] ?? new Uint8Array(),
    transparency: dataOf('tRNS')[0] ?? new Uint8Array(),
  };
  if (!BIT_DEPTHS[header.colourType]?.includes(header.bitDepth)) {
    throw new Error('no such PNG colour type or bit depth');
  }
  return { header, compressed: dataOf('IDAT') };
}

/** The neighbour that a gradient through left, up and corner comes closest to (PNG § 9.4). */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/** Undoes a row's filter in place (PNG § 9.2). `distance` is the bytes from a pixel to the one at its left. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, distance: number): void {
  if (filter > 4) throw new Error('no such PNG filter');
  if (filter === 0) return;
  for (let i = 0; i < distance && i < row.length; i++) {
    const up = above[i] ?? 0;
    row[i] = (row[i] ?? 0) + (filter === 1 ? 0 : filter === 3 ? up >> 1 : up);
  }
  // A loop for each filter: one that asks which for every byte takes twice the time.
  if (filter === 1) {
    for (let i = distance; i < row.length; i++) row[i] = (row[i] ?? 0) + (row[i - distance] ?? 0);
  } else if (filter === 2) {
    for (let i = distance; i < row.length; i++) row[i] = (row[i] ?? 0) + (above[i] ?? 0);
  } else if (filter === 3) {
    for (let i = distance; i < row.length; i++)
      row[i] = (row[i] ?? 0) + (((row[i - distance] ?? 0) + (above[i] ?? 0)) >> 1);
  } else {
    for (let i = distance; i < row.length; i++)
      row[i] = (row[i] ?? 0) + paeth(row[i - distance] ?? 0, above[i] ?? 0, above[i - distance] ?? 0);
  }
}

/** The upper halves of 16-bit samples. Filters work on bytes of equal rank, so the lower halves have no part in them. */
function upperHalves(row: Uint8Array): Uint8Array {
  const upper = row.subarray(0, row.length >> 1);
  for (let i = 0; i < upper.length; i++) upper[i] = row[2 * i] ?? 0;
  return upper;
}

/** Luminance (ITU-R BT.601) on white. */
function onWhite(red: number, green: number, blue: number, alpha: number): number {
  const luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
  return (alpha === 255 ? luminance : 255 + ((luminance - 255) * alpha) / 255) + 0.5;
}

/** What one pixel of an unfiltered row looks like. Of 16-bit samples the row holds the upper halves. */
function luminanceOf({
  bitDepth,
  colourType,
  palette,
  transparency,
}: Header): (row: Uint8Array, x: number) => number {
  const samples = SAMPLES[colourType] ?? 1;
  if (colourType === 3 || bitDepth < 8) {
    const most = 2 ** bitDepth - 1;
    const levels = Uint8Array.from({ length: most + 1 }, (_, value) => {
      if (colourType === 0) {
        const clear = transparency.length === 2 && transparency[1] === value;
        const level = (255 * value) / most;
        return onWhite(level, level, level, clear ? 0 : 255);
      }
      const [red = 0, green = 0, blue = 0] = palette.subarray(3 * value, 3 * value + 3);
      return onWhite(red, green, blue, transparency[value] ?? 255);
    });
    return (row, x) =>
      levels[((row[(x * bitDepth) >> 3] ?? 0) >> (8 - bitDepth - ((x * bitDepth) & 7))) & most] ?? 0;
  }
  const coloured = samples > 2;
  if (colourType >= 4) {
    return (row, x) => {
      const at = x * samples;
      const red = row[at] ?? 0;
      const alpha = row[at + samples - 1] ?? 0;
      return onWhite(red, coloured ? (row[at + 1] ?? 0) : red, coloured ? (row[at + 2] ?? 0) : red, alpha);
    };
  }
  // tRNS holds 16 bits a sample, whatever the depth.
  const clear = transparency.length === 2 * samples ? transparency : undefined;
  const half = bitDepth === 16 ? 0 : 1;
  return (row, x) => {
    const at = x * samples;
    const red = row[at] ?? 0;
    const green = coloured ? (row[at + 1] ?? 0) : red;
    const blue = coloured ? (row[at + 2] ?? 0) : red;
    const isClear =
      clear !== undefined &&
      red === clear[half] &&
      (!coloured || (green === clear[2 + half] && blue === clear[4 + half]));
    return onWhite(red, green, blue, isClear ? 0 : 255);
  };
}

/**
 * Decodes a PNG to luminance, transparent parts white. Rows are inflated and used one by one: beside the result it needs no
 * memory, whatever the file pretends. Throws for a damaged file.
 */
export async function decodePng(bytes: Uint8Array): Promise<GrayPicture> {
  const { header, compressed } = open(bytes);
  const { width, height } = header;
  const samples = SAMPLES[header.colourType] ?? 1;
  const bits = header.bitDepth * samples;
  const distance = Math.max(1, (Math.min(header.bitDepth, 8) * samples) >> 3);
  const luminance = luminanceOf(header);
  const pixels = new Uint8Array(width * height);

  function* rows(): Generator<Uint8Array, void> {
    for (const [left, top, across, down] of header.interlaced ? ADAM7 : ALL_AT_ONCE) {
      const columns = Math.ceil((width - left) / across);
      if (columns <= 0) continue;
      const rowLength = Math.ceil((columns * bits) / 8);
      let above: Uint8Array = new Uint8Array(rowLength);
      for (let y = top; y < height; y += down) {
        const filtered = new Uint8Array(rowLength + 1);
        yield filtered;
        const row = header.bitDepth === 16 ? upperHalves(filtered.subarray(1)) : filtered.subarray(1);
        unfilter(filtered[0] ?? 0, row, above, distance);
        for (let i = 0; i < columns; i++) pixels[y * width + left + i * across] = luminance(row, i);
        above = row;
      }
    }
  }

  const wanted = rows();
  let row = wanted.next();
  let filled = 0;
  const inflate = createInflate({ chunkSize: INFLATED_AT_ONCE });
  for await (const inflated of Readable.from(compressed).pipe(inflate)) {
    const data: Uint8Array = inflated;
    for (let from = 0; from < data.length;) {
      // Nobody would ever see it; a bomb is noticed here, before it goes off.
      if (row.done) throw new Error('a PNG that goes on behind its last row');
      const part = data.subarray(from, from + row.value.length - filled);
      row.value.set(part, filled);
      from += part.length;
      filled += part.length;
      if (filled === row.value.length) {
        row = wanted.next();
        filled = 0;
      }
    }
  }
  if (!row.done) throw new Error('a PNG without all its rows');
  const given = compressed.reduce((sum, { length }) => sum + length, 0);
  if (inflate.bytesWritten < given) throw new Error('a PNG with something behind its pixels');
  return { width, height, pixels };
}
