import type { ExtractedId } from '../../generated/types';
import { CONFIDENCE_GATE } from '../../identity/confidence';
import { extractedId } from '../../identity/extracted-id';
import { isDocumentMrz } from '../../lambdas/extract_id_from_s3/reading/engine';
import { blur } from '../../lambdas/extract_id_from_s3/reading/image/filter';
import { readMrz } from '../../lambdas/extract_id_from_s3/reading/mrz/read';
import { decodePicture } from '../../lambdas/extract_id_from_s3/reading/picture';
import { compare, fieldNames, type Judged } from './embedded-reader';
import type { Labelled } from './labelled';

/** A confidence that was given, and whether it was deserved. */
export interface Claim {
  readonly confidence: number;
  readonly right: boolean;
}

/** Lower bounds of the bins; the last one is open above. */
const BINS = [0, 0.5, 0.7, 0.8, CONFIDENCE_GATE, 0.95, 0.98];

/** One row a bin: how many claims, the mean of what they claim and the share that is right. */
export function reliability(claims: readonly Claim[]) {
  return BINS.map((from, i) => {
    const to = BINS[i + 1] ?? Infinity;
    const own = claims.filter(({ confidence }) => confidence >= from && confidence < to);
    const mean = own.reduce((sum, { confidence }) => sum + confidence, 0) / own.length;
    return {
      from,
      count: own.length,
      claimed: mean,
      right: own.filter(({ right }) => right).length / own.length,
    };
  }).filter(({ count }) => count > 0);
}

type Compared = Pick<Judged, 'right' | 'anyWrong'> & { readonly extracted: ExtractedId };

/** Documents as a whole: right is what has nothing wrong in it. */
export const documentClaims = (judged: readonly Compared[]): Claim[] =>
  judged.map(({ extracted, anyWrong }) => ({ confidence: extracted.confidence, right: !anyWrong }));

/** Every field that was read and is labelled. */
export const fieldClaims = (judged: readonly Compared[]): Claim[] =>
  judged.flatMap(({ extracted, right }) =>
    fieldNames.flatMap((name) => {
      const verdict = right[name];
      return verdict === undefined ? [] : [{ confidence: extracted.fieldConfidence[name], right: verdict }];
    }),
  );

/**
 * The most wrong ones in all such documents that `wrong` of `count` leave likely: Wilson's upper bound at 95 % (one-sided; with
 * none wrong about 2.7 / count).
 */
export function upperBound(wrong: number, count: number): number {
  if (count === 0) return 1;
  const z2 = 1.645 ** 2;
  const share = wrong / count;
  const root = Math.sqrt((z2 * (share * (1 - share) + z2 / (4 * count))) / count);
  return Math.min(1, (share + z2 / (2 * count) + root) / (1 + z2 / count));
}

/** Shares of a character's width by which zones are blurred: from what hardly matters to what nobody reads. */
const BLUR = { least: 0.06, most: 0.24 };

/**
 * The zone of a picture read again, blurred by a share of its characters' width between those limits, `where` 0 to 1. Between
 * read and unreadable is where a confidence must prove itself. Undefined where the picture has no zone that can be found.
 */
export async function readBlurred(
  picture: Labelled,
  bytes: Uint8Array,
  where: number,
): Promise<Compared | undefined> {
  const decoded = await decodePicture(bytes);
  if (!decoded.ok || !picture.country || !picture.mrz) return undefined;
  const { zone } = await readMrz(decoded.picture);
  const [line] = zone?.lines ?? [];
  if (!line) return undefined;
  const sigma = (BLUR.least + where * (BLUR.most - BLUR.least)) * line.pitch;
  const { reading } = await readMrz(blur(decoded.picture, sigma));
  const mrz = isDocumentMrz(reading) ? reading : undefined;
  const extracted = extractedId({ mrz }, picture.country, new Date().toISOString().slice(0, 10));
  return { extracted, ...compare(extracted, picture.fields) };
}
