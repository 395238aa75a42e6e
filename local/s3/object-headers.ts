import type { IncomingHttpHeaders } from 'node:http';
import { header } from './announcement';
import type { StoredObject } from './object-store';
import { notImplemented } from './operation';

/** Headers of an upload that GET gives back as they were. */
const kept = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

/** `x-amz-*` headers that belong to every request. */
const common = [
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-expected-bucket-owner',
  'x-amz-security-token',
  'x-amz-user-agent',
];

/** The headers to keep with an object; S3's own coding of the upload is not one of them. */
export function storedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const stored: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  for (const name of kept) {
    const value = header(headers, name);
    if (value !== undefined && value !== '') stored[name] = value;
  }
  const encodings = (stored['content-encoding'] ?? '')
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'aws-chunked');
  delete stored['content-encoding'];
  return encodings.length > 0 ? { ...stored, 'content-encoding': encodings.join(',') } : stored;
}

/** The headers that give an object's checksum. */
export function checksumHeaders({ algorithm, value }: StoredObject['checksum']): Record<string, string> {
  return { [`x-amz-checksum-${algorithm}`]: value, 'x-amz-checksum-type': 'FULL_OBJECT' };
}

/** The headers that tell how an object is encrypted. */
export function encryptionHeaders({
  algorithm,
  kmsKeyId,
}: StoredObject['encryption']): Record<string, string> {
  return {
    'x-amz-server-side-encryption': algorithm,
    ...(kmsKeyId !== undefined && { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId }),
  };
}

/**
 * Every `x-amz-*` header asks S3 for something: one that this S3 does not know must not be passed over.
 * @param understood names, or beginnings of names that end in `-`
 * @throws AwsError 501 NotImplemented
 */
export function refuseUnknownHeaders(headers: IncomingHttpHeaders, understood: string[]): void {
  const known = [...common, ...understood];
  const unknown = Object.keys(headers).filter(
    (name) =>
      name.startsWith('x-amz-') &&
      !known.some((pattern) => (pattern.endsWith('-') ? name.startsWith(pattern) : name === pattern)),
  );
  if (unknown.length > 0) throw notImplemented(`the header ${unknown.join(', ')}`);
}
