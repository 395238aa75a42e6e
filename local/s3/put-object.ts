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
 * PutObject: nothing is stored unless all of it is right, and of two writers with the same condition one wins.
 * Gives the answer's headers.
 * @throws AwsError 412 PreconditionFailed, 404 NoSuchKey, and what `announcementOf` and `receive` throw.
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
  const check = conditionOf(headers, key);
  const announced = announcementOf(headers);
  const kept = {
    headers: storedHeaders(headers),
    metadata: metadataOf(headers),
    encryption: encryptionOf(headers, bucket),
  };
  check(await store.head(key));

  const draft = await store.draft(key);
  try {
    const received = await receive(body, announced, draft.write);
    const object: StoredObject = { key, lastModified: now.toISOString(), ...received, ...kept };
    await draft.commit(object, check);
    const { etag, checksum, encryption } = object;
    return { etag: `"${etag}"`, ...checksumHeaders(checksum), ...encryptionHeaders(encryption) };
  } finally {
    await draft.discard();
  }
}

/** The write's condition as a check of what is stored under the key. It throws where the condition does not hold. */
function conditionOf(
  headers: IncomingHttpHeaders,
  key: string,
): (old: Pick<StoredObject, 'etag'> | undefined) => void {
  const [absent, match] = [header(headers, 'if-none-match'), header(headers, 'if-match')];
  if (absent !== undefined && match !== undefined) throw notImplemented('If-Match with If-None-Match');
  if (absent !== undefined && absent !== '*') throw notImplemented('If-None-Match with a value other than *');
  if (match === '*') throw notImplemented('If-Match with *');
  return (old) => {
    if (absent !== undefined && old) throw preconditionFailed('If-None-Match');
    if (match === undefined) return;
    if (!old) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: key });
    if (match.replace(/^"(.*)"$/, '$1') !== old.etag) throw preconditionFailed('If-Match');
  };
}

function preconditionFailed(condition: string): AwsError {
  return new AwsError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition: condition },
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
