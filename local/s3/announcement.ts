import type { IncomingHttpHeaders } from 'node:http';
import { AwsError, type SignedRequest } from '../cloud';
import { checksumAlgorithms, isChecksum, type ChecksumAlgorithm } from './checksums';
import { notImplemented } from './operation';

/** Bytes; the largest object of one PutObject. */
const largestObject = 5 * 1024 ** 3;

/** What the headers of a PutObject say of its body; `receive` holds the body to it. */
export interface Announcement {
  /** Bytes of the object, without the aws-chunked coding. */
  length: number;
  awsChunked: boolean;
  /** Hex, when the payload is signed. */
  contentSha256?: string;
  /** Base64. */
  contentMd5?: string;
  /** The client's own checksum: in a header, or (no value yet) in the trailer of an aws-chunked body. */
  checksum?: { algorithm: ChecksumAlgorithm; value?: string };
}

/**
 * Reads the announcement.
 * @throws AwsError 411 MissingContentLength, 400 EntityTooLarge, InvalidDigest, InvalidRequest, InvalidArgument, and
 * 501 NotImplemented for chunk signatures.
 */
export function announcementOf(headers: IncomingHttpHeaders): Announcement {
  const payload = header(headers, 'x-amz-content-sha256');
  if (payload === undefined)
    throw new AwsError('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  if (payload.startsWith('STREAMING-') && payload !== 'STREAMING-UNSIGNED-PAYLOAD-TRAILER')
    throw notImplemented(
      `x-amz-content-sha256: ${payload} (send a Content-Length and the SHA-256 of the body)`,
    );
  const awsChunked = payload === 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
  const signed = !awsChunked && payload !== 'UNSIGNED-PAYLOAD';
  if (signed && !/^[0-9a-f]{64}$/.test(payload))
    throw new AwsError(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, or a valid sha256 value.',
    );
  const contentMd5 = header(headers, 'content-md5');
  if (contentMd5 !== undefined && !/^[0-9A-Za-z+/]{22}==$/.test(contentMd5))
    throw new AwsError('InvalidDigest', 'The Content-MD5 you specified was invalid.');
  const checksum = checksumOf(headers, awsChunked);
  return {
    length: lengthOf(headers, awsChunked),
    awsChunked,
    ...(signed && { contentSha256: payload }),
    ...(contentMd5 !== undefined && { contentMd5 }),
    ...(checksum && { checksum }),
  };
}

function lengthOf(headers: IncomingHttpHeaders, awsChunked: boolean): number {
  if (headers['transfer-encoding'] !== undefined && !awsChunked)
    throw notImplemented('Transfer-Encoding: chunked without aws-chunked (send a Content-Length)');
  const name = awsChunked ? 'x-amz-decoded-content-length' : 'content-length';
  const value = header(headers, name);
  if (value === undefined || !/^\d{1,15}$/.test(value))
    throw new AwsError('MissingContentLength', `You must provide the ${name} HTTP header.`, 411);
  if (Number(value) > largestObject)
    throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size');
  return Number(value);
}

function checksumOf(headers: IncomingHttpHeaders, awsChunked: boolean): Announcement['checksum'] {
  const given = checksumAlgorithms.filter(
    (algorithm) => headers[`x-amz-checksum-${algorithm}`] !== undefined,
  );
  const trailer = header(headers, 'x-amz-trailer')?.toLowerCase();
  const trailing = checksumAlgorithms.find((algorithm) => trailer === `x-amz-checksum-${algorithm}`);
  if (trailer !== undefined && (!trailing || !awsChunked))
    throw new AwsError('InvalidRequest', 'The value specified in the x-amz-trailer header is not supported');
  const [algorithm, another] = trailing ? [trailing, ...given] : given;
  if (another)
    throw new AwsError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  const named = header(headers, 'x-amz-sdk-checksum-algorithm')?.toLowerCase();
  if (named !== undefined && named !== algorithm)
    throw new AwsError(
      'InvalidRequest',
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  if (!algorithm || trailing) return algorithm && { algorithm };
  const value = header(headers, `x-amz-checksum-${algorithm}`) ?? '';
  if (!isChecksum(algorithm, value)) throw invalidChecksum(algorithm);
  return { algorithm, value };
}

/** The error for a checksum that is none. */
export function invalidChecksum(algorithm: ChecksumAlgorithm): AwsError {
  return new AwsError('InvalidRequest', `Value for x-amz-checksum-${algorithm} header is invalid.`);
}

/** A header's value; several of one name are joined as HTTP says. */
export function header(headers: SignedRequest['headers'], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}
