import type { FileHandle } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { AwsError } from '../cloud';
import { header } from './announcement';
import { checksumHeaders, encryptionHeaders, refuseUnknownHeaders } from './object-headers';
import type { StoredObject } from './object-store';
import { assertHeader, notImplemented } from './operation';

/** The part of an object that an answer carries; `end` is inclusive and `start - 1` for nothing at all. */
export interface ObjectAnswer {
  status: 200 | 206 | 304;
  headers: Record<string, string>;
  start: number;
  end: number;
}

/**
 * The answer to GetObject and HeadObject for an object that is there.
 * @param overrides the `response-*` parameters of the request
 * @throws AwsError 400 InvalidArgument, 412 PreconditionFailed, 416 InvalidRange, 501 for conditions on dates.
 */
export function objectAnswer(
  object: StoredObject,
  headers: IncomingHttpHeaders,
  overrides: ReadonlyMap<string, string>,
): ObjectAnswer {
  refuseUnknownHeaders(headers, ['x-amz-checksum-mode']);
  for (const name of ['if-modified-since', 'if-unmodified-since', 'if-range'])
    if (headers[name] !== undefined) throw notImplemented(`the header ${name}`);
  const { etag, size, checksum } = object;
  const shared = { etag: `"${etag}"`, 'last-modified': new Date(object.lastModified).toUTCString() };
  if (headers['if-match'] !== undefined && !names(headers['if-match'], etag))
    throw new AwsError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
      { Condition: 'If-Match' },
    );
  if (headers['if-none-match'] !== undefined && names(headers['if-none-match'], etag))
    return { status: 304, headers: shared, start: 0, end: -1 };

  const range = rangeOf(headers.range, size);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const replaced = [...overrides].map(([name, value]) => [name.replace(/^response-/, ''), value] as const);
  for (const [name, value] of replaced) assertHeader(name, value);
  // A checksum of the whole says nothing of a part.
  const withChecksum = header(headers, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED' && !range;
  return {
    status: range ? 206 : 200,
    start,
    end,
    headers: {
      ...object.headers,
      ...Object.fromEntries(replaced),
      ...Object.fromEntries(
        Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
      ),
      ...shared,
      'accept-ranges': 'bytes',
      'content-length': String(end - start + 1),
      ...(range && { 'content-range': `bytes ${start}-${end}/${size}` }),
      ...(withChecksum && checksumHeaders(checksum)),
      ...encryptionHeaders(object.encryption),
    },
  };
}

/** The answer's part of the data. The file is closed when it is read, and when it is destroyed unread. */
export function readPart(file: FileHandle, { start, end }: ObjectAnswer): Readable {
  // A stream of a file has one byte at least.
  if (end >= start) return file.createReadStream({ start, end });
  return Readable.from([]).once('close', () => void file.close());
}

/** Whether a list of entity tags names this one. */
function names(condition: string, etag: string): boolean {
  return condition.split(',').some((tag) => ['*', etag, `"${etag}"`].includes(tag.trim()));
}

/** RFC 9110 §14.2: a range that cannot be read is passed over, one that cannot be satisfied is an error. */
function rangeOf(value: string | undefined, size: number): { start: number; end: number } | undefined {
  if (value?.includes(',')) throw notImplemented('several ranges in one request');
  const match = /^bytes=(\d*)-(\d*)$/.exec(value ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (!match || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || (first === '' && Number(last) === 0))
    throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416, {
      ActualObjectSize: size,
    });
  return { start, end };
}
