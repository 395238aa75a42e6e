import { MRZ_ALPHABET } from '../../../../identity/mrz/check-digit';

/** One convolution of the network, its batch normalisation folded in. */
export interface Layer {
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

export interface MrzModel {
  /** Pixel rows of a line as the network was trained to see it. */
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
export function parseModel(file: Uint8Array): MrzModel {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (Buffer.from(file.subarray(0, 4)).toString('latin1') !== 'MRZN')
    throw new Error('not an MRZ model file');
  const headerLength = view.getUint32(4, true);
  const base = 8 + headerLength;
  const header: { v: number; bits: number; H: number; al: string; L: LayerHeader[] } = JSON.parse(
    Buffer.from(file.subarray(8, base)).toString('utf8'),
  );
  if (header.v !== 1 || header.bits !== 8 || header.al !== MRZ_ALPHABET)
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
