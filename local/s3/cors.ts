import type { IncomingHttpHeaders } from 'node:http';
import { AwsError } from '../cloud';

/** One rule of a bucket's CorsConfiguration; origins and headers may hold one `*` each. */
export interface CorsRule {
  AllowedOrigins: string[];
  AllowedMethods: string[];
  AllowedHeaders?: string[];
  ExposedHeaders?: string[];
  /** Seconds. */
  MaxAge?: number;
}

/**
 * The answer's headers to a preflight (`OPTIONS`) request.
 * @throws AwsError 400 BadRequest, 403 AccessForbidden.
 */
export function preflight(rules: CorsRule[], headers: IncomingHttpHeaders): Record<string, string> {
  const { origin } = headers;
  const method = headers['access-control-request-method'];
  if (origin === undefined)
    throw new AwsError('BadRequest', 'Insufficient information. Origin request header needed.');
  if (method === undefined) throw new AwsError('BadRequest', 'Invalid Access-Control-Request-Method: null');
  if (rules.length === 0)
    throw new AwsError('AccessForbidden', 'CORSResponse: CORS is not enabled for this bucket.', 403);
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter(Boolean);
  const rule = rules.find(
    (candidate) =>
      allows(candidate, origin, method) &&
      asked.every((name) =>
        (candidate.AllowedHeaders ?? []).some((pattern) => matches(pattern.toLowerCase(), name)),
      ),
  );
  if (!rule)
    throw new AwsError(
      'AccessForbidden',
      'CORSResponse: This CORS request is not allowed: no rule of the bucket admits this origin, method and headers.',
      403,
    );
  return {
    ...grantedTo(rule, origin),
    ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(', ') }),
    ...(rule.MaxAge !== undefined && { 'access-control-max-age': String(rule.MaxAge) }),
  };
}

/** The headers that let a browser read the answer to the request itself; none when no rule admits its origin. */
export function corsHeaders(
  rules: CorsRule[],
  origin: string | undefined,
  method: string,
): Record<string, string> {
  const rule =
    origin === undefined ? undefined : rules.find((candidate) => allows(candidate, origin, method));
  return rule && origin !== undefined ? grantedTo(rule, origin) : {};
}

function grantedTo(rule: CorsRule, origin: string): Record<string, string> {
  const anyone = rule.AllowedOrigins.includes('*');
  return {
    'access-control-allow-origin': anyone ? '*' : origin,
    'access-control-allow-methods': rule.AllowedMethods.join(', '),
    ...(!anyone && { 'access-control-allow-credentials': 'true' }),
    ...(rule.ExposedHeaders && { 'access-control-expose-headers': rule.ExposedHeaders.join(', ') }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

function allows(rule: CorsRule, origin: string, method: string): boolean {
  return (
    rule.AllowedMethods.includes(method) && rule.AllowedOrigins.some((pattern) => matches(pattern, origin))
  );
}

function matches(pattern: string, value: string): boolean {
  const [start = '', end] = pattern.split('*');
  if (end === undefined) return pattern === value;
  return value.length >= start.length + end.length && value.startsWith(start) && value.endsWith(end);
}
