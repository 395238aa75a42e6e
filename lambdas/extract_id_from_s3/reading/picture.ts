import decodeJpeg, { init as initJpeg } from '@jsquash/jpeg/decode';
import type { ReasonCode } from '../../../generated/types';
import { asset } from './assets';
import { reduceTo, type GrayPicture } from './image/resample';
import { readHeader } from './picture-header';
import { decodePng } from './png';

export type PictureRefusal = Extract<
  ReasonCode,
  | 'PICTURE_EMPTY'
  | 'PICTURE_NOT_AN_IMAGE'
  | 'PICTURE_TYPE_UNSUPPORTED'
  | 'PICTURE_DAMAGED'
  | 'PICTURE_TOO_MANY_PIXELS'
  | 'PICTURE_TOO_SMALL'
>;

export type DecodedPicture = { ok: true; picture: GrayPicture } | { ok: false; refusal: PictureRefusal };

/** Pixels a side, and in all: what Textract takes, and what this Lambda's memory holds. */
const MAX_SIDE = 10_000;
const MAX_PIXELS = 40_000_000;
/** A document whose longest side has fewer pixels cannot be read. */
const MIN_SIDE = 240;
/** Reading gains nothing from more. */
const USEFUL_SIDE = 3_200;

/** What the WASM decoder makes its answer of; Node has none. */
class Pixels {
  constructor(
    readonly data: Uint8ClampedArray,
    readonly width: number,
    readonly height: number,
  ) {}
}

type Decode = (bytes: Uint8Array) => Promise<Pixels>;

const compile = async (name: 'mozjpeg_dec.wasm'): Promise<WebAssembly.Module> => {
  if (!('ImageData' in globalThis)) Object.assign(globalThis, { ImageData: Pixels });
  return WebAssembly.compile(new Uint8Array(await asset(name)));
};

/** Upright: `preserveOrientation` applies what EXIF says. */
const jpeg: Decode = async (bytes) => {
  jpegDecoder ??= compile('mozjpeg_dec.wasm');
  // A decoder that met a broken file may be broken itself, so each picture gets a fresh one (3 ms).
  const module = await jpegDecoder;
  const options = {
    // It would write its warnings to the log.
    printErr: () => undefined,
    instantiateWasm: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
  };
  await initJpeg(options);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  return decodeJpeg(buffer, { preserveOrientation: true });
};
let jpegDecoder: Promise<WebAssembly.Module> | undefined;

/** 8-bit luminance (ITU-R BT.601, its weights in 256ths); a JPEG has no transparent parts. */
const toGray = ({ data, width, height }: Pixels): GrayPicture => {
  const pixels = new Uint8Array(width * height);
  for (let i = 0, o = 0; i < pixels.length; i += 1, o += 4) {
    pixels[i] = (77 * (data[o] ?? 0) + 150 * (data[o + 1] ?? 0) + 29 * (data[o + 2] ?? 0) + 128) >> 8;
  }
  return { width, height, pixels };
};

/**
 * A JPEG or PNG, told by its content, as an upright gray picture. Size and truncation are judged from the file's own
 * structure before anything is decoded. Never throws for a bad file.
 */
export const decodePicture = async (bytes: Uint8Array): Promise<DecodedPicture> => {
  const refuse = (refusal: PictureRefusal): DecodedPicture => ({ ok: false, refusal });
  if (bytes.length === 0) return refuse('PICTURE_EMPTY');
  const header = readHeader(bytes);
  if (header.kind === 'unknown') return refuse('PICTURE_NOT_AN_IMAGE');
  if (header.kind === 'other') return refuse('PICTURE_TYPE_UNSUPPORTED');
  if (header.kind === 'damaged') return refuse('PICTURE_DAMAGED');
  const { width, height } = header;
  const longest = Math.max(width, height);
  if (longest > MAX_SIDE || width * height > MAX_PIXELS) return refuse('PICTURE_TOO_MANY_PIXELS');
  if (longest < MIN_SIDE) return refuse('PICTURE_TOO_SMALL');
  try {
    const picture = header.kind === 'jpeg' ? toGray(await jpeg(bytes)) : await decodePng(bytes);
    return { ok: true, picture: reduceTo(picture, USEFUL_SIDE) };
  } catch {
    // The decoders' own words may hold bytes of the file.
    return refuse('PICTURE_DAMAGED');
  }
};
