import { randomInt, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { errorCode } from '../error-code';
import { isObject, TemplateError } from '../template/intrinsics';
import type { Resource } from '../template/stack';

/** The current version of a secret. */
export interface SecretVersion {
  versionId: string;
  secretString: string;
  /** ISO 8601. */
  createdAt: string;
}

export interface SecretProperties {
  Name?: string;
  Description?: string;
  SecretString?: string;
  GenerateSecretString?: GenerateSecretString;
}

interface GenerateSecretString {
  PasswordLength?: number;
  ExcludeCharacters?: string;
  ExcludeLowercase?: boolean;
  ExcludeNumbers?: boolean;
  ExcludePunctuation?: boolean;
  ExcludeUppercase?: boolean;
  IncludeSpace?: boolean;
  RequireEachIncludedType?: boolean;
  SecretStringTemplate?: string;
  GenerateStringKey?: string;
}

/**
 * The value of a secret of the template. One that the template generates is made at first sight and kept in
 * `<folder>/secrets.json`, so that a restart keeps it; one that the template spells out is the template's.
 */
export function secretVersion(folder: string, secret: Resource<SecretProperties>): SecretVersion {
  const file = path.join(folder, 'secrets.json');
  const kept = readKept(file);
  const known = kept[secret.ref];
  const spelled = secret.properties.SecretString;
  if (known !== undefined && (spelled === undefined || spelled === known.secretString)) return known;
  const version: SecretVersion = {
    versionId: randomUUID(),
    secretString: spelled ?? generate(secret),
    createdAt: new Date().toISOString(),
  };
  mkdirSync(folder, { recursive: true });
  // Written aside and renamed, so that a kill in the middle leaves the old file whole.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, JSON.stringify({ ...kept, [secret.ref]: version }, null, 2), { mode: 0o600 });
  renameSync(draft, file);
  return version;
}

function readKept(file: string): Record<string, SecretVersion> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return {};
    throw error;
  }
  const kept = parseJson(text, file);
  const versions: Record<string, SecretVersion> = {};
  for (const [arn, version] of Object.entries(isObject(kept) ? kept : {})) {
    if (!isObject(version)) continue;
    const { versionId, secretString, createdAt } = version;
    if (typeof versionId === 'string' && typeof secretString === 'string' && typeof createdAt === 'string')
      versions[arn] = { versionId, secretString, createdAt };
  }
  return versions;
}

function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TemplateError(`${what} is not JSON.`, { cause });
  }
}

/** By the rules of GetRandomPassword; with a template, the password becomes one key of that JSON object. */
function generate({ logicalId, properties }: Resource<SecretProperties>): string {
  const rules = properties.GenerateSecretString;
  if (rules === undefined)
    throw new TemplateError(`The secret ${logicalId} has neither SecretString nor GenerateSecretString.`);
  const password = randomPassword(logicalId, rules);
  const { SecretStringTemplate: template, GenerateStringKey: key } = rules;
  if (template === undefined && key === undefined) return password;
  const object: unknown =
    template === undefined ? undefined : parseJson(template, `SecretStringTemplate of ${logicalId}`);
  if (!isObject(object) || key === undefined)
    throw new TemplateError(
      `The secret ${logicalId} needs SecretStringTemplate (a JSON object) with GenerateStringKey.`,
    );
  return JSON.stringify({ ...object, [key]: password });
}

function randomPassword(logicalId: string, rules: GenerateSecretString): string {
  const { PasswordLength: length = 32, ExcludeCharacters: excluded = '' } = rules;
  const kinds = [
    rules.ExcludeLowercase === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    rules.ExcludeUppercase === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    rules.ExcludeNumbers === true ? '' : '0123456789',
    rules.ExcludePunctuation === true ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    rules.IncludeSpace === true ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !excluded.includes(character)))
    .filter((kind) => kind.length > 0);
  const all = kinds.flat();
  const required = rules.RequireEachIncludedType === false ? [] : kinds;
  if (all.length === 0 || length < required.length || length > 4096)
    throw new TemplateError(`The rules of the secret ${logicalId} leave no password of length ${length}.`);
  const password = [...required, ...Array.from({ length: length - required.length }, () => all)].map(
    (kind) => kind[randomInt(kind.length)],
  );
  for (let index = password.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [password[index], password[other]] = [password[other], password[index]];
  }
  return password.join('');
}
