import { session } from './session';

/** Random bytes as lower-case hex, from the operating system. */
export type Entropy = (byteCount: number) => string;

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** Seconds between the epoch and 2014-05-13T16:53:20Z, where KSUID counts from. */
const ksuidEpoch = 1_400_000_000;

function digits(value: bigint, alphabet: string, length: number): string {
  const base = BigInt(alphabet.length);
  let text = '';
  for (let rest = value; text.length < length; rest /= base)
    text = alphabet.charAt(Number(rest % base)) + text;
  return text;
}

export function identifiers(entropy: Entropy) {
  return {
    /** UUID version 4. */
    autoId(): string {
      const hex = entropy(16);
      const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        `${variant}${hex.slice(17, 20)}`,
        hex.slice(20),
      ].join('-');
    },
    /** 48 bits of milliseconds and 80 random bits, 26 characters of Crockford's base 32. */
    autoUlid(): string {
      return digits((BigInt(session().now) << 80n) | BigInt(`0x${entropy(10)}`), crockford, 26);
    },
    /** 32 bits of seconds and 128 random bits, 27 characters of base 62. */
    autoKsuid(): string {
      const seconds = BigInt(Math.floor(session().now / 1000) - ksuidEpoch);
      return digits((seconds << 128n) | BigInt(`0x${entropy(16)}`), base62, 27);
    },
  };
}
