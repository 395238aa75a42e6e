import { loadImage, type Canvas } from '@napi-rs/canvas';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseMrz } from '../../../identity/mrz/parse';
import { registryStateOf } from '../../../identity/population';
import { capture } from '../../../tools/specimens/capture/conditions';
import { paint } from '../../../tools/specimens/paper/picture';
import { committedSpecimens } from '../../../tools/specimens/committed';
import { drawPage } from '../../../tools/specimens/documents/page';
import { manifestText, type ManifestEntry } from '../../../tools/specimens/manifest';
import { seeded } from '../../../tools/specimens/random';

const folder = fileURLToPath(new URL('../../specimens', import.meta.url));
const text = readFileSync(join(folder, 'manifest.json'), 'utf8');
const manifest = JSON.parse(text) as readonly ManifestEntry[];
const specimens = committedSpecimens();
const TODAY = '2026-06-01';

const entryOf = (file: string): ManifestEntry => {
  const entry = manifest.find((candidate) => candidate.file === file);
  if (entry === undefined) throw new Error(`${file} is not in the manifest`);
  return entry;
};

describe('the committed specimens', () => {
  test('are the pictures of the manifest, each at most 150 kB and together under 1.5 MB', () => {
    const pictures = readdirSync(folder).filter((name) => name.endsWith('.jpg'));
    expect(pictures.sort()).toEqual(manifest.map(({ file }) => file).sort());
    const sizes = pictures.map((name) => statSync(join(folder, name)).size);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(150 * 1024);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1.5e6);
  });

  test('have a manifest that the generator writes in the same way', () => {
    expect(manifestText(manifest)).toBe(text);
  });

  test.each(specimens)('$file still has the holder, the MRZ and the ending of the manifest', (committed) => {
    const { holder, mrz, expiresOn, documentNumber, document } = committed.specimen;
    const { country, firstName, lastName, dateOfBirth, nationalId, sex } = holder;
    expect(entryOf(committed.file)).toMatchObject({
      country,
      document,
      mrz,
      condition: committed.condition,
      fields: { firstName, lastName, dateOfBirth, nationalId, expiresOn, documentNumber },
      expect: committed.expect,
    });
    expect(entryOf(committed.file).fields?.sex).toBe(mrz === null ? null : sex);
  });

  test('have machine-readable zones whose check digits all hold', () => {
    const zones = manifest.flatMap(({ mrz }) => (mrz === null ? [] : [mrz]));
    expect(zones).toHaveLength(10);
    for (const lines of zones) {
      const { checkDigits } = parseMrz({ format: lines.length === 2 ? 'TD3' : 'TD1', lines }, TODAY);
      expect(Object.values(checkDigits)).not.toContain('fail');
      expect(checkDigits.composite).toBe('pass');
    }
  });

  test('end otherwise than in a registration only for the one reason that can be seen', () => {
    for (const { file, specimen, condition, expect: ending } of specimens) {
      const { country, nationalId } = specimen.holder;
      const reasons = [
        ...(condition === 'blurred' ? ['PICTURE_BLURRED'] : []),
        ...(specimen.mrz === null ? ['DOCUMENT_WITHOUT_MRZ'] : []),
        ...(specimen.expiresOn < TODAY ? ['DOCUMENT_EXPIRED'] : []),
        ...(registryStateOf(country, nationalId) === 'DECEASED' ? ['IDENTITY_NOT_CONFIRMED'] : []),
      ];
      expect({ file, reason: ending.reason }).toEqual({ file, reason: reasons[0] ?? null });
      expect(reasons.length).toBeLessThanOrEqual(1);
    }
  });

  test('belong to different people, but for the blurred picture of the demo’s own passport', () => {
    const numbers = specimens.map(({ specimen }) => specimen.holder.nationalId);
    expect(new Set(numbers).size).toBe(specimens.length - 1);
    expect(entryOf('dk-passport-blurred.jpg').fields).toEqual(entryOf('dk-passport.jpg').fields);
  });

  test.each(['se-identity-card.jpg', 'dk-passport-photo.jpg'])(
    '%s is what the generator draws',
    async (file) => {
      const committed = specimens.find((candidate) => candidate.file === file);
      if (committed === undefined) throw new Error(`${file} is not drawn`);
      const { specimen, condition } = committed;
      const page = drawPage(specimen).picture;
      const drawn = capture(page, condition, seeded(specimen.seed).fork(condition)).picture;
      const kept = await loadImage(join(folder, file));
      expect({ width: drawn.width, height: drawn.height }).toEqual({
        width: kept.width,
        height: kept.height,
      });
      const keptPicture = paint(kept.width, kept.height, (pen) => pen.drawImage(kept, 0, 0));
      expect(meanDifference(drawn, keptPicture)).toBeLessThan(4);
    },
  );
});

/** Grey levels, over all colours. What JPEG loses is 1 to 3; another portrait, background or table is far more. */
function meanDifference(one: Canvas, other: Canvas): number {
  const pixels = (picture: Canvas): Uint8ClampedArray =>
    picture.getContext('2d').getImageData(0, 0, picture.width, picture.height).data;
  const { abs } = Math;
  const [a, b] = [pixels(one), pixels(other)];
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum / a.length;
}
