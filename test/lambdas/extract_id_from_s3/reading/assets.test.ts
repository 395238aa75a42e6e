import { asset, type AssetName } from '../../../../lambdas/extract_id_from_s3/reading/assets';
import list from '../../../../lambdas/extract_id_from_s3/assets.json';
import { parseModel } from '../../../../lambdas/extract_id_from_s3/reading/mrz/model-file';

const names: AssetName[] = [
  'mrz.int8.bin',
  'convolution.wasm',
  'mozjpeg_dec.wasm',
  'tesseract-core.wasm',
  'dan.traineddata.gz',
  'nor.traineddata.gz',
  'swe.traineddata.gz',
];

test.each(names)('%s ships with the install', async (name) => {
  expect((await asset(name)).length).toBeGreaterThan(name === 'convolution.wasm' ? 500 : 100_000);
});

test('what is copied beside the bundle is what the code asks for, no more', () => {
  expect(list.map(({ name }) => name).sort()).toEqual([...names].sort());
});

test('the MRZ model has one class a character and a blank', async () => {
  const { inputHeight, layers } = parseModel(await asset('mrz.int8.bin'));

  expect(inputHeight).toBe(24);
  expect(layers.at(-1)?.outputs).toBe(38);
});

test('another file is no MRZ model', async () => {
  const wasm = await asset('mozjpeg_dec.wasm');

  expect(() => parseModel(wasm)).toThrow('not an MRZ model file');
});
