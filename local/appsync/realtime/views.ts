import type { AuthorizedCaller } from '../auth/caller';
import type { PreparedDocument } from '../execution/documents';

/** How a subscription sees events. */
export interface View {
  /** Documents of one text are the same object, under one template. */
  document: PreparedDocument;
  /** What else decides what an event looks like: two subscriptions to one document with the same see the same. */
  sameness: string;
  render: (event: unknown) => { data: unknown; errors?: unknown };
}

/** All that access to fields goes by, and which operation runs with which variables. */
export function sameness(
  caller: AuthorizedCaller,
  operationName: string | undefined,
  variables: object,
): string {
  const { mode, deniedFields = [], iamCaller = null } = caller;
  return JSON.stringify([operationName ?? null, variables, mode, [...deniedFields].sort(), iamCaller]);
}

/** One event on its way to its subscribers: rendered, with its access checks, and written once for all who see the same. */
export class Delivery {
  readonly #texts = new Map<PreparedDocument, Map<string, string>>();

  constructor(private readonly event: unknown) {}

  /** The payload of the event's frame, as JSON. */
  payload({ document, sameness, render }: View): string {
    let texts = this.#texts.get(document);
    if (texts === undefined) this.#texts.set(document, (texts = new Map()));
    let text = texts.get(sameness);
    if (text === undefined) texts.set(sameness, (text = JSON.stringify(render(this.event))));
    return text;
  }
}
