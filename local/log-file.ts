import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A log of this size is moved to `<name>.old.log`, in the place of the one before, and begun anew. */
const defaultLimitBytes = 10 * 1024 * 1024;
/** A line that goes on for longer is echoed in pieces. */
const echoedLineLength = 16 * 1024;

/**
 * Where the output of a function, or of resolvers, goes: a file, and with `--verbose` the terminal too. Written at once,
 * so that nothing waits in memory however much is said, and nothing is lost when the machine is killed.
 */
export class LogFile {
  readonly #file: string;
  readonly #oldFile: string;
  readonly #echo: ((line: string) => void) | undefined;
  #descriptor: number | undefined;
  #length = 0;
  /** What a process wrote last had no end of line. */
  #midLine = false;

  /** Appends to `<folder>/<name>.log`. `echo` is called with whole lines, prefixed with the name. */
  constructor(
    folder: string,
    private readonly name: string,
    echo?: (line: string) => void,
    private readonly limitBytes = defaultLimitBytes,
  ) {
    mkdirSync(folder, { recursive: true });
    this.#file = path.join(folder, `${name}.log`);
    this.#oldFile = path.join(folder, `${name}.old.log`);
    this.#echo = echo && ((line) => echo(`[${name}] ${line}`));
    this.#open();
  }

  line(text: string): void {
    this.#write(Buffer.from(`${this.#midLine ? '\n' : ''}${text}\n`));
    for (const line of text.split('\n')) this.#echo?.(line);
  }

  /** Takes in what a process writes, whatever it is. */
  attach(stream: Readable): void {
    stream.on('data', (chunk: Buffer) => this.#write(chunk));
    const echo = this.#echo;
    if (echo === undefined) return;
    const decoder = new StringDecoder('utf8');
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split('\n');
      rest = lines.pop() ?? '';
      lines.forEach(echo);
      if (rest.length < echoedLineLength) return;
      echo(rest);
      rest = '';
    });
    stream.on('end', () => {
      if (rest !== '') echo(rest);
    });
  }

  close(): Promise<void> {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    return Promise.resolve();
  }

  #write(chunk: Buffer): void {
    if (this.#descriptor === undefined || chunk.length === 0) return;
    try {
      if (this.#length > 0 && this.#length + chunk.length > this.limitBytes) this.#rotate();
      writeSync(this.#descriptor, chunk);
    } catch (error) {
      this.#failed(error);
    }
    this.#length += chunk.length;
    this.#midLine = chunk.at(-1) !== 0x0a;
  }

  #open(): void {
    try {
      this.#descriptor = openSync(this.#file, 'a');
      this.#length = fstatSync(this.#descriptor).size;
    } catch (error) {
      this.#failed(error);
    }
  }

  #rotate(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    renameSync(this.#file, this.#oldFile);
    this.#open();
  }

  /** A full disk must not stop what is only being written about. Said once, then the log is silent. */
  #failed(error: unknown): void {
    process.stderr.write(`The log of ${this.name} cannot be written: ${String(error)}\n`);
    void this.close();
  }
}
