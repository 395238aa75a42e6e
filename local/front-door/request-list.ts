import { markup } from './markup';
import type { Markup } from './markup';
import { secondsOfTrace, shortArn, statementsOf, verdictOf } from './requests';
import type { Entry, Trace, Verdict } from './requests';

/** The last requests as the page shows them. The server writes them first, the page's script from then on. */
export function requestList(traces: readonly Trace[]): Markup {
  return markup`${traces.map(traceItem)}`;
}

export function traceItem({ id, entries }: Trace): Markup {
  const seconds = secondsOfTrace(id);
  const heading = seconds === undefined ? undefined : traceHeading(seconds, id, entries.length);
  return markup`<li class="trace" data-trace="${id}" data-requests="${entries.length}">${heading}<ol>${entries.map(requestItem)}</ol></li>`;
}

function traceHeading(seconds: number, id: string, count: number): Markup {
  const time = new Date(seconds * 1000);
  const [, clock] = /T([\d:]{8})/.exec(time.toISOString()) ?? [];
  const requests = count === 1 ? '1 request' : `${count} requests`;
  return markup`<h3><time datetime="${time.toISOString()}">${clock} UTC</time> <span>${requests}</span> <code>${id}</code></h3>`;
}

const words: Record<Verdict, string> = { allowed: 'Allowed', refused: 'Refused', failed: 'Failed' };

function requestItem(entry: Entry): Markup {
  const { number, service, operation, outcome, durationMs, decision } = entry;
  const verdict = verdictOf(entry);
  const statements = statementsOf(entry);
  const why = verdict === 'allowed' || statements.length > 0 ? undefined : decision;
  return markup`<li class="request ${verdict}" id="request-${number}" data-service="${service}" data-verdict="${verdict}">
<details><summary><span class="verdict">${words[verdict]}</span><span class="service">${service}</span><span class="what"><strong>${operation}</strong> ${target(entry)}</span><span class="outcome">${verdict === 'allowed' && statements.length > 0 ? statements.join(', ') : outcome}</span><span class="ms">${durationMs.toFixed(1)} ms</span>${why === undefined ? undefined : markup`<span class="why">${why}</span>`}</summary>
${details(entry, statements)}</details></li>`;
}

/** On what, and for whom. That a request to the API touches the API goes without saying. */
function target({ service, resource, caller }: Entry): Markup {
  const on = service === 'appsync' || resource === undefined ? undefined : markup`${shortArn(resource)} `;
  return markup`<span class="on">${on}${caller === '' ? undefined : markup`by ${shortArn(caller)}`}</span>`;
}

/** Everything that is known of a request, in full. */
function details(entry: Entry, statements: readonly string[]): Markup {
  const { caller, resource, decision, requestId, traceId, outcome } = entry;
  const rows: [string, string | undefined][] = [
    ['Caller', caller === '' ? undefined : caller],
    ['Resource', resource],
    [statements.length > 0 ? 'Allowed by' : 'Reason', decision],
    ['Outcome', outcome],
    ['Request', requestId],
    ['Trace', traceId],
  ];
  const known = rows.filter(([, value]) => value !== undefined);
  return markup`<dl>${known.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}
