/** One rule of a bucket's LifecycleConfiguration, as far as it makes objects expire. */
export interface LifecycleRule {
  Status: 'Enabled' | 'Disabled';
  Prefix?: string;
  ExpirationInDays?: number;
  ExpirationDate?: string;
  ObjectSizeGreaterThan?: string | number;
  ObjectSizeLessThan?: string | number;
  TagFilters?: unknown[];
}

const day = 24 * 60 * 60 * 1000;

/**
 * Whether one of the rules has expired an object. S3 waits for the next midnight UTC after the last day; here the
 * object goes as soon as its days are over, so that a moved clock shows it.
 */
export function isExpired(
  object: { key: string; size: number; lastModified: string },
  rules: LifecycleRule[],
  now: Date,
): boolean {
  const age = now.getTime() - Date.parse(object.lastModified);
  return rules.some((rule) => {
    if (rule.Status !== 'Enabled' || !object.key.startsWith(rule.Prefix ?? '')) return false;
    // No object carries tags here, so a rule that asks for some matches none.
    if (rule.TagFilters && rule.TagFilters.length > 0) return false;
    if (rule.ObjectSizeGreaterThan !== undefined && object.size <= Number(rule.ObjectSizeGreaterThan))
      return false;
    if (rule.ObjectSizeLessThan !== undefined && object.size >= Number(rule.ObjectSizeLessThan)) return false;
    if (rule.ExpirationInDays !== undefined) return age >= rule.ExpirationInDays * day;
    return rule.ExpirationDate !== undefined && now.getTime() >= Date.parse(rule.ExpirationDate);
  });
}
