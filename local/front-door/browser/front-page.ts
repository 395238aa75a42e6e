import { traceItem } from '../request-list';
import { tracesOf } from '../requests';
import type { Entry, Feed, Trace } from '../requests';
import { byId } from './element';
import { RequestFeed } from './request-feed';

/** Keeps the front page up to date without moving what the reader looks at. */

const pollMs = 1_000;
/** As many as the server keeps. */
const entriesKept = 200;

const list = byId('traces', HTMLOListElement);
const none = byId('none', HTMLParagraphElement);
const filters = byId('filters', HTMLFormElement);
const count = byId('count', HTMLOutputElement);
const connection = byId('connection', HTMLSpanElement);
const services = filters.elements.namedItem('service');

const feed = new RequestFeed();
let entries: Entry[] = [];

async function refresh(): Promise<void> {
  const news = await feed.read();
  if (news.complete) {
    // The numbers of another process begin anew. What the server has written into the page is of this one.
    if (entries.length > 0) list.replaceChildren();
    entries = [];
  }
  if (news.entries.length > 0 || news.complete) {
    entries = [...entries, ...news.entries].slice(-entriesKept);
    show(tracesOf(entries));
  }
  await refreshInventory(news);
}

/** What is there and has not changed stays as it is: scrolled, opened, focused. */
function show(traces: readonly Trace[]): void {
  const shown = new Map([...list.children].map((item) => [item.getAttribute('data-trace'), item]));
  let place: Element | null = list.firstElementChild;
  for (const trace of traces) {
    let item = shown.get(trace.id);
    shown.delete(trace.id);
    if (item === undefined) {
      item = rendered(trace);
      list.insertBefore(item, place);
    } else if (item.getAttribute('data-requests') !== String(trace.entries.length)) {
      const next = rendered(trace);
      keepState(item, next);
      if (place === item) place = next;
      item.replaceWith(next);
      item = next;
    }
    place = item.nextElementSibling;
  }
  for (const gone of shown.values()) gone.remove();
  none.hidden = traces.length > 0;
  offerServices();
  filter();
}

function rendered(trace: Trace): Element {
  const template = document.createElement('template');
  // Made by the same code as on the server, which escapes every value.
  template.innerHTML = traceItem(trace).text;
  const [item] = template.content.children;
  if (item === undefined) throw new Error('A trace has no element.');
  return item;
}

function keepState(old: Element, next: Element): void {
  for (const open of old.querySelectorAll('details[open]')) {
    const copy = next.querySelector(`#${open.parentElement?.id} > details`);
    copy?.setAttribute('open', '');
    if (open.contains(document.activeElement))
      requestAnimationFrame(() => copy?.querySelector('summary')?.focus({ preventScroll: true }));
  }
}

function offerServices(): void {
  if (!(services instanceof HTMLSelectElement)) return;
  const offered = new Set([...services.options].map(({ value }) => value));
  for (const service of new Set(entries.map((entry) => entry.service)))
    if (!offered.has(service)) services.add(new Option(service, service));
}

function filter(): void {
  const wanted = new FormData(filters);
  const text = String(wanted.get('text') ?? '').toLowerCase();
  const fits = (item: HTMLElement) =>
    (wanted.get('service') === '' || item.dataset['service'] === wanted.get('service')) &&
    (wanted.get('verdict') === '' || item.dataset['verdict'] === wanted.get('verdict')) &&
    (text === '' || (item.textContent ?? '').toLowerCase().includes(text));
  let fitting = 0;
  for (const trace of list.children) {
    let some = false;
    for (const item of trace.querySelectorAll<HTMLElement>('.request')) {
      item.hidden = !fits(item);
      if (item.hidden) continue;
      some = true;
      fitting++;
    }
    trace.toggleAttribute('hidden', !some);
  }
  const total = entries.length;
  count.value =
    fitting === total ? (total === 1 ? '1 request' : `${total} requests`) : `${fitting} of ${total} requests`;
}

async function refreshInventory(news: Feed): Promise<void> {
  if (news.inventory === document.body.dataset['inventory']) return;
  const page = new DOMParser().parseFromString(await (await fetch('/')).text(), 'text/html');
  const next = page.getElementById('inventory');
  if (next === null) return;
  byId('inventory', HTMLElement).replaceChildren(...next.childNodes);
  document.title = page.title;
  document.body.dataset['inventory'] = page.body.dataset['inventory'] ?? '';
}

/** The request that the address names, opened. */
function openTarget(): void {
  if (location.hash.length < 2) return;
  const target = list.querySelector(`#${CSS.escape(location.hash.slice(1))}`);
  target?.querySelector('details')?.setAttribute('open', '');
  target?.scrollIntoView({ block: 'center' });
}

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset['copy'] ?? '');
  button.textContent = 'Copied';
  setTimeout(() => (button.textContent = 'Copy'), 1_500);
}

function isLive(): boolean {
  return new FormData(filters).has('live') && !document.hidden;
}

async function follow(): Promise<void> {
  try {
    await refresh();
    connection.textContent = '';
  } catch {
    connection.textContent = 'The cloud does not answer. Trying again …';
  }
}

document.documentElement.classList.add('has-script');
document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest<HTMLElement>('[data-copy]') : null;
  if (button !== null) void copy(button);
});
filters.addEventListener('input', filter);
filters.addEventListener('submit', (event) => event.preventDefault());
addEventListener('hashchange', openTarget);
void follow().then(openTarget);
// One at a time, the next a while after the last has been answered.
const poll = async (): Promise<void> => {
  if (isLive()) await follow();
  setTimeout(() => void poll(), pollMs);
};
setTimeout(() => void poll(), pollMs);
