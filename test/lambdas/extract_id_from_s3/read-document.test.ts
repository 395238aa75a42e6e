import { createCanvas, loadImage } from '@napi-rs/canvas';
import { CONFIDENCE_GATE } from '../../../identity/confidence';
import type { TextLine } from '../../../identity/front/text-line';
import { syntheticPerson } from '../../../identity/population';
import { readWith } from '../../../lambdas/extract_id_from_s3/read-document';
import { embedded } from '../../../lambdas/extract_id_from_s3/reading/embedded';
import type { OcrEngine } from '../../../lambdas/extract_id_from_s3/reading/engine';
import { drawPage } from '../../../tools/specimens/documents/page';
import { issueSpecimen, type Specimen } from '../../../tools/specimens/documents/specimen';

const read = readWith(embedded);

/** A page as a scanner gives it, half as large as it was drawn. */
function scanned(specimen: Specimen): Buffer {
  const { picture } = drawPage(specimen);
  const half = createCanvas(picture.width / 2, picture.height / 2);
  const pen = half.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, half.width, half.height);
  return half.toBuffer('image/jpeg', 90);
}

const passport = issueSpecimen('passport', syntheticPerson('DK', 12), 'read-document');
const { holder } = passport;

test('a passport whose printed name was altered is not believed', async () => {
  const forged: Specimen = { ...passport, holder: { ...holder, lastName: 'Zabriskie' } };
  const said = await read(scanned(forged), 'DK');

  expect(said.reasons).toEqual(['FRONT_MRZ_MISMATCH']);
  expect(said.confidence).toBeLessThan(CONFIDENCE_GATE);
  expect(said.nationalId).toBe(holder.nationalId);
});

test('a driving licence that lies on its side is read by its field numbers', async () => {
  const picture = await loadImage('test/specimens/dk-driving-licence.jpg');
  const turned = createCanvas(picture.height, picture.width);
  const pen = turned.getContext('2d');
  pen.translate(turned.width, 0);
  pen.rotate(Math.PI / 2);
  pen.drawImage(picture, 0, 0);
  const said = await read(turned.toBuffer('image/jpeg', 85), 'DK');

  expect(said).toMatchObject({
    nationalId: '2404999908',
    dateOfBirth: '1999-04-24',
    document: { kind: 'DRIVING_LICENCE', issuingState: 'DNK', source: 'FRONT' },
    reasons: ['DOCUMENT_WITHOUT_MRZ'],
  });
});

test('a health card is told apart from no document at all', async () => {
  const printed = (...texts: string[]): OcrEngine => ({
    name: 'printed',
    read: () =>
      Promise.resolve({
        kind: 'read',
        mrz: undefined,
        zone: undefined,
        unreadable: 'NO_DOCUMENT_FOUND',
        readFront: () =>
          Promise.resolve(
            texts.map((text, i): TextLine => ({
              text,
              confidence: 0.9,
              box: { x: 0, y: 30 * i, width: 200, height: 20 },
            })),
          ),
      }),
  });
  const reasonsOf = async (engine: OcrEngine) => (await readWith(engine)(Buffer.of(), 'DK')).reasons;

  expect(await reasonsOf(printed('SUNDHEDSKORT', '061085-1178', 'HANNE ØSTERGAARD'))).toEqual([
    'HEALTH_CARD_NOT_ACCEPTED',
  ]);
  expect(await reasonsOf(printed('RECEIPT', 'Milk 12,50'))).toEqual(['NO_DOCUMENT_FOUND']);
});
