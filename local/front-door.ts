import type { Cloud, RequestRecord } from './cloud';
import type { Resource } from './template/stack';

/** The page at the front door: what is where, and what happened last. HTML; it loads nothing from elsewhere. */
export function frontPage(cloud: Cloud): string {
  const { stack, region, accountId } = cloud;
  const names = (...types: string[]) =>
    types.flatMap((type) => stack.ofType<Record<string, unknown>>(type)).map((resource) => [resource.ref]);
  const keys = stack
    .ofType<Record<string, unknown>>('AWS::AppSync::ApiKey')
    .map((key: Resource) => [key.logicalId, stack.attribute(key.logicalId, 'ApiKey')]);
  const sections = [
    table('Endpoints', ['service', 'URL'], Object.entries(cloud.endpoints)),
    table('API keys', ['key', 'value'], keys),
    table('Outputs', ['output', 'value'], Object.entries(stack.outputs)),
    table('Functions', ['name'], names('AWS::Lambda::Function')),
    table('Tables', ['name'], names('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')),
    table('Buckets', ['name'], names('AWS::S3::Bucket')),
    table(
      'Last requests',
      ['service', 'operation', 'resource', 'caller', 'outcome', 'decision', 'ms'],
      cloud.recentRequests().map(row),
    ),
  ];
  const title = `${stack.name} on this machine`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(`${region}, account ${accountId}. State: ${cloud.stateDir}`)}</p>
${sections.join('\n')}
</body>
</html>
`;
}

const style = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; font-size: 0.87rem; }
th, td { text-align: left; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #8884; vertical-align: top; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2rem 0 0.25rem; }`;

function row({
  service,
  operation,
  resource,
  caller,
  outcome,
  decision,
  durationMs,
}: RequestRecord): string[] {
  return [service, operation, resource ?? '', caller, outcome, decision ?? '', durationMs.toFixed(1)];
}

function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const heading = `<h2>${escapeHtml(title)}</h2>`;
  if (rows.length === 0) return `${heading}\n<p>None.</p>`;
  const line = (tag: 'th' | 'td', cells: readonly string[]) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `${heading}\n<table>\n${line('th', columns)}\n${rows.map((cells) => line('td', cells)).join('\n')}\n</table>`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
