import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import list from '../assets.json';

/** Names of the files in `assets.json`: models and WASM, shipped with the install and copied beside the bundle. */
export type AssetName =
  | 'mrz.int8.bin'
  | 'convolution.wasm'
  | 'mozjpeg_dec.wasm'
  | 'tesseract-core.wasm'
  | `${'dan' | 'nor' | 'swe'}.traineddata.gz`;

/** Beside the bundle where there is one; otherwise where the file comes from. */
const locate = (name: AssetName): URL => {
  const deployed = new URL(`./assets/${name}`, import.meta.url);
  if (existsSync(deployed)) return deployed;
  const from = list.find((asset) => asset.name === name)?.from;
  if (!from) throw new Error(`assets.json does not list ${name}`);
  return from.startsWith('./')
    ? new URL(`../${from.slice('./'.length)}`, import.meta.url)
    : new URL(`../../../node_modules/${from}`, import.meta.url);
};

/** The bytes of a file that this Lambda was shipped with. */
export const asset = (name: AssetName): Promise<Buffer> => readFile(locate(name));
