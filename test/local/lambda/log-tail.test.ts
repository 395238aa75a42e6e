import fc from 'fast-check';
import { LogTail } from '../../../local/lambda/log-tail';
import { traceHeader } from '../../../local/trace';

test('the tail of a log is its last four kilobytes, however it was written', () => {
  const chunk = fc.oneof(
    fc.uint8Array({ maxLength: 50 }),
    fc.uint8Array({ minLength: 3000, maxLength: 9000 }),
  );
  fc.assert(
    fc.property(fc.array(chunk, { maxLength: 12 }), (chunks) => {
      const tail = new LogTail();
      for (const bytes of chunks) tail.append(Buffer.from(bytes));
      expect(tail.bytes().equals(Buffer.concat(chunks).subarray(-4096))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a trace header is one, whatever the caller sent', () => {
  const piece = fc.constantFrom(
    'Root=',
    '1-5759e988-bd862e3fe1be46a994272793',
    ';',
    'Sampled=1',
    'Sampled=?',
    'Parent=53995c3f42cd8ad8',
    'Lineage=a:1',
    '\r\n',
    ' ',
    'å',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      expect(traceHeader(pieces.join(''), new Date())).toMatch(
        /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=[01]$/,
      );
    }),
  );
});
