import { createWriteStream, mkdirSync } from 'node:fs';
import type { WriteStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

/** Where the output of a function, or of resolvers, goes: a file, and with `--verbose` the terminal too. */
export class LogFile {
  readonly #file: WriteStream;

  /** Appends to `<folder>/<name>.log`. `echo` is called with whole lines, prefixed with the name. */
  constructor(
    folder: string,
    private readonly name: string,
    private readonly echo?: (line: string) => void,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#file = createWriteStream(path.join(folder, `${name}.log`), { flags: 'a' });
    // Every process that writes to it is piped into it.
    this.#file.setMaxListeners(0);
    // A full disk must not stop what is only being written about.
    this.#file.on('error', (error) =>
      process.stderr.write(`The log of ${name} cannot be written: ${error.message}\n`),
    );
  }

  line(text: string): void {
    this.#file.write(`${text}\n`);
    this.echo?.(`[${this.name}] ${text}`);
  }

  /** Takes in what a process writes; the process waits when the disk does. */
  attach(stream: Readable): void {
    stream.pipe(this.#file, { end: false });
    if (this.echo === undefined) return;
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.echo?.(`[${this.name}] ${line}`);
    });
    stream.on('end', () => {
      if (rest !== '') this.echo?.(`[${this.name}] ${rest}`);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#file.end(resolve));
  }
}
