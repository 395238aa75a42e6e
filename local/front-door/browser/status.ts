import { verdictOf } from '../requests';
import type { Entry } from '../requests';
import { byId } from './element';
import { RequestFeed } from './request-feed';

/** The line below the console: how a subscription goes, and how the last request was decided. */

const line = byId('status', HTMLElement);
const feed = new RequestFeed();
// What came before is not of this page.
let known = feed.read().catch(() => undefined);

export function showState(text: string): void {
  line.className = '';
  line.textContent = text;
}

/** Of the request with this id, or of the last that opened a subscription. */
export async function showDecision(requestId?: string | null): Promise<void> {
  await known;
  const reading = feed.read();
  known = reading.catch(() => undefined);
  const { entries } = await reading;
  const own = entries.findLast((entry) =>
    requestId === undefined ? /^(start|connect)\b/.test(entry.operation) : entry.requestId === requestId,
  );
  if (own === undefined) return;
  const set = own.traceId === undefined ? [own] : entries.filter(({ traceId }) => traceId === own.traceId);
  show(set.find((entry) => verdictOf(entry) === 'refused') ?? own);
}

function show(entry: Entry): void {
  const { number, service, operation, outcome, decision, durationMs } = entry;
  const verdict = verdictOf(entry);
  const link = document.createElement('a');
  link.href = `/#request-${number}`;
  link.textContent = { allowed: 'Allowed', refused: 'Refused', failed: 'Failed' }[verdict];
  const why = decision === undefined ? '' : verdict === 'allowed' ? `, by ${decision}` : `: ${decision}`;
  line.className = verdict;
  line.replaceChildren(link, ` ${service} ${operation} → ${outcome} in ${durationMs.toFixed(1)} ms${why}`);
}
