import type { ExtractedId } from '../../generated/types';
import { CONFIDENCE_GATE } from '../../identity/confidence';
import { transliterate } from '../../identity/names';
import { readWith } from '../../lambdas/extract_id_from_s3/read-document';
import { embedded } from '../../lambdas/extract_id_from_s3/reading/embedded';
import { decodePicture } from '../../lambdas/extract_id_from_s3/reading/picture';
import { withoutMetadata } from '../../lambdas/extract_id_from_s3/reading/without-metadata';
import { hostileKinds, hostilePicture } from '../../tools/hostile-pictures/hostile';
import { honestPictures } from '../../tools/hostile-pictures/honest';
import { nonDocument } from '../../tools/hostile-pictures/non-documents';
import manifest from '../../test/specimens/manifest.json';
import { seeded } from '../../tools/specimens/random';

export interface HygieneTask {
  stream: 'hostile' | 'non-document';
  index: number;
  seed: string;
}

export interface HygieneVerdict {
  kind: string;
  /** A reason code, or what was made of the picture. */
  outcome: string;
  /** Of cleaning, decoding and reading. */
  cpuMs: number;
  /** Resident memory of this process, at its highest. */
  peakMb: number;
  /** What must never be. */
  complaint?: string;
}

const specimens = ['dk-passport.jpg', 'se-identity-card.jpg', 'not-a-document.jpg'];
const honest = honestPictures(specimens);
const read = readWith(embedded);
const COUNTRIES = ['DK', 'SE', 'NO', 'FI'] as const;
/** Of the hostile pictures that can be decoded, every 20th of a kind is read too. */
const READ_EVERY = 20;

const told = ({ confidence, reasons: [first] }: ExtractedId): string =>
  first ?? `confidence ${confidence.toFixed(2)}`;

/** In the letters of the zone: a reading may have the name from there or from the front. */
const person = ({
  firstName = '',
  lastName = '',
  dateOfBirth,
  nationalId,
}: {
  [field in 'firstName' | 'lastName' | 'dateOfBirth' | 'nationalId']?: string | null | undefined;
}): string =>
  [transliterate(firstName ?? ''), transliterate(lastName ?? ''), dateOfBirth, nationalId].join('|');
const people = manifest.flatMap(({ file, fields }) =>
  specimens.includes(file) && fields ? [person(fields)] : [],
);

const work: Record<
  HygieneTask['stream'],
  (index: number, bytes: Uint8Array) => Promise<Pick<HygieneVerdict, 'outcome' | 'complaint'>>
> = {
  hostile: async (index, bytes) => {
    const kept = withoutMetadata(bytes);
    const decoded = await decodePicture(kept);
    if (!decoded.ok) return { outcome: decoded.refusal };
    if (Math.floor(index / hostileKinds.length) % READ_EVERY !== 0) return { outcome: 'decoded' };
    const found = await read(kept, index % 2 === 0 ? 'DK' : 'SE');
    const wrong = found.confidence >= CONFIDENCE_GATE && !people.includes(person(found));
    return { outcome: `read, ${told(found)}`, ...(wrong && { complaint: 'accepted with something wrong' }) };
  },
  'non-document': async (index, bytes) => {
    const found = await read(withoutMetadata(bytes), COUNTRIES[index % COUNTRIES.length] ?? 'DK');
    const accepted = found.confidence >= CONFIDENCE_GATE;
    return {
      outcome: told(found),
      ...((accepted || found.reasons.length === 0) && { complaint: 'accepted, or refused without a reason' }),
    };
  },
};

const judge = async ({ stream, index, seed }: HygieneTask): Promise<HygieneVerdict> => {
  const { kind, bytes } =
    stream === 'hostile' ? hostilePicture(index, seeded(seed), await honest) : nonDocument(index, seed);
  const begun = process.cpuUsage();
  const result = await work[stream](index, bytes);
  const { user, system } = process.cpuUsage(begun);
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  return { kind, cpuMs: Math.round((user + system) / 1000), peakMb, ...result };
};

// What is loaded with the first picture is not the picture's fault.
const ready = honest.then(async ({ jpegs: [first] }) => first && read(first, 'DK'));

process.on('message', (task: HygieneTask) => {
  ready
    .then(() => judge(task))
    .then(
      (verdict) => process.send?.(verdict),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
});
