import type { Cloud } from '../cloud';
import { firstOperations } from './first-operations';
import { modeNames } from './graphql-api';
import type { GraphQlApi } from './graphql-api';
import { htmlPage } from './html-page';
import { apiKeysOf, rolesOf } from './inventory';
import { markup } from './markup';
import type { Markup } from './markup';

/** The GraphQL console: GraphiQL, and above it as whom it asks. Without script it is nothing. */
export function consolePage(cloud: Cloud, api: GraphQlApi): Markup {
  const { name } = cloud.stack;
  const body = markup`<body>
<header>
<h1><a href="/">${name}</a></h1>
${accessForm(cloud, api)}
</header>
<main id="console" data-operations="${JSON.stringify(firstOperations(api))}"><noscript>The console is a script.</noscript></main>
<footer id="status" role="status"></footer>
</body>`;
  return htmlPage('console', `Console of ${name}`, body);
}

function accessForm(cloud: Cloud, api: GraphQlApi): Markup {
  const offered = api.modes.filter((mode) => Object.hasOwn(modeNames, mode));
  if (offered.length === 0)
    return markup`<form id="access">Nobody can ask here: the API has the mode ${api.modes.join(', ')}, which is not run on this machine.</form>`;
  return markup`<form id="access" aria-label="Authorization">
<fieldset><legend>Authorization mode</legend>
${offered.map(
  (
    mode,
    index,
  ) => markup`<label><input type="radio" name="mode" value="${mode}"${index === 0 ? markup` checked` : undefined}><span>${modeNames[mode]}</span></label>
`,
)}</fieldset>
${offered.map(
  (
    mode,
  ) => markup`<label class="credential" data-mode="${mode}" hidden>${credential(mode, cloud, api)}</label>
`,
)}</form>`;
}

/** What a mode needs to know. */
function credential(mode: string, cloud: Cloud, api: GraphQlApi): Markup {
  switch (mode) {
    case 'API_KEY':
      return markup`<span>Key</span> <select name="apiKey">${apiKeysOf(api, cloud.now()).map(
        ({ value, expired }) =>
          markup`<option value="${value}">${value}${expired ? ' (expired)' : undefined}</option>`,
      )}</select>`;
    case 'AWS_LAMBDA':
      return markup`<span>Token</span> <input name="token" autocomplete="off" spellcheck="false" placeholder="for the authorizer; stays in this tab">`;
    default:
      return markup`<span>As</span> <select name="as"><option value="operator">the operator, who may do everything</option><optgroup label="a role of the template">${rolesOf(
        cloud,
      ).map(({ name, arn }) => markup`<option value="${arn}">${name}</option>`)}</optgroup></select>`;
  }
}
