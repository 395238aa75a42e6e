import { readFileSync } from 'node:fs';
import { embedded } from '../../../../lambdas/extract_id_from_s3/reading/embedded';
import { isSure } from '../../../../lambdas/extract_id_from_s3/reading/mrz/read';
import { drawPage, PASSPORT, turned } from './drawn';

const read = (bytes: Uint8Array) => embedded.read({ bytes }, 'DK');

async function readable(bytes: Uint8Array) {
  const reading = await read(bytes);
  if (reading.kind !== 'read') throw new Error(reading.refusal);
  return reading;
}

test('a picture of a passport is read: its zone for certain, its front when asked for', async () => {
  const reading = await readable(readFileSync('test/specimens/dk-passport.jpg'));

  expect(reading.mrz?.lines[0]).toBe('P<DNKSOENDERGAARD<<LINE<<<<<<<<<<<<<<<<<<<<<');
  expect(reading.mrz && isSure(reading.mrz)).toBe(true);
  expect(reading.unreadable).toBeUndefined();
  const front = await reading.readFront();
  expect(front.map(({ text }) => text).join(' ')).toContain('Søndergaard'.toUpperCase());
});

test('a passport photographed upside down has an upright front', async () => {
  const { readFront } = await readable(turned(drawPage(PASSPORT), Math.PI).toBuffer('image/png'));

  expect((await readFront()).map(({ text }) => text).join(' ')).toContain('SPECIMEN');
});

test('a visa has a zone, but is no document of identity', async () => {
  const lines = ['V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'L8988901C4XXX4009078F9612109<<<<<<<<'];
  const reading = await readable(drawPage(lines).toBuffer('image/png'));

  expect(reading).toMatchObject({
    mrz: undefined,
    zone: { format: 'MRVB', lines },
    unreadable: 'NO_DOCUMENT_FOUND',
  });
});

test('a blurred picture is said to be blurred', async () => {
  const reading = await readable(readFileSync('test/specimens/dk-passport-blurred.jpg'));

  expect(reading).toMatchObject({ mrz: undefined, unreadable: 'PICTURE_BLURRED' });
});

test('a landscape is no document', async () => {
  expect(await read(readFileSync('test/specimens/not-a-document.jpg'))).toMatchObject({
    unreadable: 'NO_DOCUMENT_FOUND',
  });
});

test('what is no picture is refused', async () => {
  expect(await read(Buffer.from('hello'))).toEqual({ kind: 'refused', refusal: 'PICTURE_NOT_AN_IMAGE' });
});
