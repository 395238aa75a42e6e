import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../cloud';
import { announcementOf, header } from './announcement';
import type { Bucket } from './buckets';
import type { ObjectStore, StoredObject } from './object-store';
import { notImplemented } from './operation';
import { receive } from './receive';
import { checksumHeaders, encryptionHeaders, refuseUnknownHeaders, storedHeaders } from './object-headers';

/** Bytes of all `x-amz-meta-*` names and values together. */
const largestMetadata = 2048;

/**
 * PutObject: nothing is stored unless all of it is right, and of two writers with `If-None-Match: *` one wins.
 * Gives the answer's headers.
 * @throws AwsError 412 PreconditionFailed, and what `announcementOf` and `receive` throw.
 */
export async function putObject({
  bucket,
  store,
  key,
  headers,
  body,
  now,
}: {
  bucket: Bucket;
  store: ObjectStore;
  key: string;
  headers: IncomingHttpHeaders;
  body: AsyncIterable<Buffer>;
  now: Date;
}): Promise<Record<string, string>> {
  refuseUnknownHeaders(headers, [
    'x-amz-checksum-',
    'x-amz-decoded-content-length',
    'x-amz-meta-',
    'x-amz-sdk-checksum-algorithm',
    'x-amz-server-side-encryption',
    'x-amz-server-side-encryption-aws-kms-key-id',
    'x-amz-trailer',
  ]);
  const onlyIfAbsent = isOnlyIfAbsent(headers);
  const announced = announcementOf(headers);
  const kept = {
    headers: storedHeaders(headers),
    metadata: metadataOf(headers),
    encryption: encryptionOf(headers, bucket),
  };
  if (onlyIfAbsent && (await store.head(key))) throw preconditionFailed();

  const draft = await store.draft(key);
  try {
    const received = await receive(body, announced, draft.write);
    const object: StoredObject = { key, lastModified: now.toISOString(), ...received, ...kept };
    if (!(await draft.commit(object, { onlyIfAbsent }))) throw preconditionFailed();
    const { etag, checksum, encryption } = object;
    return { etag: `"${etag}"`, ...checksumHeaders(checksum), ...encryptionHeaders(encryption) };
  } finally {
    await draft.discard();
  }
}

function isOnlyIfAbsent(headers: IncomingHttpHeaders): boolean {
  if (headers['if-match'] !== undefined) throw notImplemented('If-Match on PutObject');
  const condition = headers['if-none-match'];
  if (condition !== undefined && condition !== '*')
    throw notImplemented('If-None-Match with a value other than *');
  return condition === '*';
}

function preconditionFailed(): AwsError {
  return new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: 'If-None-Match' },
  );
}

function metadataOf(headers: IncomingHttpHeaders): Record<string, string> {
  const prefix = 'x-amz-meta-';
  const names = Object.keys(headers).filter((name) => name.startsWith(prefix));
  const metadata = Object.fromEntries(
    names.map((name) => [name.slice(prefix.length), header(headers, name) ?? '']),
  );
  const size = Object.entries(metadata).reduce(
    (sum, [name, value]) => sum + name.length + Buffer.byteLength(value),
    0,
  );
  if (size > largestMetadata)
    throw new AwsError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size');
  return metadata;
}

function encryptionOf(headers: IncomingHttpHeaders, bucket: Bucket): StoredObject['encryption'] {
  const algorithm = header(headers, 'x-amz-server-side-encryption');
  const kmsKeyId = header(headers, 'x-amz-server-side-encryption-aws-kms-key-id');
  if (algorithm === undefined) return bucket.encryption;
  if (!['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm))
    throw new AwsError('InvalidEncryptionAlgorithmError', 'The encryption method specified is not supported');
  return { algorithm, ...(kmsKeyId !== undefined && { kmsKeyId }) };
}
