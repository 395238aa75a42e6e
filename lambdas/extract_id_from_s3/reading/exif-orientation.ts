const EXIF = [...'Exif\0\0'].map((letter) => letter.charCodeAt(0));
const ORIENTATION = 0x0112;
const SHORT = 3;

/** How the camera was held (EXIF 2.3 § 4.6.4), 1 to 8, by the body of an APP1 segment; undefined where it does not say. */
export function orientationOf(app1: Uint8Array): number | undefined {
  if (!EXIF.every((byte, index) => app1[index] === byte)) return undefined;
  const tiff = new DataView(app1.buffer, app1.byteOffset + EXIF.length, app1.byteLength - EXIF.length);
  if (tiff.byteLength < 8) return undefined;
  const little = tiff.getUint16(0) === 0x4949;
  if (!little && tiff.getUint16(0) !== 0x4d4d) return undefined;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return undefined;
  const entries = tiff.getUint16(directory, little);
  for (let entry = directory + 2, i = 0; i < entries && entry + 12 <= tiff.byteLength; entry += 12, i++) {
    if (tiff.getUint16(entry, little) !== ORIENTATION) continue;
    const value = tiff.getUint16(entry + 8, little);
    const known = tiff.getUint16(entry + 2, little) === SHORT && value >= 1 && value <= 8;
    return known ? value : undefined;
  }
  return undefined;
}

/** The smallest APP1 segment that says how the camera was held, and nothing else. */
export function orientationSegment(orientation: number): Uint8Array {
  const [byteOrder, magic, directory] = [
    [0x4d, 0x4d],
    [0, 42],
    [0, 0, 0, 8],
  ];
  const entry = [ORIENTATION >> 8, ORIENTATION & 0xff, 0, SHORT, 0, 0, 0, 1, 0, orientation, 0, 0];
  const body = [...EXIF, ...byteOrder, ...magic, ...directory, 0, 1, ...entry, 0, 0, 0, 0];
  return Uint8Array.of(0xff, 0xe1, 0, body.length + 2, ...body);
}
