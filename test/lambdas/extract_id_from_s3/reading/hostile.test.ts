import { createCanvas } from '@napi-rs/canvas';
import { decodePicture } from '../../../../lambdas/extract_id_from_s3/reading/picture';
import { readHeader } from '../../../../lambdas/extract_id_from_s3/reading/picture-header';
import { withoutMetadata } from '../../../../lambdas/extract_id_from_s3/reading/without-metadata';
import { hostileKinds, hostilePicture, type Honest } from '../../../../tools/hostile-pictures/hostile';
import { seeded } from '../../../../tools/specimens/random';

/** Small, so that many fit into the time of a test; `npm run bench -- hygiene` takes the specimens, and thousands. */
const canvas = createCanvas(320, 240);
const pen = canvas.getContext('2d');
for (let i = 0; i < 40; i++) {
  pen.fillStyle = `hsl(${i * 37} 60% 50%)`;
  pen.fillRect((i * 53) % 300, (i * 31) % 220, 40, 30);
}
const honest: Honest = {
  jpegs: [60, 95].map((quality) => canvas.toBuffer('image/jpeg', quality)),
  pngs: [canvas.toBuffer('image/png')],
};

const ROUNDS = 4;
const random = seeded('hostile pictures of the tests');
const pictures = Array.from({ length: ROUNDS * hostileKinds.length }, (_, i) =>
  hostilePicture(i, random, honest),
);
const ofKind = (wanted: string): Buffer[] =>
  pictures.filter(({ kind }) => kind === wanted).map(({ bytes }) => bytes);

test.each(hostileKinds)('%s: a reason or a picture, cleaned or not', async (kind) => {
  expect(ofKind(kind)).toHaveLength(ROUNDS);
  for (const bytes of ofKind(kind)) {
    const kept = withoutMetadata(bytes);
    const decoded = await decodePicture(kept);

    if (decoded.ok) {
      const { width, height, pixels } = decoded.picture;
      expect(pixels).toHaveLength(width * height);
      expect(Math.max(width, height)).toBeLessThanOrEqual(3_200);
    } else {
      expect(decoded.refusal).toMatch(/^PICTURE_/);
    }
    expect(kept.length).toBeLessThanOrEqual(bytes.length);
    expect(withoutMetadata(kept)).toBe(kept);
    expect(readHeader(kept)).toEqual(readHeader(bytes));
  }
});

test.each([
  ['no bytes', ['PICTURE_EMPTY']],
  ['zero bytes', ['PICTURE_NOT_AN_IMAGE']],
  ['wrong type', ['PICTURE_TYPE_UNSUPPORTED', 'PICTURE_NOT_AN_IMAGE']],
  ['a size that is just allowed', ['PICTURE_DAMAGED']],
  ['a second header', ['PICTURE_DAMAGED']],
  ['animated', ['PICTURE_TYPE_UNSUPPORTED']],
  ['something behind the pixels', ['PICTURE_DAMAGED']],
  ['an unusual frame', ['PICTURE_TYPE_UNSUPPORTED']],
  ['a bomb', ['PICTURE_DAMAGED']],
])('%s is refused, always for the same reason', async (kind, refusals) => {
  for (const bytes of ofKind(kind)) {
    const decoded = await decodePicture(bytes);
    expect(refusals).toContain(decoded.ok ? 'a picture' : decoded.refusal);
  }
});

test('what only hangs on behind the end is taken off, and the picture read', async () => {
  for (const bytes of ofKind('something behind the end')) {
    expect(await decodePicture(withoutMetadata(bytes))).toMatchObject({ ok: true });
  }
});
