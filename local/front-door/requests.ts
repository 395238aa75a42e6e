import type { RecordedRequest } from '../cloud';

/** A record with its place in the order in which things happened. */
export interface Entry extends RecordedRequest {
  /** From 1, rising. */
  number: number;
}

export type Verdict = 'allowed' | 'refused' | 'failed';

/** The requests of one trace, where it began first. */
export interface Trace {
  /** The trace's id, or the number of a request that has none. */
  id: string;
  entries: readonly [Entry, ...Entry[]];
}

/** What this page needs to know to ask for what is new, and to see that the rest of it is out of date. */
export interface Feed {
  /** To be sent back as `after`. */
  cursor: string;
  /** Oldest first. */
  entries: readonly Entry[];
  /** Whether these are all entries there are: what the reader has besides is gone. */
  complete: boolean;
  /** Changes with what the stack is. */
  inventory: string;
}

/** Refused: who asks may not. Failed: who asks may, and it did not work, or nobody came to ask who it is. */
export function verdictOf({ outcome }: RecordedRequest): Verdict {
  if (/^[23]\d\d$/.test(outcome)) return 'allowed';
  return /^40[13]\b|Unauthorized|NotAuthorized|AccessDenied|InvalidSignature|UnrecognizedClient|MissingAuthentication/.test(
    outcome,
  )
    ? 'refused'
    : 'failed';
}

/**
 * Entries (oldest first) by trace, the latest trace first. A trace keeps its place while requests are added to it. It
 * begins with its first request to the API, where a client came in; what an authorizer did is recorded before that.
 */
export function tracesOf(entries: readonly Entry[]): Trace[] {
  const byId = new Map<string, [Entry, ...Entry[]]>();
  for (const entry of entries) {
    const id = entry.traceId ?? String(entry.number);
    const known = byId.get(id);
    if (known === undefined) byId.set(id, [entry]);
    else known.push(entry);
  }
  return [...byId].reverse().map(([id, members]) => {
    const first = members.find(({ service }) => service === 'appsync') ?? members[0];
    return { id, entries: [first, ...members.filter((entry) => entry !== first)] };
  });
}

/** The statements that allowed a request; none when the decision is a sentence, or there is none. */
export function statementsOf({ decision }: RecordedRequest): string[] {
  const parts = decision?.split('; ') ?? [];
  return parts.every((part) => part === 'operator' || /^\S+#\S+$/.test(part)) ? parts : [];
}

/** An ARN without what all ARNs of the account have in common; of a role's session, the role. */
export function shortArn(name: string): string {
  const [, resource = name] = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(.+)$/.exec(name) ?? [];
  const [, role] = /^assumed-role\/([^/]+)/.exec(resource) ?? [];
  return role ?? resource;
}

/** When a trace began, in seconds since 1970, as its id says (`1-<seconds in hex>-<random>`). */
export function secondsOfTrace(traceId: string): number | undefined {
  const [, hex] = /^1-([0-9a-f]{8})-/.exec(traceId) ?? [];
  return hex === undefined ? undefined : Number.parseInt(hex, 16);
}
