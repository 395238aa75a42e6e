import { AwsError } from '../cloud';
import type { StoredObject } from './object-store';
import { xmlDocument } from './xml';

const mostKeys = 1000;

/**
 * ListObjectsV2 over a bucket's objects, which come in key order: the XML of one page.
 * @throws AwsError 400 InvalidArgument
 */
export function listObjects(
  bucketName: string,
  objects: StoredObject[],
  parameters: ReadonlyMap<string, string>,
): string {
  const prefix = parameters.get('prefix') ?? '';
  const delimiter = parameters.get('delimiter') ?? '';
  const encodingType = parameters.get('encoding-type');
  if (encodingType !== undefined && encodingType !== 'url')
    throw new AwsError('InvalidArgument', 'Invalid Encoding Method specified in Request');
  const encode = (text: string) =>
    encodingType === 'url' ? encodeURIComponent(text).replaceAll('%2F', '/') : text;
  const maxKeys = maxKeysOf(parameters.get('max-keys'));
  const token = parameters.get('continuation-token');
  const startAfter = parameters.get('start-after');
  const after = token === undefined ? startAfter : decodeToken(token);

  const contents: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let last = '';
  let truncated = false;
  for (const object of objects) {
    if (!object.key.startsWith(prefix)) continue;
    const cut = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    // Everything below a common prefix is one entry, and its place in the order is the prefix's.
    const name = cut < 0 ? object.key : object.key.slice(0, cut + delimiter.length);
    if ((after !== undefined && !isAfter(name, after)) || (cut >= 0 && commonPrefixes.at(-1) === name))
      continue;
    if (contents.length + commonPrefixes.length === maxKeys) {
      truncated = maxKeys > 0;
      break;
    }
    if (cut < 0) contents.push(object);
    else commonPrefixes.push(name);
    last = name;
  }

  return xmlDocument(
    'ListBucketResult',
    {
      Name: bucketName,
      Prefix: encode(prefix),
      Delimiter: delimiter === '' ? undefined : encode(delimiter),
      StartAfter: startAfter === undefined ? undefined : encode(startAfter),
      ContinuationToken: token,
      NextContinuationToken: truncated ? Buffer.from(last).toString('base64url') : undefined,
      EncodingType: encodingType,
      KeyCount: contents.length + commonPrefixes.length,
      MaxKeys: maxKeys,
      IsTruncated: truncated,
      Contents: contents.map(({ key, lastModified, etag, size, checksum }) => ({
        Key: encode(key),
        LastModified: lastModified,
        ETag: `"${etag}"`,
        ChecksumAlgorithm: checksum.algorithm.toUpperCase(),
        ChecksumType: 'FULL_OBJECT',
        Size: size,
        StorageClass: 'STANDARD',
      })),
      CommonPrefixes: commonPrefixes.map((name) => ({ Prefix: encode(name) })),
    },
    'http://s3.amazonaws.com/doc/2006-03-01/',
  );
}

function maxKeysOf(value: string | undefined): number {
  if (value === undefined) return mostKeys;
  if (!/^\d{1,9}$/.test(value))
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer or within integer range');
  return Math.min(Number(value), mostKeys);
}

function decodeToken(token: string): string {
  const name = Buffer.from(token, 'base64url').toString();
  if (Buffer.from(name).toString('base64url') !== token)
    throw new AwsError('InvalidArgument', 'The continuation token provided is incorrect');
  return name;
}

function isAfter(name: string, other: string): boolean {
  return Buffer.compare(Buffer.from(name), Buffer.from(other)) > 0;
}
