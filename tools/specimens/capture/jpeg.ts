import type { Canvas } from '@napi-rs/canvas';
import encode, { init } from '@jsquash/jpeg/encode';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

let encoder: Promise<void> | undefined;

/** The codec's own loader fetches a URL, which Node cannot do for a file: it is handed the bytes. */
async function loadEncoder(): Promise<void> {
  const path = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');
  const module: { wasmBinary: Buffer; noInitialRun?: boolean } = { wasmBinary: await readFile(path) };
  await init(module);
}

/** JPEG bytes of a picture, by mozjpeg: a third smaller than the canvas's own encoder, and the same on every machine. */
export async function encodeJpeg(picture: Canvas, quality: number): Promise<Buffer> {
  encoder ??= loadEncoder();
  await encoder;
  const { width, height } = picture;
  const pixels = picture.getContext('2d').getImageData(0, 0, width, height);
  return Buffer.from(await encode({ data: pixels.data, width, height, colorSpace: 'srgb' }, { quality }));
}
