import { MRZ_ALPHABET as ALPHABET } from '../../../../identity/mrz/check-digit';
import { resize, type GrayPicture } from '../image/resample';

/** Class 0 is CTC's blank; class i + 1 is `ALPHABET[i]`. */
export { ALPHABET };
export const CLASSES = ALPHABET.length + 1;

/** What the network saw along one line: natural logarithms, frame by frame, `frames × CLASSES`. */
export interface LinePosteriors {
  readonly frames: number;
  readonly logProbabilities: Float32Array;
}

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: readonly [height: number, width: number];
  readonly stride: readonly [down: number, across: number];
  readonly padding: readonly [down: number, across: number];
  readonly relu: boolean;
  readonly pool: readonly [down: number, across: number] | undefined;
  /** 'save' keeps this layer's output, 'add' adds the kept one to it: the residual connection. */
  readonly residual: 'save' | 'add' | undefined;
  /** Output by output; inside: kernel row, kernel column, input channel. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
}

export interface MrzNetwork {
  readonly inputHeight: number;
  readonly layers: readonly Layer[];
}

/** The header of a model file, as its exporter wrote it. */
interface LayerHeader {
  i: number;
  o: number;
  k: [number, number];
  s: [number, number];
  p: [number, number];
  relu: 0 | 1;
  pool: [number, number] | null;
  tag: 'save' | 'add' | null;
  b: number;
  sc: number;
  w: number;
}

/**
 * Unpacks a model file: `MRZN`, the header's length, a JSON header, then per layer float32 biases, one float32 scale an output
 * channel and int8 weights (output, input, row, column). Throws on another file: the model ships with the code, so this is our fault.
 */
export function loadNetwork(file: Uint8Array): MrzNetwork {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (Buffer.from(file.subarray(0, 4)).toString('latin1') !== 'MRZN')
    throw new Error('not an MRZ model file');
  const headerLength = view.getUint32(4, true);
  const base = 8 + headerLength;
  const header: { v: number; bits: number; H: number; al: string; L: LayerHeader[] } = JSON.parse(
    Buffer.from(file.subarray(8, base)).toString('utf8'),
  );
  if (header.v !== 1 || header.bits !== 8 || header.al !== ALPHABET)
    throw new Error('unknown MRZ model version');
  const float = (offset: number, index: number): number => view.getFloat32(base + offset + 4 * index, true);
  const layers = header.L.map((layer): Layer => {
    const [rows, columns] = layer.k;
    const weights = new Float32Array(layer.o * layer.i * rows * columns);
    let at = base + layer.w;
    for (let o = 0; o < layer.o; o++) {
      const scale = float(layer.sc, o);
      for (let i = 0; i < layer.i; i++) {
        for (let tap = 0; tap < rows * columns; tap++) {
          weights[(o * rows * columns + tap) * layer.i + i] = view.getInt8(at++) * scale;
        }
      }
    }
    return {
      inputs: layer.i,
      outputs: layer.o,
      kernel: layer.k,
      stride: layer.s,
      padding: layer.p,
      relu: layer.relu === 1,
      pool: layer.pool ?? undefined,
      residual: layer.tag ?? undefined,
      weights,
      bias: Float32Array.from({ length: layer.o }, (_, o) => float(layer.b, o)),
    };
  });
  return { inputHeight: header.H, layers };
}

/** Activations, row by row, pixel by pixel, channels together. */
interface Activations {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float32Array;
}

function pad(input: Activations, down: number, across: number): Activations {
  if (down === 0 && across === 0) return input;
  const { height, width, channels, values } = input;
  const padded = new Float32Array((height + 2 * down) * (width + 2 * across) * channels);
  for (let y = 0; y < height; y++) {
    const row = values.subarray(y * width * channels, (y + 1) * width * channels);
    padded.set(row, ((y + down) * (width + 2 * across) + across) * channels);
  }
  return { height: height + 2 * down, width: width + 2 * across, channels, values: padded };
}

/**
 * One row of outputs for four output channels at a time, two pixels at a time: eight sums stay in registers while a kernel row's
 * inputs, which lie together, run past once. Nearly all the time of a reading goes by in here.
 */
function convolveRow(
  layer: Layer,
  input: Activations,
  output: Float32Array,
  outputWidth: number,
  y: number,
  channel: number,
): void {
  const { weights, bias, outputs, relu } = layer;
  const [rows, columns] = layer.kernel;
  const run = columns * layer.inputs;
  const size = rows * run;
  const inputRow = input.width * layer.inputs;
  const step = layer.stride[1] * layer.inputs;
  const x = input.values;
  // A last block of fewer than four channels computes its last one again.
  const c0 = channel;
  const c1 = Math.min(channel + 1, outputs - 1);
  const c2 = Math.min(channel + 2, outputs - 1);
  const c3 = Math.min(channel + 3, outputs - 1);
  const b0 = bias[c0] ?? 0;
  const b1 = bias[c1] ?? 0;
  const b2 = bias[c2] ?? 0;
  const b3 = bias[c3] ?? 0;
  for (let ox = 0; ox < outputWidth; ox += 2) {
    const next = ox + 1 < outputWidth ? step : 0;
    let s0 = b0;
    let s1 = b1;
    let s2 = b2;
    let s3 = b3;
    let t0 = b0;
    let t1 = b1;
    let t2 = b2;
    let t3 = b3;
    for (let row = 0; row < rows; row++) {
      const p = (y * layer.stride[0] + row) * inputRow + ox * step;
      const q = p + next;
      const w0 = c0 * size + row * run;
      const w1 = c1 * size + row * run;
      const w2 = c2 * size + row * run;
      const w3 = c3 * size + row * run;
      for (let k = 0; k < run; k++) {
        const u = x[p + k] ?? 0;
        const v = x[q + k] ?? 0;
        const f0 = weights[w0 + k] ?? 0;
        const f1 = weights[w1 + k] ?? 0;
        const f2 = weights[w2 + k] ?? 0;
        const f3 = weights[w3 + k] ?? 0;
        s0 += u * f0;
        s1 += u * f1;
        s2 += u * f2;
        s3 += u * f3;
        t0 += v * f0;
        t1 += v * f1;
        t2 += v * f2;
        t3 += v * f3;
      }
    }
    const at = (y * outputWidth + ox) * outputs;
    output[at + c0] = relu && s0 < 0 ? 0 : s0;
    output[at + c1] = relu && s1 < 0 ? 0 : s1;
    output[at + c2] = relu && s2 < 0 ? 0 : s2;
    output[at + c3] = relu && s3 < 0 ? 0 : s3;
    if (next > 0) {
      output[at + outputs + c0] = relu && t0 < 0 ? 0 : t0;
      output[at + outputs + c1] = relu && t1 < 0 ? 0 : t1;
      output[at + outputs + c2] = relu && t2 < 0 ? 0 : t2;
      output[at + outputs + c3] = relu && t3 < 0 ? 0 : t3;
    }
  }
}

function convolve(layer: Layer, activations: Activations): Activations {
  const input = pad(activations, layer.padding[0], layer.padding[1]);
  const height = Math.floor((input.height - layer.kernel[0]) / layer.stride[0]) + 1;
  const width = Math.floor((input.width - layer.kernel[1]) / layer.stride[1]) + 1;
  const values = new Float32Array(height * width * layer.outputs);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < layer.outputs; channel += 4) {
      convolveRow(layer, input, values, width, y, channel);
    }
  }
  return { height, width, channels: layer.outputs, values };
}

function maxPool(input: Activations, [down, across]: readonly [number, number]): Activations {
  const { channels } = input;
  const height = Math.floor(input.height / down);
  const width = Math.floor(input.width / across);
  const values = new Float32Array(height * width * channels).fill(-Infinity);
  for (let y = 0; y < height * down; y++) {
    const toRow = ((y - (y % down)) / down) * width;
    for (let x = 0; x < width * across; x++) {
      const from = (y * input.width + x) * channels;
      const to = (toRow + (x - (x % across)) / across) * channels;
      for (let c = 0; c < channels; c++) {
        const value = input.values[from + c] ?? 0;
        if (value > (values[to + c] ?? 0)) values[to + c] = value;
      }
    }
  }
  return { height, width, channels, values };
}

function logSoftmax({ width, channels, values }: Activations): LinePosteriors {
  const logProbabilities = new Float32Array(width * channels);
  for (let frame = 0; frame < width; frame++) {
    const logits = values.subarray(frame * channels, (frame + 1) * channels);
    const highest = Math.max(...logits);
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - highest);
    const norm = highest + Math.log(sum);
    logits.forEach((logit, c) => (logProbabilities[frame * channels + c] = logit - norm));
  }
  return { frames: width, logProbabilities };
}

/** White columns before a line: characters that touch the crop's edge are otherwise lost. */
const LEAD_IN = 8;

/** A line as the network was trained to see it: 32 rows, ink near -0.5 and paper near 0.5 by its own 2nd and 90th percentile. */
function normalise(line: GrayPicture, height: number): Activations {
  const lineWidth = Math.max(24, Math.round((line.width * height) / line.height));
  const pixels = resize(line, lineWidth, height);
  const sample = pixels.filter((_, i) => (i % lineWidth) % 3 === 0).sort();
  const quantile = (share: number): number => sample[Math.round(share * (sample.length - 1))] ?? 0;
  const ink = quantile(0.02);
  const range = Math.max(8, quantile(0.9) - ink);
  const width = Math.ceil((lineWidth + LEAD_IN + 4) / 4) * 4;
  const values = new Float32Array(width * height).fill(0.5);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < lineWidth; x++) {
      const level = ((pixels[y * lineWidth + x] ?? 0) - ink) / range;
      values[y * width + x + LEAD_IN] = (level < -0.3 ? -0.3 : level > 1.3 ? 1.3 : level) - 0.5;
    }
  }
  return { height, width, channels: 1, values };
}

/** Reads one line of text, cropped with about a fifth of its height as margin. */
export function readLine(network: MrzNetwork, line: GrayPicture): LinePosteriors {
  let activations = normalise(line, network.inputHeight);
  let saved: Activations | undefined;
  for (const layer of network.layers) {
    activations = convolve(layer, activations);
    if (layer.pool) activations = maxPool(activations, layer.pool);
    if (layer.residual === 'save') saved = activations;
    if (layer.residual === 'add' && saved) {
      const { values } = saved;
      values.forEach((value, i) => (activations.values[i] = (activations.values[i] ?? 0) + value));
    }
  }
  return logSoftmax(activations);
}
