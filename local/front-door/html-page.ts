import type { PageName } from './assets';
import { markup } from './markup';
import type { Markup } from './markup';

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' " +
  "fill='%231f5fbf'/%3E%3Cpath d='M4 5h8M4 8h8M4 11h5' stroke='white' stroke-width='1.5'/%3E%3C/svg%3E";

/** A page with the script and the style sheet of its name. */
export function htmlPage(name: PageName, title: string, body: Markup): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="/front-door/${name}.css">
<script src="/front-door/${name}.js" defer></script>
</head>
${body}
</html>
`;
}
