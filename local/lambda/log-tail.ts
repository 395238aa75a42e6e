/** What `LogType: Tail` gives of an invocation's log (Lambda API reference, Invoke). */
const tailBytes = 4 * 1024;

/** The end of a log, kept while it is written. */
export class LogTail {
  #chunks: Buffer[] = [];
  #length = 0;

  clear(): void {
    this.#chunks = [];
    this.#length = 0;
  }

  append(chunk: Buffer): void {
    const kept = chunk.length > tailBytes ? chunk.subarray(-tailBytes) : chunk;
    this.#chunks.push(kept);
    this.#length += kept.length;
    // No more of what came first than the end needs.
    for (
      let [first] = this.#chunks;
      first && this.#length - first.length >= tailBytes;
      [first] = this.#chunks
    ) {
      this.#chunks.shift();
      this.#length -= first.length;
    }
  }

  bytes(): Buffer {
    const all = Buffer.concat(this.#chunks);
    return all.subarray(Math.max(0, all.length - tailBytes));
  }
}
