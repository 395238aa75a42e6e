import { PolicyError } from './policy-error';

/** Condition keys of a request, by lower-case name; most have one value. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/**
 * Keys that AWS knows of a caller, a request or a resource, and this machine does not; those that end in `/` stand for
 * all that begin so. (A key that AWS would not know either, like `aws:SourceVpc` outside of a network, is just absent.)
 */
const notKnownHere = [
  'aws:sourceip',
  'aws:useragent',
  'aws:userid',
  'aws:tokenissuetime',
  'aws:referer',
  'aws:resourcetag/',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:resourceorgid',
  'aws:resourceorgpaths',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
];

/**
 * The values of a key, undefined when the request does not have it. Throws PolicyError for a key that cannot be known
 * here: neither yes nor no would be true of it.
 */
export function valuesOf(context: RequestContext, key: string): readonly string[] | undefined {
  const name = key.toLowerCase();
  const values = context.get(name);
  if (
    values === undefined &&
    notKnownHere.some((known) => name === known || (known.endsWith('/') && name.startsWith(known)))
  )
    throw new PolicyError(`the condition key ${key} is not known on this machine`);
  return values;
}
