import type { Announcement } from './announcement';
import { invalidChecksum } from './announcement';
import { decodeAwsChunked } from './aws-chunked';
import { AwsError } from '../cloud';
import { isChecksum, startDigest } from './checksums';
import type { StoredObject } from './object-store';

/** S3 adds this checksum to an object whose client sent none. */
const ownChecksum = 'crc64nvme';

/**
 * Takes in a body piece by piece and holds it to what was announced: length, SHA-256 of the signed payload,
 * Content-MD5 and the client's checksum.
 * @throws AwsError 400 IncompleteBody, XAmzContentSHA256Mismatch, BadDigest, InvalidRequest.
 */
export async function receive(
  body: AsyncIterable<Buffer>,
  announced: Announcement,
  write: (chunk: Buffer) => Promise<void>,
): Promise<Pick<StoredObject, 'size' | 'etag' | 'checksum'>> {
  const trailers = new Map<string, string>();
  const algorithm = announced.checksum?.algorithm ?? ownChecksum;
  const [md5, sha256, checksum] = [startDigest('md5'), startDigest('sha256'), startDigest(algorithm)];
  let size = 0;
  for await (const chunk of announced.awsChunked ? decodeAwsChunked(body, trailers) : body) {
    size += chunk.length;
    if (size > announced.length) throw incomplete();
    for (const digest of [md5, sha256, checksum]) digest.update(chunk);
    await write(chunk);
  }
  if (size !== announced.length) throw incomplete();

  const md5Digest = Buffer.from(await md5.digest());
  if (announced.contentSha256 !== undefined && announced.contentSha256 !== hex(await sha256.digest()))
    throw new AwsError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  if (announced.contentMd5 !== undefined && announced.contentMd5 !== md5Digest.toString('base64'))
    throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  const value = Buffer.from(await checksum.digest()).toString('base64');
  if (announced.checksum) {
    const expected = announced.checksum.value ?? trailers.get(`x-amz-checksum-${algorithm}`) ?? '';
    if (!isChecksum(algorithm, expected)) throw invalidChecksum(algorithm);
    if (expected !== value)
      throw new AwsError(
        'BadDigest',
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
  }
  return { size, etag: hex(md5Digest), checksum: { algorithm, value } };
}

function incomplete(): AwsError {
  return new AwsError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
