import { isObject, TemplateError } from './intrinsics';
import type { Json } from './intrinsics';

const reference = /\{\{resolve:([^}]*)\}\}/g;
const secretReference = /^secretsmanager:(.+?)(?::SecretString(?::([^:]*))?(?::[^:]*)?(?::[^:]*)?)?$/;

/**
 * Replaces `{{resolve:secretsmanager:<id>:SecretString:<key>::}}` in every string of `value`; `secretString` gives the
 * value of a secret by name or ARN. Other dynamic references (SSM) are an error that says so.
 */
export function resolveSecretReferences(
  value: Json,
  secretString: (id: string) => string,
  place: string,
): Json {
  if (typeof value === 'string') {
    if (!value.includes('{{resolve:')) return value;
    return value.replace(reference, (_whole, inner: string) => oneReference(inner, secretString, place));
  }
  if (Array.isArray(value)) return value.map((item) => resolveSecretReferences(item, secretString, place));
  if (!isObject(value)) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolveSecretReferences(item, secretString, `${place}.${key}`)]),
  );
}

function oneReference(inner: string, secretString: (id: string) => string, place: string): string {
  const [, id, key] = secretReference.exec(inner) ?? [];
  if (id === undefined)
    throw new TemplateError(`${place}: {{resolve:${inner}}} is not resolved on this machine.`);
  const whole = secretString(id);
  if (key === undefined || key === '') return whole;
  let parsed: unknown;
  try {
    parsed = JSON.parse(whole);
  } catch (cause) {
    throw new TemplateError(`${place}: the secret ${id} is not JSON, so it has no key ${key}.`, { cause });
  }
  const found = isObject(parsed) ? parsed[key] : undefined;
  if (found === undefined) throw new TemplateError(`${place}: the secret ${id} has no key ${key}.`);
  return typeof found === 'string' ? found : JSON.stringify(found);
}
