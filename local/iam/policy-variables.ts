import { valuesOf } from './request-context';
import type { RequestContext } from './request-context';
import { escapeWildcards, literalMark } from './wildcards';

/**
 * Puts the request's values in place of `${aws:…}` (with `, 'default'`), and literal characters in place of `${*}`,
 * `${?}` and `${$}`. Undefined when a key has no single value and no default: such a pattern matches nothing. A value
 * can never bring a wildcard in.
 */
export function substituteVariables(pattern: string, context: RequestContext): string | undefined {
  if (!pattern.includes('${')) return pattern;
  let missing = false;
  const result = pattern.replace(/\$\{([^}]*)\}/g, (_whole, inner: string) => {
    if (inner === '*' || inner === '?') return literalMark(inner);
    if (inner === '$') return '$';
    const [, key = '', fallback] = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner) ?? [];
    const values = valuesOf(context, key);
    const value = values?.length === 1 ? values[0] : fallback;
    if (value === undefined) missing = true;
    return escapeWildcards(value ?? '');
  });
  return missing ? undefined : result;
}
