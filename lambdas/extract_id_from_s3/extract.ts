import type { S3Client } from '@aws-sdk/client-s3';
import type { Country, ExtractedId, ExtractIdInput } from '../../generated/types';
import { readCurrentPicture } from './current-picture';
import { nothingRead } from './nothing-read';

/** Reads the document in a picture. Throws only for technical reasons: a bad picture is a reason in the answer. */
export type ReadPicture = (bytes: Uint8Array, country: Country) => Promise<ExtractedId>;

/** Reads the ID document in the session's current picture. Throws S3's errors, and Faults. */
export const extractId = async (
  { bucket, sessionId, country }: ExtractIdInput,
  { s3, readPicture }: { s3: Pick<S3Client, 'send'>; readPicture: ReadPicture },
): Promise<ExtractedId> => {
  const picture = await readCurrentPicture(s3, bucket, sessionId);
  return picture.kind === 'none' ? nothingRead(picture.reason) : readPicture(picture.bytes, country);
};
