/** HTML that is safe to write out as it stands. */
export class Markup {
  constructor(readonly text: string) {}
}

type Content = string | number | Markup | readonly Content[] | undefined;

/** HTML with values in it: texts are escaped, lists joined, what is undefined left out. */
export function markup(strings: TemplateStringsArray, ...values: Content[]): Markup {
  return new Markup(String.raw({ raw: strings }, ...values.map(textOf)));
}

function textOf(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  if (typeof content === 'string' || typeof content === 'number') return escapeHtml(String(content));
  return content.map(textOf).join('');
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
