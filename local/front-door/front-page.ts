import path from 'node:path';
import type { Cloud } from '../cloud';
import type { GraphQlApi } from './graphql-api';
import { htmlPage } from './html-page';
import { apiKeysOf, inventoryOf, operatorExports } from './inventory';
import type { Item, Section } from './inventory';
import { markup } from './markup';
import type { Markup } from './markup';
import { requestList } from './request-list';
import { tracesOf } from './requests';
import type { Feed } from './requests';

export interface FrontPage {
  cloud: Cloud;
  api: GraphQlApi;
  /** What the template has and this machine does not run, a sentence each. */
  notRun: readonly string[];
}

/** The page at the front door: what is where, and what happened last. */
export function frontPage(content: FrontPage, feed: Feed): Markup {
  const { stack } = content.cloud;
  const body = markup`<body data-inventory="${feed.inventory}">
<a class="skip" href="#requests">Skip to the requests</a>
<aside id="inventory" aria-label="What is where">
${inventory(content)}
</aside>
<main id="requests" aria-labelledby="requests-title">
<header>
<h2 id="requests-title">Requests</h2>
${filters}
<p class="state"><output id="count"></output><span id="connection" role="status"></span></p>
</header>
<p id="none"${feed.entries.length === 0 ? undefined : markup` hidden`}>No request yet. The first one will show up here.</p>
<ol id="traces">${requestList(tracesOf(feed.entries))}</ol>
</main>
</body>`;
  return htmlPage('front-page', `${stack.name} on this machine`, body);
}

/** They work by script, and are not there without. */
const filters = markup`<form id="filters" class="scripted" role="search" aria-label="Requests">
<input type="search" name="text" placeholder="Filter" aria-label="Text in the request" autocomplete="off" spellcheck="false">
<select name="service" aria-label="Service"><option value="">All services</option></select>
<fieldset><legend>Decision</legend>
<label><input type="radio" name="verdict" value="" checked><span>All</span></label>
<label><input type="radio" name="verdict" value="refused"><span>Refused</span></label>
<label><input type="radio" name="verdict" value="failed"><span>Failed</span></label>
</fieldset>
<label class="live"><input type="checkbox" name="live" checked> Live</label>
</form>`;

/** Everything but the requests; the page replaces it as a whole when the stack has changed. */
export function inventory({ cloud, api, notRun }: FrontPage): Markup {
  const { stack, region, accountId, stateDir, endpoints } = cloud;
  const { appsync, ...services } = endpoints;
  return markup`<header>
<h1>${stack.name}</h1>
<p>On this machine, as account ${accountId} in ${region}</p>
<p><a class="open" href="/console">Open the GraphQL console</a> <a class="down" href="#requests">Requests</a></p>
</header>
<section><h2>GraphQL API</h2>
${[
  value('GraphQL', `${appsync}/graphql`),
  value('Real time', `${appsync.replace(/^http/, 'ws')}/graphql/realtime`),
  apiKeysOf(api, cloud.now()).map((key) => value(key.expired ? 'API key, expired' : 'API key', key.value)),
]}</section>
<section><h2>Endpoints</h2>
${Object.entries(services).map(([name, url]) => value(name, url))}</section>
${inventoryOf(cloud).map(section)}
${outputs(stack.outputs)}
<section><h2>State and logs</h2>
${[value('State', stateDir), value('Logs', path.join(stateDir, 'logs'))]}</section>
${notRun.length === 0 ? undefined : markup`<section><h2>Not run here</h2><ul class="notes">${notRun.map((line) => markup`<li>${line}</li>`)}</ul></section>`}
${operator(cloud)}`;
}

function value(name: string, text: string): Markup {
  return markup`<div class="value"><span>${name}</span><code>${text}</code>${copyButton(name, text)}</div>`;
}

function copyButton(name: string, text: string): Markup {
  return markup`<button type="button" class="scripted copy" data-copy="${text}" aria-label="Copy ${name}">Copy</button>`;
}

function section({ title, items }: Section): Markup {
  return markup`<section><h2>${title} <small>${items.length}</small></h2><ul class="items">${items.map(item)}</ul></section>`;
}

function item({ name, facts }: Item): Markup {
  return markup`<li><code>${name}</code>${facts.length === 0 ? undefined : markup` <span>${facts.map((fact) => markup`<span>${fact}</span> `)}</span>`}</li>`;
}

function outputs(known: Readonly<Record<string, string>>): Markup | undefined {
  const entries = Object.entries(known);
  if (entries.length === 0) return undefined;
  return markup`<section><h2>Outputs <small>${entries.length}</small></h2>${entries.map(([name, text]) => value(name, text))}</section>`;
}

function operator(cloud: Cloud): Markup {
  const lines = operatorExports(cloud);
  return markup`<section><h2>As the operator</h2>
<p>Whoever exports this may do everything here. The credentials are well known and open nothing but this machine; a client that you
give a role’s credentials may do what the role may.</p>
<div class="shell"><pre tabindex="0" aria-label="Exports for a shell">${lines}</pre>${copyButton('the exports', lines)}</div>
<p>Then, for instance: <code>aws dynamodb list-tables</code></p></section>`;
}
