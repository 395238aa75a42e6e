import { createCanvas } from '@napi-rs/canvas';
import fc from 'fast-check';
import { crc32, deflateSync } from 'node:zlib';
import { decodePng } from '../../../../lambdas/extract_id_from_s3/reading/png';

const chunk = (type: string, data: Uint8Array): Buffer => {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(typed));
  return Buffer.concat([length, typed, check]);
};

interface Plan {
  width: number;
  height: number;
  bitDepth: number;
  colourType: number;
  interlaced?: boolean;
  palette?: number[];
  transparency?: number[];
  /** Filtered rows, one after the other. */
  rows: Uint8Array;
  /** What else is in the last IDAT. */
  behind?: Uint8Array;
}

const png = ({
  width,
  height,
  bitDepth,
  colourType,
  interlaced,
  palette,
  transparency,
  rows,
  behind = new Uint8Array(),
}: Plan): Buffer => {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([bitDepth, colourType, 0, 0, interlaced ? 1 : 0], 8);
  const compressed = deflateSync(rows);
  const half = compressed.length >> 1;
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    ...(palette ? [chunk('PLTE', Uint8Array.from(palette))] : []),
    ...(transparency ? [chunk('tRNS', Uint8Array.from(transparency))] : []),
    chunk('IDAT', compressed.subarray(0, half)),
    chunk('IDAT', Buffer.concat([compressed.subarray(half), behind])),
    chunk('IEND', new Uint8Array()),
  ]);
};

test('an ordinary PNG with filters of every kind has the luminance of its colours', async () => {
  const canvas = createCanvas(90, 60);
  const draw = canvas.getContext('2d');
  for (let i = 0; i < 60; i++) {
    draw.fillStyle = `hsl(${i * 23} 70% ${20 + i}%)`;
    draw.fillRect((i * 17) % 80, (i * 11) % 50, 20, 20);
  }
  const { data } = draw.getImageData(0, 0, 90, 60);
  const expected = Uint8Array.from({ length: 90 * 60 }, (_, i) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(4 * i, 4 * i + 4);
    return 255 + ((0.299 * red + 0.587 * green + 0.114 * blue - 255) * alpha) / 255 + 0.5;
  });

  expect(await decodePng(canvas.toBuffer('image/png'))).toEqual({ width: 90, height: 60, pixels: expected });
});

test.each<[string, Plan, number[]]>([
  [
    '1 bit of grey',
    { width: 10, height: 1, bitDepth: 1, colourType: 0, rows: Uint8Array.of(0, 0b10110000, 0b01000000) },
    [255, 0, 255, 255, 0, 0, 0, 0, 0, 255],
  ],
  [
    '4 bits of grey',
    { width: 3, height: 1, bitDepth: 4, colourType: 0, rows: Uint8Array.of(0, 0x0f, 0x50) },
    [0, 255, 85],
  ],
  [
    '16 bits of grey',
    { width: 2, height: 1, bitDepth: 16, colourType: 0, rows: Uint8Array.of(0, 0x12, 0x34, 0xff, 0xff) },
    [0x12, 255],
  ],
  [
    '16 bits of colour, filtered in every way, one of them transparent',
    {
      width: 2,
      height: 5,
      bitDepth: 16,
      colourType: 2,
      transparency: [9, 9, 9, 9, 9, 9],
      rows: Uint8Array.from([0, 1, 2, 3, 4].flatMap((filter) => [filter, ...Array<number>(12).fill(3)])),
    },
    // A 9 is transparent.
    [3, 3, 3, 6, 6, 255, 6, 10, 255, 13],
  ],
  [
    'a palette with a transparent colour',
    {
      width: 4,
      height: 1,
      bitDepth: 2,
      colourType: 3,
      palette: [0, 0, 0, 255, 0, 0, 9, 9, 9],
      transparency: [255, 255, 0],
      rows: Uint8Array.of(0, 0b00011000),
    },
    [0, 76, 255, 0],
  ],
  [
    'a transparent colour',
    {
      width: 2,
      height: 1,
      bitDepth: 8,
      colourType: 2,
      transparency: [0, 1, 0, 2, 0, 3],
      rows: Uint8Array.of(0, 1, 2, 3, 30, 30, 30),
    },
    [255, 30],
  ],
  [
    'grey with alpha',
    { width: 2, height: 1, bitDepth: 8, colourType: 4, rows: Uint8Array.of(0, 0, 255, 0, 0) },
    [0, 255],
  ],
  [
    'interlaced grey',
    {
      width: 2,
      height: 2,
      bitDepth: 8,
      colourType: 0,
      interlaced: true,
      rows: Uint8Array.of(0, 10, 0, 20, 0, 30, 40),
    },
    [10, 20, 30, 40],
  ],
])('%s is understood', async (_, plan, expected) => {
  expect(Array.from((await decodePng(png(plan))).pixels)).toEqual(expected);
});

/** The header again at the end, of a picture that would take 3.6 GB. */
const withSecondHeader = (file: Buffer): Buffer => {
  const header = Buffer.from(file.subarray(16, 29));
  header.writeUInt32BE(60_000, 0);
  header.writeUInt32BE(60_000, 4);
  return Buffer.concat([file.subarray(0, -12), chunk('IHDR', header), file.subarray(-12)]);
};

const plain: Plan = { width: 8, height: 8, bitDepth: 8, colourType: 0, rows: new Uint8Array(72) };

test.each<[string, Buffer]>([
  ['lacks rows', png({ ...plain, height: 9 })],
  ['has no pixels at all', png({ ...plain, rows: new Uint8Array() })],
  ['has an unknown filter', png({ ...plain, rows: new Uint8Array(72).fill(5) })],
  ['has an unknown colour type', png({ ...plain, colourType: 5 })],
  ['has a depth that its colour type does not know', png({ ...plain, colourType: 2, bitDepth: 4 })],
  ['has a row too many', png({ ...plain, rows: new Uint8Array(81) })],
  ['hides a file behind its pixels', png({ ...plain, behind: Buffer.from('PK\x03\x04') })],
  ['has a second header', withSecondHeader(png(plain))],
  ['is cut off', png(plain).subarray(0, 60)],
])('a PNG that %s is refused', async (_, file) => {
  await expect(decodePng(file)).rejects.toThrow();
});

test('a bomb is refused before it has gone off', async () => {
  const bomb = png({ ...plain, rows: new Uint8Array(60_000_000) });
  const before = process.memoryUsage().rss;

  await expect(decodePng(bomb)).rejects.toThrow('goes on behind its last row');
  expect(process.memoryUsage().rss - before).toBeLessThan(30_000_000);
});

test('any flipped bit is either noticed or harmless', async () => {
  const file = png(plain);
  const whole = await decodePng(file);
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: file.length * 8 - 1 }), async (bit) => {
      const broken = Buffer.from(file);
      broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      await decodePng(broken).then(
        (picture) => expect(picture).toEqual(whole),
        (error: unknown) => expect(error).toHaveProperty('message'),
      );
    }),
  );
});
