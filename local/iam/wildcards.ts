const compiled = new Map<string, RegExp>();
const cacheLimit = 5_000;

/** Whether `value` fits `pattern`, where `*` is any text and `?` any one character. */
export function matchesWildcard(pattern: string, value: string, ignoreCase = false): boolean {
  if (pattern === '*' || pattern === value) return true;
  const key = ignoreCase ? `i${pattern}` : `s${pattern}`;
  let expression = compiled.get(key);
  if (expression === undefined) {
    const source = [...pattern].map((character) => wildcards[character] ?? escapeLiteral(character)).join('');
    expression = new RegExp(`^${source}$`, ignoreCase ? 'isu' : 'su');
    // Patterns with a request's values in them are endless.
    if (compiled.size >= cacheLimit) compiled.clear();
    compiled.set(key, expression);
  }
  return expression.test(value);
}

const wildcards: Readonly<Record<string, string>> = {
  '*': '.*',
  '?': '.',
  [literalMark('*')]: '\\*',
  [literalMark('?')]: '\\?',
};

/** A `*` or `?` that came from `${*}` or from a policy variable and means itself, as one character of a private plane. */
export function literalMark(character: '*' | '?'): string {
  return character === '*' ? '\u{F0001}' : '\u{F0002}';
}

/** `text` with its own `*` and `?` made literal. */
export function escapeWildcards(text: string): string {
  return text.replaceAll('*', literalMark('*')).replaceAll('?', literalMark('?'));
}

function escapeLiteral(character: string): string {
  return /[\\^$.|+()[\]{}/]/.test(character) ? `\\${character}` : character;
}

/**
 * Whether the ARN `value` fits `pattern`, part by part: a wildcard in one of the first five parts never reaches over a
 * colon. (IAM user guide, "Resource" element and the Arn operators.)
 */
export function matchesArn(pattern: string, value: string): boolean {
  if (pattern === '*') return true;
  const patternParts = arnParts(pattern);
  const valueParts = arnParts(value);
  if (patternParts === undefined || valueParts === undefined) return false;
  return patternParts.every((part, index) => matchesWildcard(part, valueParts[index] ?? ''));
}

/** `arn`, partition, service, region, account, resource; undefined when it is no ARN. */
export function arnParts(arn: string): string[] | undefined {
  const parts = arn.split(':');
  if (parts.length < 6 || parts[0] !== 'arn') return undefined;
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}
