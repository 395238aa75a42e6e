import { Crc32, Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';
import { createHash } from 'node:crypto';

/** The algorithms of the `x-amz-checksum-*` headers. */
export const checksumAlgorithms = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** Bytes of a digest, by algorithm. */
const digestLength: Record<ChecksumAlgorithm, number> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
};

/** A digest that is fed in pieces, memory bounded. */
interface Digest {
  update(chunk: Buffer): void;
  digest(): Promise<Uint8Array>;
}

/** Starts a digest. */
export function startDigest(algorithm: ChecksumAlgorithm | 'md5'): Digest {
  switch (algorithm) {
    case 'crc32':
      return new Crc32();
    case 'crc32c':
      return new Crc32c();
    case 'crc64nvme':
      return new Crc64Nvme();
    case 'md5':
    case 'sha1':
    case 'sha256': {
      const hash = createHash(algorithm);
      return {
        update: (chunk) => void hash.update(chunk),
        digest: () => Promise.resolve(hash.digest()),
      };
    }
  }
}

/** Whether `value` is the base64 of a digest of that algorithm. */
export function isChecksum(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, 'base64');
  return bytes.length === digestLength[algorithm] && bytes.toString('base64') === value;
}
