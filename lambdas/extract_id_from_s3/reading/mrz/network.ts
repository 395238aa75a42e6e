import { MRZ_ALPHABET as ALPHABET } from '../../../../identity/mrz/check-digit';
import { resize, type GrayPicture } from '../image/resample';
import { parseModel, type Layer, type MrzModel } from './model-file';

/** Class 0 is CTC's blank; class i + 1 is `ALPHABET[i]`. */
export { ALPHABET };
export const CLASSES = ALPHABET.length + 1;

/** What the network saw along one line: natural logarithms, frame by frame, `frames × CLASSES`. */
export interface LinePosteriors {
  readonly frames: number;
  readonly logProbabilities: Float32Array;
}

/** Reads one line of text, cropped with about a fifth of its height as margin. */
export type ReadLine = (line: GrayPicture) => LinePosteriors;

/** As much of WebAssembly.Memory as Node's types leave out. */
interface Memory {
  readonly buffer: ArrayBuffer;
  readonly grow: (pages: number) => number;
}

/** What `convolution.wasm` exports; see convolution.wat. */
interface Convolution {
  readonly memory: Memory;
  readonly convolveRow: (
    input: number,
    inputRow: number,
    step: number,
    rows: number,
    run: number,
    weights: number,
    bias: number,
    output: number,
    outputPixel: number,
    groups: number,
    width: number,
    least: number,
  ) => void;
}

const isConvolution = (exports: object): exports is Convolution =>
  'memory' in exports && 'convolveRow' in exports;

/** A fresh instance of `convolution.wasm`. Throws on another file: it ships with the code. */
export function instantiateConvolution(wasm: Uint8Array): Convolution {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm.slice()), {});
  if (!isConvolution(exports)) throw new Error('not the convolution module');
  return exports;
}

/** Output channels are computed by eights; those that the layer lacks have no weight. */
const GROUP = 8;
const PAGE = 65_536;
const FLOAT = 4;

const padded = (channels: number): number => Math.ceil(channels / GROUP) * GROUP;

/** A layer whose weights lie in the module's memory. Addresses in bytes. */
interface PlacedLayer extends Omit<Layer, 'weights' | 'bias'> {
  readonly weightsAt: number;
  readonly biasAt: number;
}

/** Activations in the module's memory, row by row, pixel by pixel, channels together. */
interface Activations {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** In floats. */
  readonly at: number;
}

const sizeOf = ({ height, width, channels }: Shape): number => height * width * channels;

/** Lays the weights out as the module takes them: groups of eight outputs, the weights of an input side by side. */
function place(layers: MrzModel['layers'], memory: Memory) {
  const floats = layers.reduce(
    (sum, { outputs, inputs, kernel }) => sum + padded(outputs) * (inputs * kernel[0] * kernel[1] + 1),
    0,
  );
  memory.grow(Math.ceil((floats * FLOAT) / PAGE));
  const values = new Float32Array(memory.buffer);
  let at = 0;
  const placed = layers.map(({ weights, bias, ...layer }): PlacedLayer => {
    const taps = layer.inputs * layer.kernel[0] * layer.kernel[1];
    const outputs = padded(layer.outputs);
    values.set(bias, at);
    const first = at + outputs;
    for (let o = 0; o < layer.outputs; o++) {
      const group = first + (o - (o % GROUP)) * taps + (o % GROUP);
      for (let tap = 0; tap < taps; tap++) values[group + tap * GROUP] = weights[o * taps + tap] ?? 0;
    }
    const here = { ...layer, biasAt: at * FLOAT, weightsAt: first * FLOAT };
    at = first + outputs * taps;
    return here;
  });
  return { placed, end: at };
}

/** In place: no value is written where one is still to be read. */
function maxPool(values: Float32Array, input: Activations, [down, across]: readonly [number, number]) {
  const { channels, at } = input;
  const height = Math.floor(input.height / down);
  const width = Math.floor(input.width / across);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = at + (y * width + x) * channels;
      for (let c = 0; c < channels; c++) {
        let most = -Infinity;
        for (let j = 0; j < down; j++) {
          const row = at + ((y * down + j) * input.width + x * across) * channels + c;
          for (let i = 0; i < across; i++) {
            const value = values[row + i * channels] ?? 0;
            if (value > most) most = value;
          }
        }
        values[to + c] = most;
      }
    }
  }
  return { height, width, channels, at };
}

function logSoftmax(values: Float32Array, { width, channels, at }: Activations): LinePosteriors {
  const logProbabilities = new Float32Array(width * CLASSES);
  for (let frame = 0; frame < width; frame++) {
    const logits = values.subarray(at + frame * channels, at + frame * channels + CLASSES);
    const highest = Math.max(...logits);
    let sum = 0;
    for (const logit of logits) sum += Math.exp(logit - highest);
    const norm = highest + Math.log(sum);
    logits.forEach((logit, c) => (logProbabilities[frame * CLASSES + c] = logit - norm));
  }
  return { frames: width, logProbabilities };
}

/** White columns before a line: characters that touch the crop's edge are otherwise lost. */
const LEAD_IN = 8;
/** Strides and pools halve a line's width twice, and the module takes four pixels at a time. */
const WIDTH_STEP = 16;

/** A line as the network was trained to see it: ink near -0.5 and paper near 0.5 by its own 2nd and 90th percentile. */
function normalise(line: GrayPicture, height: number): { width: number; values: Float32Array } {
  const lineWidth = Math.max(24, Math.round((line.width * height) / line.height));
  const pixels = resize(line, lineWidth, height);
  const sample = pixels.filter((_, i) => (i % lineWidth) % 3 === 0).sort();
  const quantile = (share: number): number => sample[Math.round(share * (sample.length - 1))] ?? 0;
  const ink = quantile(0.02);
  const range = Math.max(8, quantile(0.9) - ink);
  const width = Math.ceil((lineWidth + LEAD_IN + 4) / WIDTH_STEP) * WIDTH_STEP;
  const values = new Float32Array(width * height).fill(0.5);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < lineWidth; x++) {
      const level = ((pixels[y * lineWidth + x] ?? 0) - ink) / range;
      values[y * width + x + LEAD_IN] = (level < -0.3 ? -0.3 : level > 1.3 ? 1.3 : level) - 0.5;
    }
  }
  return { width, values };
}

type Shape = Omit<Activations, 'at'>;

/** What a layer's input becomes once it has its border of zeros, and what comes out of it before it is pooled. */
function shapes(layer: PlacedLayer, { height, width, channels }: Shape): { bordered: Shape; output: Shape } {
  const [down, across] = layer.padding;
  const bordered = { height: height + 2 * down, width: width + 2 * across, channels };
  const output = {
    height: Math.floor((bordered.height - layer.kernel[0]) / layer.stride[0]) + 1,
    width: Math.floor((bordered.width - layer.kernel[1]) / layer.stride[1]) + 1,
    channels: padded(layer.outputs),
  };
  return { bordered, output };
}

/** Copies activations to where they get a border of zeros. */
function border(values: Float32Array, input: Activations, to: Activations): void {
  values.fill(0, to.at, to.at + sizeOf(to));
  const row = input.width * input.channels;
  const left = ((to.width - input.width) / 2) * to.channels;
  const top = (to.height - input.height) / 2;
  for (let y = 0; y < input.height; y++) {
    const from = input.at + y * row;
    values.copyWithin(to.at + (y + top) * to.width * to.channels + left, from, from + row);
  }
}

/**
 * The network of a model file, computed by `convolution.wasm`. It has one working memory, and reads one line after the other.
 * Throws on other files than those that ship with the code.
 */
export function loadNetwork(model: Uint8Array, wasm: Uint8Array): ReadLine {
  const { inputHeight, layers } = parseModel(model);
  const { memory, convolveRow } = instantiateConvolution(wasm);
  const { placed, end } = place(layers, memory);

  /** The module's memory, large enough for a line: the outputs of a layer begin at `end`, its bordered input at `inputs`. */
  const roomFor = (line: Shape) => {
    let shape = line;
    let mostIn = 0;
    let mostOut = sizeOf(line);
    for (const layer of placed) {
      const { bordered, output } = shapes(layer, shape);
      mostIn = Math.max(mostIn, sizeOf(bordered));
      mostOut = Math.max(mostOut, sizeOf(output));
      const [down, across] = layer.pool ?? [1, 1];
      shape = {
        height: Math.floor(output.height / down),
        width: Math.floor(output.width / across),
        channels: layer.outputs,
      };
    }
    const missing = (end + mostIn + mostOut) * FLOAT - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return { values: new Float32Array(memory.buffer), inputs: end + mostOut };
  };

  const convolve = (layer: PlacedLayer, input: Activations, output: Activations): void => {
    const inputRow = input.width * input.channels * FLOAT;
    const outputRow = output.width * output.channels * FLOAT;
    for (let y = 0; y < output.height; y++) {
      convolveRow(
        input.at * FLOAT + y * layer.stride[0] * inputRow,
        inputRow,
        layer.stride[1] * input.channels * FLOAT,
        layer.kernel[0],
        layer.kernel[1] * input.channels,
        layer.weightsAt,
        layer.biasAt,
        output.at * FLOAT + y * outputRow,
        output.channels * FLOAT,
        output.channels / GROUP,
        output.width,
        layer.relu ? 0 : -Infinity,
      );
    }
  };

  return (line) => {
    const { width, values: pixels } = normalise(line, inputHeight);
    let activations: Activations = { height: inputHeight, width, channels: 1, at: end };
    const { values, inputs } = roomFor(activations);
    values.set(pixels, end);
    let saved: Float32Array | undefined;
    for (const layer of placed) {
      const { bordered, output } = shapes(layer, activations);
      border(values, activations, { ...bordered, at: inputs });
      activations = { ...output, at: end };
      convolve(layer, { ...bordered, at: inputs }, activations);
      if (layer.pool) activations = maxPool(values, activations, layer.pool);
      if (layer.residual === 'save') saved = values.slice(end, end + sizeOf(activations));
      if (layer.residual === 'add')
        saved?.forEach((value, i) => (values[end + i] = (values[end + i] ?? 0) + value));
    }
    return logSoftmax(values, activations);
  };
}
