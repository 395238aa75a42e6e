/** A chunk (PNG § 5.3): from its length to the byte behind its check sum. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** Writers put 8 KB and more in a chunk; a file of 10 MB could hold 800 000. */
const MOST_CHUNKS = 20_000;
const SIGNATURE_LENGTH = 8;
/** Of length, type and check sum. */
const AROUND_DATA = 12;

/**
 * The chunks of a PNG, IHDR first and IEND last; what follows IEND is no part of it. Undefined for a file that is cut off or makes no
 * sense. Check sums are not looked at. Expects a file that begins with the signature.
 */
export function pngChunks(bytes: Uint8Array): PngChunk[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let start = SIGNATURE_LENGTH; start + AROUND_DATA <= bytes.length && chunks.length < MOST_CHUNKS;) {
    const type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
    const end = start + AROUND_DATA + view.getUint32(start);
    // A second header would speak of another picture than the one whose size was judged.
    if (end > bytes.length || (type === 'IHDR') !== (chunks.length === 0)) return undefined;
    chunks.push({ type, start, end });
    if (type === 'IEND') return chunks;
    start = end;
  }
  return undefined;
}

/** What a chunk holds. */
export const chunkData = (bytes: Uint8Array, { start, end }: PngChunk): Uint8Array =>
  bytes.subarray(start + 8, end - 4);
