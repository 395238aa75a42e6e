import type { Random } from '../specimens/random';
import { application, exif, frameAt, jpegWith, pngChunk, pngOf, pngWith, unusual } from './splice';

/** Honest pictures of documents, from which hostile ones are made. */
export interface Honest {
  readonly jpegs: readonly Buffer[];
  readonly pngs: readonly Buffer[];
}

export interface HostilePicture {
  readonly kind: string;
  readonly bytes: Buffer;
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const noise = (random: Random, length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, () => random.integer(0, 255)));

const changed = (file: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(file);
  change(copy);
  return copy;
};

/** Starts of files that are not JPEG or PNG. */
const OTHER_TYPES = [
  'GIF89a',
  'BM',
  'II*\0',
  'MM\0*',
  'RIFF\x90\0\0\0WEBP',
  '\0\0\0\x18ftypheic',
  '%PDF-1.7\n',
  'PK\x03\x04',
  '<!doctype html><script>',
  '<svg xmlns="http://www.w3.org/2000/svg">',
  '#!/bin/sh\n',
  '\x7fELF',
].map(ascii);

/** What is hung on behind the end: an archive, a page, a film. */
const TAILS = [
  'PK\x03\x04 archive PK\x05\x06',
  '<html><script>alert(1)</script>',
  '\0\0\0\x18ftypmp42',
  '%PDF-1.7',
].map(ascii);

/** Sides at and about every limit of the formats and ours. */
const SIDES = [0, 1, 239, 240, 4_000, 6_324, 10_000, 10_001, 65_535, 2 ** 31 - 1, 2 ** 32 - 1];

const withJpegSize = (file: Buffer, width: number, height: number): Buffer =>
  changed(file, (copy) => {
    const frame = frameAt(file);
    copy.writeUInt16BE(height & 0xffff, frame + 5);
    copy.writeUInt16BE(width & 0xffff, frame + 7);
  });

/** The header's check sum is made to fit: it is the lie that counts. */
const withPngSize = (file: Buffer, width: number, height: number): Buffer => {
  const header = changed(file.subarray(16, 29), (copy) => {
    copy.writeUInt32BE(width >>> 0, 0);
    copy.writeUInt32BE(height >>> 0, 4);
  });
  return Buffer.concat([file.subarray(0, 8), pngChunk('IHDR', header), file.subarray(33)]);
};

/** An empty scan of all of a component, again and again. */
const scans = (file: Buffer, count: number): Buffer => {
  const scan = Buffer.of(0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0);
  return Buffer.concat([
    file.subarray(0, -2),
    ...Array.from({ length: count }, () => scan),
    file.subarray(-2),
  ]);
};

type Make = (random: Random, honest: Honest) => Buffer;

const anyOf = (random: Random, { jpegs, pngs }: Honest): Buffer =>
  random.pick(random.next() < 0.7 ? jpegs : pngs);

const KINDS: Readonly<Record<string, Make>> = {
  'no bytes': () => Buffer.alloc(0),
  'zero bytes': (random) => Buffer.alloc(random.integer(1, 100_000)),
  'random bytes': (random) => noise(random, random.integer(1, 4_000)),
  'random bytes behind a signature': (random, honest) =>
    Buffer.concat([
      anyOf(random, honest).subarray(0, random.pick([3, 8, 20, 33, 60, 300])),
      noise(random, random.integer(0, 4_000)),
    ]),
  truncated: (random, honest) => {
    const file = anyOf(random, honest);
    return file.subarray(0, random.integer(0, file.length - 1));
  },
  'truncated, with an end': (random, { jpegs }) => {
    const file = random.pick(jpegs);
    return Buffer.concat([file.subarray(0, random.integer(2, file.length)), Buffer.of(0xff, 0xd9)]);
  },
  'flipped bits': (random, honest) =>
    changed(anyOf(random, honest), (copy) => {
      const reach = random.pick([64, 700, copy.length]);
      for (let i = random.integer(1, 8); i > 0; i--) {
        const at = random.integer(0, Math.min(reach, copy.length) - 1);
        copy[at] = (copy[at] ?? 0) ^ (1 << random.integer(0, 7));
      }
    }),
  'overwritten in the middle': (random, honest) =>
    changed(anyOf(random, honest), (copy) => {
      noise(random, random.integer(1, 400)).copy(copy, random.integer(0, copy.length - 1));
    }),
  'wrong type': (random, honest) => {
    const start = random.pick(OTHER_TYPES);
    return Buffer.concat([start, anyOf(random, honest).subarray(random.pick([0, start.length]))]);
  },
  'another size in the header': (random, honest) => {
    const [width, height] = [random.pick(SIDES), random.pick(SIDES)];
    return random.next() < 0.5
      ? withJpegSize(random.pick(honest.jpegs), width, height)
      : withPngSize(random.pick(honest.pngs), width, height);
  },
  'a size that is just allowed': (random, honest) =>
    random.next() < 0.5
      ? withJpegSize(random.pick(honest.jpegs), 8_000, 5_000)
      : withPngSize(random.pick(honest.pngs), 8_000, 5_000),
  'a second header': (random, { pngs }) => {
    const file = random.pick(pngs);
    const second = withPngSize(file, 60_000, 60_000).subarray(8, 33);
    return Buffer.concat([
      file.subarray(0, 33),
      random.next() < 0.5 ? second : second.subarray(0, 20),
      file.subarray(33),
    ]);
  },
  animated: (random, { pngs }) => {
    const control = pngChunk('acTL', Buffer.of(0, 0, 0, 2, 0, 0, 0, 0));
    const frame = pngChunk('fcTL', noise(random, 26));
    return pngWith(random.pick(pngs), random.next() < 0.5 ? control : Buffer.concat([frame, control]));
  },
  'two files spliced': (random, honest) => {
    const [first, second] = [anyOf(random, honest), anyOf(random, honest)];
    return Buffer.concat([
      first.subarray(0, random.integer(2, random.pick([40, 700, first.length]))),
      second.subarray(random.integer(0, random.pick([40, 700, second.length - 1]))),
    ]);
  },
  'a file in a file': (random, { jpegs, pngs }) =>
    random.next() < 0.5
      ? jpegWith(
          random.pick(jpegs),
          application(random.integer(0, 15), random.pick(jpegs).subarray(0, 60_000)),
        )
      : pngWith(random.pick(pngs), pngChunk('eXIf', random.pick(jpegs))),
  'something behind the end': (random, honest) =>
    Buffer.concat([anyOf(random, honest), random.pick(TAILS), noise(random, 200)]),
  'something behind the pixels': (random, { pngs }) => {
    const file = random.pick(pngs);
    return Buffer.concat([file.subarray(0, -12), pngChunk('IDAT', random.pick(TAILS)), file.subarray(-12)]);
  },
  'broken EXIF': (random, { jpegs }) => {
    const segment = exif({ orientation: random.integer(0, 12), directory: random.integer(0, 60) });
    noise(random, 2).copy(segment, random.integer(4, segment.length - 2));
    return jpegWith(random.pick(jpegs), segment);
  },
  'a thousand segments': (random, { jpegs }) =>
    jpegWith(
      random.pick(jpegs),
      Buffer.concat(
        Array.from({ length: random.pick([100, 1_000, 100_000]) }, () => Buffer.of(0xff, 0xe2, 0, 2)),
      ),
    ),
  'a thousand chunks': (random, { pngs }) => {
    const empty = pngChunk(random.pick(['IDAT', 'tEXt']), Buffer.alloc(0));
    const count = random.pick([100, 1_000, 100_000]);
    return pngWith(random.pick(pngs), Buffer.concat(Array.from({ length: count }, () => empty)));
  },
  'many scans': (random, { jpegs }) => scans(random.pick(jpegs), random.pick([5, 31, 32, 1_000, 100_000])),
  'an unusual frame': (random, { jpegs }) => {
    const { fourInks, twelveBits, arithmetic, lossless } = unusual;
    return random.pick([fourInks, twelveBits, arithmetic, lossless])(random.pick(jpegs));
  },
  'a bomb': (random) => {
    const side = random.pick([300, 2_000]);
    return pngOf({ width: side, height: side, bitDepth: 8, colourType: 0 }, Buffer.alloc(30_000_000));
  },
  'a PNG of any make': (random) => {
    const bitDepth = random.pick([1, 2, 4, 8, 16]);
    // With its samples a pixel; there is no colour type 1.
    const [colourType, samples] = random.pick([
      [0, 1],
      [1, 1],
      [2, 3],
      [3, 1],
      [4, 2],
      [6, 4],
    ] as const);
    const size = { width: random.integer(240, 400), height: random.integer(240, 400) };
    const row = Math.ceil((size.width * bitDepth * samples) / 8) + 1;
    const rows = changed(noise(random, row * size.height), (copy) => {
      for (let y = 0; y < size.height; y++) copy[y * row] = random.integer(0, 4);
    });
    return pngOf({ ...size, bitDepth, colourType, interlaced: random.next() < 0.3 }, rows);
  },
};

export const hostileKinds: readonly string[] = Object.keys(KINDS);

/** The `index`-th hostile picture of a seeded stream: each kind once, then each again. */
export function hostilePicture(index: number, random: Random, honest: Honest): HostilePicture {
  const kind = hostileKinds[index % hostileKinds.length] ?? 'no bytes';
  return { kind, bytes: KINDS[kind]?.(random.fork(`${kind}/${index}`), honest) ?? Buffer.alloc(0) };
}
