import { GetObjectCommand, S3ServiceException, type S3Client } from '@aws-sdk/client-s3';
import { Readable } from 'node:stream';
import { limits } from '../../generated/contract';
import type { ReasonCode } from '../../generated/types';
import { Fault } from '../fault';
import { isPictureOf, pointerKey, PointerSchema } from '../pictures/keys';
import { parse } from '../validation';

/** In bytes. */
export const MAX_PICTURE_BYTES = limits.CreateIdUploadInput.contentLength.max;
const MAX_POINTER_BYTES = 1_000;

/** An uploaded picture as it lies in the bucket. */
export interface StoredPicture {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  /** The announced type, whatever the bytes are. */
  readonly contentType: string | undefined;
  /** Tells these very bytes from what is written over them later. */
  readonly etag: string | undefined;
}

export type CurrentPicture =
  { kind: 'picture'; picture: StoredPicture } | { kind: 'none'; reason: ReasonCode };

type Read =
  | ({ kind: 'bytes' } & Omit<StoredPicture, 'bucket' | 'key'>)
  | { kind: 'too-large' }
  /** Not there; without the right to list, S3 says "forbidden" for that. */
  | { kind: 'absent'; error: S3ServiceException };

const read = async (
  client: Pick<S3Client, 'send'>,
  bucket: string,
  key: string,
  maxBytes: number,
): Promise<Read> => {
  try {
    const { Body, ContentLength, ContentType, ETag } = await client.send(
      new GetObjectCommand({ Bucket: bucket, Key: key }),
      {
        abortSignal: AbortSignal.timeout(15_000),
      },
    );
    if (!Body || ContentLength === undefined) throw new Fault('S3 answered without a body or its length');
    if (ContentLength > maxBytes) {
      if (Body instanceof Readable) Body.destroy();
      return { kind: 'too-large' };
    }
    const bytes = await Body.transformToByteArray();
    return { kind: 'bytes', bytes, contentType: ContentType, etag: ETag };
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (error instanceof S3ServiceException && (status === 403 || status === 404)) {
      return { kind: 'absent', error };
    }
    throw error;
  }
};

const fromJson = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    throw new Fault('the pointer to the current picture is not JSON');
  }
};

/**
 * The session's current picture, found by its pointer object. The pointer is written before anybody can upload, so a
 * pointer that cannot be read is a technical failure and throws; with it, a picture that cannot be read was not uploaded.
 */
export const readCurrentPicture = async (
  client: Pick<S3Client, 'send'>,
  bucket: string,
  sessionId: string,
): Promise<CurrentPicture> => {
  const pointer = await read(client, bucket, pointerKey(sessionId), MAX_POINTER_BYTES);
  if (pointer.kind === 'absent') throw pointer.error;
  if (pointer.kind === 'too-large') throw new Fault('the pointer to the current picture is too large');
  const { key } = parse(PointerSchema, fromJson(pointer.bytes), 'pointer to the current picture');
  if (!isPictureOf(key, sessionId)) throw new Fault('the pointer leads out of its session');

  const found = await read(client, bucket, key, MAX_PICTURE_BYTES);
  switch (found.kind) {
    case 'absent':
      return { kind: 'none', reason: 'PICTURE_MISSING' };
    case 'too-large':
      return { kind: 'none', reason: 'PICTURE_TOO_LARGE' };
    case 'bytes': {
      const { bytes, contentType, etag } = found;
      return bytes.length === 0
        ? { kind: 'none', reason: 'PICTURE_EMPTY' }
        : { kind: 'picture', picture: { bucket, key, bytes, contentType, etag } };
    }
  }
};
