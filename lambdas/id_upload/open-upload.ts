import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { IdUpload, IdUploadInput } from '../../generated/types';
import { pictureKey, pointerKey, type Pointer } from '../pictures/keys';
import type { SessionSecret } from '../session-token/secret';
import { issueSessionToken } from '../session-token/token';
import { presignPut } from './presign';

export interface UploadRoom {
  s3: S3Client;
  bucket: string;
  secret: SessionSecret;
  now: () => Date;
}

/** Makes this upload the session's current one, and returns where to send it with the session's token. Throws S3's errors. */
export const openUpload = async (
  { sessionId, upload, sessionExpiresAt, picture }: IdUploadInput,
  { s3, bucket, secret, now }: UploadRoom,
): Promise<IdUpload> => {
  const key = pictureKey(sessionId, upload);
  const pointer: Pointer = { key };
  const [put, sessionToken] = await Promise.all([
    presignPut(s3, { bucket, key, picture, now: now() }),
    issueSessionToken(await secret(), {
      sessionId,
      expiresAt: Math.floor(Date.parse(sessionExpiresAt) / 1000),
    }),
    s3.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: pointerKey(sessionId),
        Body: JSON.stringify(pointer),
        ContentType: 'application/json',
      }),
      { abortSignal: AbortSignal.timeout(6_000) },
    ),
  ]);
  return { sessionId, sessionToken, ...put };
};
