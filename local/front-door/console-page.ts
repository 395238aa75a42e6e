import type { Cloud } from '../cloud';
import { firstOperations } from './first-operations';
import { consoleModes, modeNames } from './graphql-api';
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
  const offered = consoleModes(api);
  if (offered.length === 0)
    return markup`<form id="access">Nobody can ask here: the API has the mode ${api.modes.join(', ')}, which is not run on this machine.</form>`;
  const radio = (mode: string, isChecked: boolean) =>
    markup`<label><input type="radio" name="mode" value="${mode}"${isChecked ? markup` checked` : undefined}><span>${modeNames[mode]}</span></label>\n`;
  const field = (mode: string) =>
    markup`<label class="credential" data-mode="${mode}" hidden>${credential(mode, cloud, api)}</label>\n`;
  return markup`<form id="access" aria-label="Authorization">
<fieldset><legend>Authorization mode</legend>
${offered.map((mode, index) => radio(mode, index === 0))}</fieldset>
${offered.map(field)}</form>`;
}

/** What a mode needs to know. */
function credential(mode: string, cloud: Cloud, api: GraphQlApi): Markup {
  const option = (value: string, label: string) => markup`<option value="${value}">${label}</option>`;
  switch (mode) {
    case 'API_KEY': {
      const keys = apiKeysOf(api, cloud.now());
      return markup`<span>Key</span> <select name="apiKey">${keys.map(({ value, expired }) =>
        option(value, expired ? `${value} (expired)` : value),
      )}</select>`;
    }
    case 'AWS_LAMBDA':
      return markup`<span>Token</span> <input name="token" autocomplete="off" spellcheck="false" placeholder="for the authorizer; stays in this tab">`;
    default: {
      const roles = rolesOf(cloud).map(({ name, arn }) => option(arn, name));
      return markup`<span>As</span> <select name="as">${option('operator', 'the operator, who may do everything')}<optgroup label="a role of the template">${roles}</optgroup></select>`;
    }
  }
}
