import { createHash } from 'node:crypto';

/** The plain address, then `…2` to `…9`: the numbers that people expect. */
const SMALL_NUMBERS = 9;
/** Then numbers of more and more digits, a few of each. */
const DIGITS = [3, 4, 5, 6, 7, 8, 9];
const TRIES = 4;

/**
 * Candidates for a customer's e-mail address, the preferred one first: `anna.hansen@…`, `anna.hansen2@…` and so on. The
 * longer numbers come from `seed`, which must not be personal data: the same seed gives the same candidates, so that a
 * repeated registration meets the address it claimed before, and a thousand Anna Hansens do not try the same ones in turn.
 */
export function* addressCandidates(localPart: string, domain: string, seed: string): Generator<string> {
  yield `${localPart}@${domain}`;
  for (let number = 2; number <= SMALL_NUMBERS; number += 1) yield `${localPart}${number}@${domain}`;
  for (const digits of DIGITS) {
    const lowest = 10 ** (digits - 1);
    for (let attempt = 0; attempt < TRIES; attempt += 1) {
      const hash = createHash('sha256').update(`${seed}:${digits}:${attempt}`).digest().readUIntBE(0, 6);
      yield `${localPart}${lowest + (hash % (9 * lowest))}@${domain}`;
    }
  }
}
