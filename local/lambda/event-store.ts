import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../error-code';
import type { AsyncEvent, Progress } from './event-queue';

/** An event that was accepted and has not ended, with how far it has come. */
export type KeptEvent = AsyncEvent & Progress;

/**
 * The events of asynchronous invocations, a file each: `<request id>.json`, written aside and renamed into its place. A
 * process killed at any point loses no event that was kept. Nothing is fsynced: a machine that loses power may.
 */
export class EventStore {
  constructor(private readonly folder: string) {}

  /** Resolves when the event is safe. An event that is there already is replaced. */
  async keep(event: KeptEvent): Promise<void> {
    const file = this.#file(event.requestId);
    const draft = `${file}.draft`;
    const text = JSON.stringify({ ...event, payload: event.payload.toString('base64') });
    await writeFile(draft, text).catch(async (error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
      await mkdir(this.folder, { recursive: true });
      await writeFile(draft, text);
    });
    await rename(draft, file);
  }

  async remove(requestId: string): Promise<void> {
    await rm(this.#file(requestId), { force: true });
  }

  /**
   * The events that an earlier process left, in the order in which they were accepted. A file that is none is moved aside
   * (`.torn`) and named in `torn`; drafts were never accepted and are removed.
   */
  async load(): Promise<{ events: KeptEvent[]; torn: string[] }> {
    const names = await readdir(this.folder).catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
    const events: KeptEvent[] = [];
    const torn: string[] = [];
    for (const name of names) {
      const file = path.join(this.folder, name);
      if (name.endsWith('.draft')) await rm(file);
      if (!name.endsWith('.json')) continue;
      const event = parse(await readFile(file, 'utf8'));
      if (event !== undefined) events.push(event);
      else {
        await rename(file, `${file}.torn`);
        torn.push(`${file}.torn`);
      }
    }
    return { events: events.sort((a, b) => a.acceptedAt - b.acceptedAt), torn };
  }

  #file(requestId: string): string {
    return path.join(this.folder, `${requestId}.json`);
  }
}

/** Undefined for what is not a whole event. */
function parse(text: string): KeptEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const fields: Partial<Record<keyof KeptEvent, unknown>> = value;
  const { requestId, functionName, qualifier, invokedArn, payload, traceId, acceptedAt, invokeCount } =
    fields;
  if (
    typeof requestId !== 'string' ||
    typeof functionName !== 'string' ||
    typeof qualifier !== 'string' ||
    typeof invokedArn !== 'string' ||
    typeof payload !== 'string' ||
    (traceId !== undefined && typeof traceId !== 'string') ||
    typeof acceptedAt !== 'number' ||
    typeof invokeCount !== 'number'
  )
    return undefined;
  return {
    requestId,
    functionName,
    qualifier,
    invokedArn,
    payload: Buffer.from(payload, 'base64'),
    traceId,
    acceptedAt,
    invokeCount,
  };
}
