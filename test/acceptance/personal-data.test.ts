import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../specimens/manifest.json';
import { newPerson, specimen, startAndWatch, uploadPicture } from './applicant';
import { exif, jpegWith } from '../../tools/hostile-pictures/splice';
import { localState } from './stack';

const state = localState();

/** The stack runs: what it has done with since the folder was read is gone, and empty here. */
const readIfThere = (file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
};

// Only the laptop's logs can be read from here; in AWS they are CloudWatch's.
(state ? describe : describe.skip)('the logs of the local stack', () => {
  it('hold no name, no national ID number and no line of the document of anybody who was onboarded', async () => {
    const picture = 'dk-passport-photo.jpg';
    const person = newPerson('DK');
    await uploadPicture(person, specimen(picture));
    const events = await startAndWatch(person);
    expect(events.at(-1)?.status).toBe('REGISTERED');

    const { fields, mrz } = manifest.find(({ file }) => file === picture) ?? {};
    const planted = [
      fields?.lastName,
      fields?.nationalId,
      fields?.nationalId?.replace(/\D/g, ''),
      ...(mrz ?? []),
    ];
    const logs = join(state ?? '', 'logs');
    const files = readdirSync(logs);
    expect(files).toEqual(expect.arrayContaining(['extract_id_from_s3.log', 'onboarding_orchestrator.log']));
    for (const file of files) {
      const log = readFileSync(join(logs, file), 'utf8').toLowerCase();
      for (const word of planted)
        expect(log).not.toContain(word?.toLowerCase() ?? 'the specimen has no fields');
    }
  });
});

(state ? describe : describe.skip)('the metadata of a picture', () => {
  it('is neither kept nor logged, and the picture is read all the same', async () => {
    const place = 'GPS 55.6761N 12.5683E';
    const picture = specimen('dk-passport-blurred.jpg');
    const person = newPerson('DK');
    await uploadPicture(person, jpegWith(picture, exif({ rest: Buffer.from(place) })));
    const events = await startAndWatch(person);
    expect(events.at(-1)).toMatchObject({ reason: 'PICTURE_BLURRED' });

    const files = readdirSync(state ?? '', { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readIfThere(join(entry.parentPath, entry.name)));
    expect(files.some((file) => file.equals(picture))).toBe(true);
    expect(files.some((file) => file.includes(place))).toBe(false);
  });
});
