import { AwsError } from '../cloud';

/** A line of the coding (a chunk's size, a trailer) has no business being longer than this, in bytes. */
const longestLine = 8 * 1024;
const mostTrailers = 16;

/**
 * Decodes an `aws-chunked` body without chunk signatures (`STREAMING-UNSIGNED-PAYLOAD-TRAILER`): yields the payload
 * as it comes and puts the trailing headers, names in lower case, into `trailers` once the last chunk is read.
 * @throws AwsError 400 IncompleteBody when the body ends early, InvalidRequest when it is not that coding.
 */
export async function* decodeAwsChunked(
  body: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const decoder = new Decoder(trailers);
  for await (const piece of body) yield* decoder.feed(piece);
  if (!decoder.isDone)
    throw new AwsError(
      'IncompleteBody',
      'The request body terminated unexpectedly: its last chunk is missing.',
    );
}

class Decoder {
  #pending: Buffer = Buffer.alloc(0);
  /** What comes next. */
  #state: 'size' | 'data' | 'data end' | 'trailer' | 'nothing' = 'size';
  /** Bytes of the present chunk that have not come yet. */
  #left = 0;

  constructor(readonly trailers: Map<string, string>) {}

  get isDone(): boolean {
    return this.#state === 'nothing';
  }

  *feed(piece: Buffer): Generator<Buffer> {
    this.#pending = this.#pending.length === 0 ? piece : Buffer.concat([this.#pending, piece]);
    for (;;) {
      switch (this.#state) {
        case 'size': {
          const line = this.#takeLine();
          if (line === undefined) return;
          const [size = ''] = line.split(';');
          if (!/^[0-9a-f]{1,10}$/i.test(size)) throw malformed('a chunk does not begin with its size');
          this.#left = parseInt(size, 16);
          this.#state = this.#left === 0 ? 'trailer' : 'data';
          break;
        }
        case 'data': {
          if (this.#pending.length === 0) return;
          const payload = this.#pending.subarray(0, this.#left);
          this.#pending = this.#pending.subarray(payload.length);
          this.#left -= payload.length;
          if (this.#left === 0) this.#state = 'data end';
          yield payload;
          break;
        }
        case 'data end':
          if (this.#pending.length < 2) return;
          if (this.#takeLine() !== '') throw malformed('a chunk is longer than its size');
          this.#state = 'size';
          break;
        case 'trailer': {
          const line = this.#takeLine();
          if (line === undefined) return;
          if (line === '') this.#state = 'nothing';
          else this.#keepTrailer(line);
          break;
        }
        case 'nothing':
          if (this.#pending.length > 0) throw malformed('bytes follow the last chunk');
          return;
      }
    }
  }

  /** The next line without its CRLF, or undefined while it has not come whole. */
  #takeLine(): string | undefined {
    const end = this.#pending.indexOf('\r\n');
    if ((end < 0 ? this.#pending.length : end) > longestLine) throw malformed('a line is too long');
    if (end < 0) return undefined;
    const line = this.#pending.toString('latin1', 0, end);
    this.#pending = this.#pending.subarray(end + 2);
    return line;
  }

  #keepTrailer(line: string): void {
    const colon = line.indexOf(':');
    if (colon < 1 || this.trailers.size >= mostTrailers) throw malformed('a trailing header cannot be read');
    this.trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

function malformed(why: string): AwsError {
  return new AwsError(
    'InvalidRequest',
    `The body is not in the aws-chunked coding that its headers announce: ${why}.`,
  );
}
