import { createHash } from 'node:crypto';
import { ObjectStore } from '../../../local/s3/object-store';
import { putObject } from '../../../local/s3/put-object';

/** Pieces that an object comes in. */
const pieces = 64;

/**
 * Puts objects for ever, each of them its version two thousand times over, several at a time, and the same few keys again and again; tells `<key> <version>` of each on
 * standard output once it is acknowledged. Its parent kills it.
 */
async function write(folder: string, writer: number): Promise<void> {
  const store = await ObjectStore.open(folder);
  const bucket = {
    name: 'written',
    arn: 'arn:aws:s3:::written',
    encryption: { algorithm: 'AES256' },
    cors: [],
    lifecycle: [],
    policy: [],
  };
  async function* slowly(content: string): AsyncGenerator<Buffer> {
    const size = Math.ceil(content.length / pieces);
    for (let at = 0; at < content.length; at += size) yield Buffer.from(content.slice(at, at + size));
  }
  for (let version = 1; ; version++) {
    const key = version % 2 === 0 ? `again-${writer}` : `once-${writer}-${version}`;
    const content = `${version} `.repeat(2_000);
    const headers = {
      'content-length': String(content.length),
      'x-amz-content-sha256': createHash('sha256').update(content).digest('hex'),
    };
    await putObject({ bucket, store, key, headers, body: slowly(content), now: new Date() });
    process.stdout.write(`${key} ${version}\n`);
  }
}

for (const writer of [1, 2, 3, 4]) void write(process.argv[2] ?? '', writer);
