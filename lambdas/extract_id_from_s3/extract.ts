import type { S3Client } from '@aws-sdk/client-s3';
import type { Country, ExtractedId, ExtractIdInput } from '../../generated/types';
import type { Log } from '../log';
import { readCurrentPicture } from './current-picture';
import { nothingRead } from './nothing-read';
import { withoutMetadata } from './reading/without-metadata';
import { replacePicture } from './replace-picture';

/** Reads the document in a picture. Throws only for technical reasons: a bad picture is a reason in the answer. */
export type ReadPicture = (bytes: Uint8Array, country: Country) => Promise<ExtractedId>;

export interface ExtractRoom {
  s3: Pick<S3Client, 'send'>;
  readPicture: ReadPicture;
  log: Pick<Log, 'warn'>;
}

/**
 * Reads the ID document in the session's current picture, once its metadata is gone from the bucket. If S3 does not take the cleaned
 * picture, the log says so and the person is onboarded all the same: the picture goes with the others after some days, and an
 * onboarding lost is lost. Throws S3's errors where the picture cannot be had, and Faults.
 */
export const extractId = async (
  { bucket, sessionId, country }: ExtractIdInput,
  { s3, readPicture, log }: ExtractRoom,
): Promise<ExtractedId> => {
  const current = await readCurrentPicture(s3, bucket, sessionId);
  if (current.kind === 'none') return nothingRead(current.reason);
  const { picture } = current;
  const bytes = withoutMetadata(picture.bytes);
  if (bytes !== picture.bytes) {
    // Before reading, which takes seconds and may break down.
    await replacePicture(s3, picture, bytes).catch((error: unknown) =>
      log.warn('metadata is still in the bucket', error, { sessionId }),
    );
  }
  return readPicture(bytes, country);
};
