import type { CallSite } from './data-source';

/** Items of a batch for which the resolver names no size (developer guide, "Configuring the maximum batching size"). */
const defaultBatchSize = 5;

interface Waiting<Item, Answer> {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers what the fields of one request ask for at the same place of the schema: siblings in a list all ask before the
 * event loop comes round, and go out together then. Every batch is sent once and answered item by item.
 */
export class Batches<Item, Answer> {
  readonly #waiting = new WeakMap<object, Map<CallSite['step'], Waiting<Item, Answer>[]>>();

  constructor(private readonly send: (items: Item[], site: CallSite) => Promise<Answer[]>) {}

  add(site: CallSite, item: Item): Promise<Answer> {
    const { request, step } = site;
    return new Promise((resolve, reject) => {
      const ofRequest = this.#waiting.get(request) ?? new Map<CallSite['step'], Waiting<Item, Answer>[]>();
      this.#waiting.set(request, ofRequest);
      const batch = ofRequest.get(step);
      if (batch !== undefined) return void batch.push({ item, resolve, reject });
      const started = [{ item, resolve, reject }];
      ofRequest.set(step, started);
      setImmediate(() => {
        ofRequest.delete(step);
        this.#sendAll(started, site);
      });
    });
  }

  #sendAll(waiting: Waiting<Item, Answer>[], site: CallSite): void {
    const size = site.step.maxBatchSize > 0 ? site.step.maxBatchSize : defaultBatchSize;
    for (let start = 0; start < waiting.length; start += size) {
      const batch = waiting.slice(start, start + size);
      const items = batch.map(({ item }) => item);
      this.send(items, site).then(
        (answers) => batch.forEach(({ resolve }, index) => resolve(answers[index]!)),
        (error: unknown) => batch.forEach(({ reject }) => reject(error)),
      );
    }
  }
}
