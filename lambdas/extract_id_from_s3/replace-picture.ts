import { PutObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { Fault } from '../fault';
import type { StoredPicture } from './current-picture';

/** Another delivery of the same event was here first, or this one's own first attempt whose answer was lost; or the picture has gone. */
const isDone = (error: unknown): boolean =>
  error instanceof S3ServiceException && [404, 412].includes(error.$metadata.httpStatusCode ?? 0);

/**
 * Writes `bytes` over a stored picture, unless it is no longer the one that was read: then nothing is written. Type and encryption stay.
 * The key is never free meanwhile, so the upload's URL stays spent. Throws S3's errors.
 */
export const replacePicture = async (
  client: Pick<S3Client, 'send'>,
  { bucket, key, contentType, etag }: StoredPicture,
  bytes: Uint8Array,
): Promise<void> => {
  if (etag === undefined) throw new Fault('S3 answered without an ETag');
  try {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: bytes,
        ContentType: contentType,
        IfMatch: etag,
      }),
      { abortSignal: AbortSignal.timeout(10_000) },
    );
  } catch (error) {
    if (!isDone(error)) throw error;
  }
};
