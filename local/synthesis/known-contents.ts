import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What files held when they were last looked at. */
export class KnownContents {
  readonly #digests = new Map<string, string>();

  /** Whether the file holds something else than when it was last looked at, or was not looked at before, or is gone. */
  haveChanged(file: string): boolean {
    const digest = digestOf(file);
    if (digest === undefined) {
      this.#digests.delete(file);
      return true;
    }
    const isKnown = this.#digests.get(file) === digest;
    this.#digests.set(file, digest);
    return !isKnown;
  }
}

/** Undefined for what cannot be read: a folder, or a file that is gone again. */
function digestOf(file: string): string | undefined {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('base64');
  } catch {
    return undefined;
  }
}
