import type { RecordedRequest } from './cloud';
import { LogFile } from './log-file';

/**
 * `requests.log`: one JSON object a line for every request. Those of one turn of the event loop are written together, since
 * a write for each costs a tenth of a request; a machine that is killed loses that turn's lines at most.
 */
export class RequestLog {
  readonly #file: LogFile;
  #unwritten: RecordedRequest[] = [];

  constructor(folder: string) {
    this.#file = new LogFile(folder, 'requests');
  }

  add(request: RecordedRequest): void {
    if (this.#unwritten.push(request) === 1) setImmediate(() => this.#write());
  }

  close(): Promise<void> {
    this.#write();
    return this.#file.close();
  }

  #write(): void {
    const lines = this.#unwritten.map((request) => JSON.stringify(request));
    this.#unwritten = [];
    if (lines.length > 0) this.#file.line(lines.join('\n'));
  }
}
