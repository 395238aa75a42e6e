import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ChecksumAlgorithm } from './checksums';

/** What is known of an object; written as JSON beside its data. */
export interface StoredObject {
  key: string;
  /** Bytes. */
  size: number;
  /** MD5 in hex, without quotes. */
  etag: string;
  /** ISO 8601. */
  lastModified: string;
  checksum: { algorithm: ChecksumAlgorithm; value: string };
  /** `content-type` and the other headers that GET gives back as they were put. */
  headers: Record<string, string>;
  /** `x-amz-meta-*` without the prefix. */
  metadata: Record<string, string>;
  encryption: { algorithm: string; kmsKeyId?: string };
}

interface Entry extends StoredObject {
  /** File name of the data. */
  data: string;
}

/** An object being written: nobody sees it before `commit`. Without one, `discard` removes it. */
export interface Draft {
  write(chunk: Buffer): Promise<void>;
  /** Puts the object in place, whole or not at all: not when `check` throws for what is there at that moment. */
  commit(object: StoredObject, check: (old: StoredObject | undefined) => void): Promise<void>;
  discard(): Promise<void>;
}

/**
 * The objects of one bucket in one flat folder. A file's name is the SHA-256 of its key, so no key can name a path.
 * `<hash>.json` is the object; it points to `<hash>.<uuid>.data`, and its rename is the moment of truth. A process
 * killed at any point leaves the old object or the new one, and at most a stray file that the next `open` removes.
 * Nothing is fsynced: a killed process loses no acknowledged object, a machine that loses power may.
 */
export class ObjectStore {
  /** The last write to each key, so that two of them to one key go one after the other. */
  readonly #writes = new Map<string, Promise<unknown>>();

  private constructor(readonly folder: string) {}

  static async open(folder: string): Promise<ObjectStore> {
    await mkdir(folder, { recursive: true });
    const store = new ObjectStore(folder);
    const known = new Set((await store.#entries()).map((entry) => entry.data));
    const files = await readdir(folder);
    const stray = files.filter((name) => !name.endsWith('.json') && !known.has(name));
    await Promise.all(stray.map((name) => rm(path.join(folder, name))));
    return store;
  }

  async head(key: string): Promise<StoredObject | undefined> {
    return this.#entry(nameOf(key));
  }

  /** The object with its data open for reading; the caller closes the file. */
  async open(key: string): Promise<{ object: StoredObject; file: FileHandle } | undefined> {
    for (;;) {
      const entry = await this.#entry(nameOf(key));
      if (!entry) return undefined;
      // Between the two reads another write may have taken the data away: then there is a new entry to read.
      const file = await ifPresent(open(path.join(this.folder, entry.data)));
      if (file) return { object: entry, file };
    }
  }

  /** Every object, ordered by key as S3 orders them: by UTF-8 bytes. */
  async list(): Promise<StoredObject[]> {
    const entries = await this.#entries();
    return entries.sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  }

  async draft(key: string): Promise<Draft> {
    const name = nameOf(key);
    const data = `${name}.${randomUUID()}.data`;
    const dataPath = path.join(this.folder, data);
    const file = await open(dataPath, 'wx');
    let inPlace = false;
    return {
      write: async (chunk) => {
        await file.writeFile(chunk);
      },
      commit: async (object, check) => {
        await file.close();
        await this.#oneAtATime(name, async () => {
          const old = await this.#entry(name);
          check(old);
          const entry: Entry = { ...object, data };
          const temporary = path.join(this.folder, `${data}.entry`);
          await writeFile(temporary, JSON.stringify(entry));
          await rename(temporary, path.join(this.folder, `${name}.json`));
          inPlace = true;
          if (old) await rm(path.join(this.folder, old.data));
        });
      },
      discard: async () => {
        await file.close();
        if (!inPlace) await rm(dataPath, { force: true });
      },
    };
  }

  /** Removes an object if there is one, and `condition` holds for it at the moment of removal. */
  async remove(key: string, condition: (object: StoredObject) => boolean = () => true): Promise<void> {
    const name = nameOf(key);
    await this.#oneAtATime(name, async () => {
      const entry = await this.#entry(name);
      if (!entry || !condition(entry)) return;
      await rm(path.join(this.folder, `${name}.json`));
      await rm(path.join(this.folder, entry.data));
    });
  }

  async #entries(): Promise<Entry[]> {
    const files = await readdir(this.folder);
    const names = files.filter((file) => file.endsWith('.json')).map((file) => path.basename(file, '.json'));
    const entries: Entry[] = [];
    for (const name of names) {
      const entry = await this.#entry(name);
      if (entry) entries.push(entry);
    }
    return entries;
  }

  async #entry(name: string): Promise<Entry | undefined> {
    const json = await ifPresent(readFile(path.join(this.folder, `${name}.json`), 'utf8'));
    // This room alone writes these files, and whole.
    return json === undefined ? undefined : (JSON.parse(json) as Entry);
  }

  #oneAtATime<T>(name: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.#writes.get(name) ?? Promise.resolve()).then(task);
    const settled = turn
      .catch(() => undefined)
      .finally(() => {
        if (this.#writes.get(name) === settled) this.#writes.delete(name);
      });
    this.#writes.set(name, settled);
    return turn;
  }
}

function nameOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** What a file operation gives, or undefined where the file is not there. */
async function ifPresent<T>(operation: Promise<T>): Promise<T | undefined> {
  try {
    return await operation;
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return undefined;
    throw error;
  }
}
