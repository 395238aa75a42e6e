import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import loadWabt from 'wabt';
import { asset } from '../../../../../lambdas/extract_id_from_s3/reading/assets';
import {
  CLASSES,
  instantiateConvolution,
  loadNetwork,
} from '../../../../../lambdas/extract_id_from_s3/reading/mrz/network';

const folder = join(process.cwd(), 'lambdas/extract_id_from_s3/reading/mrz');

test('convolution.wasm is what convolution.wat says (npm run wasm)', async () => {
  const wabt = await loadWabt();
  const module = wabt.parseWat('convolution.wat', readFileSync(join(folder, 'convolution.wat'), 'utf8'));

  expect(Buffer.from(module.toBinary({}).buffer)).toEqual(await asset('convolution.wasm'));
});

test('a row of a convolution is the sum that its definition says', async () => {
  const { memory, convolveRow } = instantiateConvolution(await asset('convolution.wasm'));
  const values = new Float32Array(memory.buffer);
  const shape = fc.record({
    rows: fc.integer({ min: 1, max: 4 }),
    columns: fc.integer({ min: 1, max: 5 }),
    channels: fc.integer({ min: 1, max: 6 }),
    stride: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 3 }),
    fours: fc.integer({ min: 1, max: 3 }),
    relu: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
  });
  fc.assert(
    fc.property(shape, ({ rows, columns, channels, stride, groups, fours, relu, seed }) => {
      const width = 4 * fours;
      const rowLength = ((width - 1) * stride + columns) * channels;
      const run = columns * channels;
      const biasAt = rows * rowLength;
      const weightsAt = biasAt + 8 * groups;
      const outputAt = weightsAt + groups * rows * run * 8;
      let state = seed;
      for (let i = 0; i < outputAt; i++) {
        state = (state * 48_271) % 2_147_483_647;
        values[i] = state / 2_147_483_647 - 0.5;
      }
      const [row, step] = [rowLength * 4, stride * channels * 4];
      const least = relu ? 0 : -Infinity;
      convolveRow(
        0,
        row,
        step,
        rows,
        run,
        weightsAt * 4,
        biasAt * 4,
        outputAt * 4,
        groups * 32,
        groups,
        width,
        least,
      );

      for (let x = 0; x < width; x++) {
        for (let o = 0; o < 8 * groups; o++) {
          let sum = values[biasAt + o] ?? 0;
          for (let r = 0; r < rows; r++) {
            for (let k = 0; k < run; k++) {
              const weight = values[weightsAt + (((o >> 3) * rows + r) * run + k) * 8 + (o & 7)] ?? 0;
              sum += weight * (values[r * rowLength + x * stride * channels + k] ?? 0);
            }
          }
          expect(values[outputAt + x * groups * 8 + o]).toBeCloseTo(Math.max(least, sum), 4);
        }
      }
    }),
    { numRuns: 25 },
  );
});

test('a long line after a short one is read as if it were the first', async () => {
  const [model, wasm] = [await asset('mrz.int8.bin'), await asset('convolution.wasm')];
  const line = (width: number) => ({
    width,
    height: 39,
    pixels: new Uint8Array(width * 39).map((_, i) => (i * 7919) % 251),
  });
  const used = loadNetwork(model, wasm);
  used(line(60));

  const posteriors = used(line(1_200));

  expect(posteriors).toEqual(loadNetwork(model, wasm)(line(1_200)));
  for (let frame = 0; frame < posteriors.frames; frame++) {
    const own = posteriors.logProbabilities.subarray(frame * CLASSES, (frame + 1) * CLASSES);
    expect(own.reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 4);
  }
});

test('another module is no convolution', async () => {
  const empty = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

  expect(() => instantiateConvolution(empty)).toThrow('not the convolution module');
});
