import fc from 'fast-check';
import { AwsError } from '../../../local/cloud';
import { decodeAwsChunked } from '../../../local/s3/aws-chunked';

async function* inPieces(body: Buffer, lengths: number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const length of lengths) {
    yield body.subarray(start, start + length);
    start += length;
  }
  yield body.subarray(start);
}

async function decode(
  body: Buffer,
  lengths: number[] = [],
): Promise<[payload: string, trailers: [string, string][]]> {
  const trailers = new Map<string, string>();
  const chunks: Buffer[] = [];
  for await (const chunk of decodeAwsChunked(inPieces(body, lengths), trailers)) chunks.push(chunk);
  return [Buffer.concat(chunks).toString('latin1'), [...trailers]];
}

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }).map((bytes) => Buffer.from(bytes)));
const cuts = fc.array(fc.nat(20));

function encode(payload: Buffer[], trailer = ''): Buffer {
  const coded = payload.map((chunk) =>
    Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
  );
  return Buffer.concat([...coded, Buffer.from(`0\r\n${trailer}\r\n`)]);
}

test('any payload comes back whole, however the chunks and the packets are cut', async () => {
  await fc.assert(
    fc.asyncProperty(chunks, cuts, async (payload, lengths) => {
      expect(await decode(encode(payload, 'X-Sum: abc\r\n'), lengths)).toEqual([
        Buffer.concat(payload).toString('latin1'),
        [['x-sum', 'abc']],
      ]);
    }),
  );
});

test('a body that is cut off anywhere is incomplete', async () => {
  await fc.assert(
    fc.asyncProperty(chunks, cuts, fc.nat(), async (payload, lengths, cut) => {
      const body = encode(payload);
      const part = body.subarray(0, cut % body.length);
      await expect(decode(part, lengths)).rejects.toMatchObject({ code: 'IncompleteBody' });
    }),
  );
});

test('bytes that are no such coding are an error of the client, whatever they are', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 100 }), cuts, async (bytes, lengths) => {
      const outcome: unknown = await decode(Buffer.from(bytes), lengths).catch((error: unknown) => error);
      if (!Array.isArray(outcome))
        expect(outcome).toMatchObject({
          name: expect.stringMatching(/^(InvalidRequest|IncompleteBody)$/),
          statusCode: 400,
        });
    }),
  );
});

test.each([
  ['a size that is none', 'xyz\r\nabc\r\n0\r\n\r\n'],
  ['a chunk longer than its size', '2\r\nabc\r\n0\r\n\r\n'],
  ['a size beyond any object', 'fffffffffff\r\n'],
  ['a line without end', '1'.repeat(9000)],
  ['a trailer without a name', '0\r\n:x\r\n\r\n'],
  ['too many trailers', `0\r\n${Array.from({ length: 17 }, (_, index) => `x-${index}: 1\r\n`).join('')}\r\n`],
  ['bytes after the end', '0\r\n\r\nmore'],
])('%s is refused', async (_, body) => {
  const refused = decode(Buffer.from(body));
  await expect(refused).rejects.toBeInstanceOf(AwsError);
  await expect(refused).rejects.toMatchObject({ code: 'InvalidRequest' });
});

test('chunk extensions are passed over', async () => {
  expect(await decode(Buffer.from('3;chunk-signature=0\r\nabc\r\n0\r\n\r\n'))).toEqual(['abc', []]);
});
