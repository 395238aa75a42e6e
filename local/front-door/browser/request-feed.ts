import type { Feed } from '../requests';

/** Asks the server for what happened since it was last asked. */
export class RequestFeed {
  #cursor = '';

  /** Throws when the server does not answer. */
  async read(): Promise<Feed> {
    const response = await fetch(`/front-door/requests.json?after=${encodeURIComponent(this.#cursor)}`);
    if (!response.ok) throw new Error(`The front door answered ${response.status}.`);
    const feed: Feed = await response.json();
    this.#cursor = feed.cursor;
    return feed;
  }
}
