import { Readable } from 'node:stream';
import { createInflate, crc32 } from 'node:zlib';
import type { GrayPicture } from './image/resample';

const SIGNATURE_LENGTH = 8;

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
const SAMPLES: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);

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

/** Chunks up to IEND. Throws where one is cut off or its check sum is wrong. */
function* chunks(bytes: Uint8Array): Generator<{ type: string; data: Uint8Array }> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = SIGNATURE_LENGTH; ;) {
    const length = view.getUint32(at);
    const typed = bytes.subarray(at + 4, at + 8 + length);
    if (crc32(typed) !== view.getUint32(at + 8 + length)) throw new Error('a PNG chunk is damaged');
    const type = String.fromCharCode(...typed.subarray(0, 4));
    if (type === 'IEND') return;
    yield { type, data: typed.subarray(4) };
    at += 12 + length;
  }
}

function open(bytes: Uint8Array): { header: Header; compressed: Uint8Array[] } {
  let ihdr: DataView | undefined;
  let palette = new Uint8Array();
  let transparency = new Uint8Array();
  const compressed: Uint8Array[] = [];
  for (const { type, data } of chunks(bytes)) {
    if (type === 'IHDR') ihdr = new DataView(data.buffer, data.byteOffset, data.byteLength);
    if (type === 'PLTE') palette = Uint8Array.from(data);
    if (type === 'tRNS') transparency = Uint8Array.from(data);
    if (type === 'IDAT') compressed.push(data);
  }
  if (!ihdr) throw new Error('a PNG without IHDR');
  const header = {
    width: ihdr.getUint32(0),
    height: ihdr.getUint32(4),
    bitDepth: ihdr.getUint8(8),
    colourType: ihdr.getUint8(9),
    interlaced: ihdr.getUint8(12) === 1,
    palette,
    transparency,
  };
  if (!SAMPLES.has(header.colourType) || ![1, 2, 4, 8, 16].includes(header.bitDepth)) {
    throw new Error('no such PNG colour type or bit depth');
  }
  return { header, compressed };
}

/** Undoes a row's filter in place (PNG § 9.2). `distance` is the bytes from a pixel to the one at its left. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array, distance: number): void {
  if (filter > 4) throw new Error('no such PNG filter');
  for (let i = 0; i < row.length; i++) {
    const left = i < distance ? 0 : (row[i - distance] ?? 0);
    const up = above[i] ?? 0;
    let prediction = 0;
    if (filter === 1) prediction = left;
    else if (filter === 2) prediction = up;
    else if (filter === 3) prediction = (left + up) >> 1;
    else if (filter === 4) {
      const corner = i < distance ? 0 : (above[i - distance] ?? 0);
      const toLeft = Math.abs(up - corner);
      const toUp = Math.abs(left - corner);
      const toCorner = Math.abs(left + up - 2 * corner);
      prediction = toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }
    row[i] = (row[i] ?? 0) + prediction;
  }
}

/** Luminance (ITU-R BT.601) on white. */
function onWhite(red: number, green: number, blue: number, alpha: number): number {
  const luminance = 0.299 * red + 0.587 * green + 0.114 * blue;
  return 255 + ((luminance - 255) * alpha) / 255 + 0.5;
}

/** What one pixel of an unfiltered row looks like. 16-bit samples lose their lower half. */
function luminanceOf({
  bitDepth,
  colourType,
  palette,
  transparency,
}: Header): (row: Uint8Array, x: number) => number {
  const samples = SAMPLES.get(colourType) ?? 1;
  const sampleBytes = bitDepth / 8;
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
  const keyLength = 2 * samples;
  const isClear = (row: Uint8Array, at: number): boolean => {
    for (let i = 0; i < samples * sampleBytes; i++) {
      // tRNS holds 16 bits a sample, whatever the depth.
      const key = transparency[sampleBytes === 1 ? 2 * i + 1 : i];
      if (row[at + i] !== key) return false;
    }
    return true;
  };
  const coloured = samples > 2;
  const withAlpha = colourType >= 4;
  const keyed = !withAlpha && transparency.length === keyLength;
  return (row, x) => {
    const at = x * samples * sampleBytes;
    const red = row[at] ?? 0;
    const green = coloured ? (row[at + sampleBytes] ?? 0) : red;
    const blue = coloured ? (row[at + 2 * sampleBytes] ?? 0) : red;
    if (withAlpha) return onWhite(red, green, blue, row[at + (samples - 1) * sampleBytes] ?? 0);
    return onWhite(red, green, blue, keyed && isClear(row, at) ? 0 : 255);
  };
}

/**
 * Decodes a PNG to luminance, transparent parts white. Rows are inflated and used one by one: beside the result it needs no
 * memory, whatever the file pretends. Throws for a damaged file.
 */
export async function decodePng(bytes: Uint8Array): Promise<GrayPicture> {
  const { header, compressed } = open(bytes);
  const { width, height } = header;
  const bits = header.bitDepth * (SAMPLES.get(header.colourType) ?? 1);
  const luminance = luminanceOf(header);
  const pixels = new Uint8Array(width * height);

  function* rows(): Generator<Uint8Array, void> {
    for (const [left, top, across, down] of header.interlaced ? ADAM7 : ALL_AT_ONCE) {
      const columns = Math.ceil((width - left) / across);
      if (columns <= 0) continue;
      let above = new Uint8Array(Math.ceil((columns * bits) / 8));
      for (let y = top; y < height; y += down) {
        const filtered = new Uint8Array(above.length + 1);
        yield filtered;
        const row = filtered.subarray(1);
        unfilter(filtered[0] ?? 0, row, above, Math.max(1, bits >> 3));
        for (let i = 0; i < columns; i++) pixels[y * width + left + i * across] = luminance(row, i);
        above = row;
      }
    }
  }

  const wanted = rows();
  let row = wanted.next();
  let filled = 0;
  for await (const inflated of Readable.from(compressed).pipe(createInflate())) {
    const data: Uint8Array = inflated;
    for (let from = 0; from < data.length && !row.done;) {
      const part = data.subarray(from, from + row.value.length - filled);
      row.value.set(part, filled);
      from += part.length;
      filled += part.length;
      if (filled === row.value.length) {
        row = wanted.next();
        filled = 0;
      }
    }
    // What goes on after the last row is not inflated.
    if (row.done) break;
  }
  if (!row.done) throw new Error('a PNG without all its rows');
  return { width, height, pixels };
}
