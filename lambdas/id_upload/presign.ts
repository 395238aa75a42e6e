import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { CreateIdUploadInput, IdUpload } from '../../generated/types';

/** How long an upload URL works, in seconds. */
export const URL_SECONDS = 300;

/** The part of an IdUpload that S3 decides. */
export type PresignedPut = Pick<IdUpload, 'url' | 'method' | 'headers' | 'expiresAt'>;

/**
 * A URL that takes exactly one PUT of exactly the announced bytes: size, type and SHA-256 are signed, and so is
 * `if-none-match: *`, which lets a key be written only once.
 */
export const presignPut = async (
  client: S3Client,
  { bucket, key, picture, now }: { bucket: string; key: string; picture: CreateIdUploadInput; now: Date },
): Promise<PresignedPut> => {
  const headers = {
    'content-length': String(picture.contentLength),
    'content-type': picture.contentType,
    'if-none-match': '*',
    'x-amz-checksum-sha256': picture.sha256,
  };
  const signed = new Set(Object.keys(headers));
  const url = await getSignedUrl(
    client,
    new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      ContentLength: picture.contentLength,
      ContentType: picture.contentType,
      IfNoneMatch: '*',
      ChecksumSHA256: picture.sha256,
    }),
    { expiresIn: URL_SECONDS, signingDate: now, signableHeaders: signed, unhoistableHeaders: signed },
  );
  return {
    url,
    method: 'PUT',
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    expiresAt: new Date(now.getTime() + URL_SECONDS * 1000).toISOString(),
  };
};
