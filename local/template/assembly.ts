import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isObject, TemplateError } from './intrinsics';
import type { Json } from './intrinsics';

/** What `cdk synth` wrote for one stack. */
export interface Assembly {
  stackName: string;
  template: { [key: string]: Json };
  /** Where the stack says it belongs; undefined when it was synthesized for any account or region. */
  environment: { accountId: string | undefined; region: string | undefined };
  /** Absolute path of each file asset, by its S3 object key. */
  assets: ReadonlyMap<string, string>;
}

/**
 * Reads a cloud assembly (`cdk.out`). With several stacks in it, `stackName` says which one. Throws TemplateError with
 * the fix when there is no assembly, no such stack, or a file that is not JSON.
 */
export function readAssembly(folder: string, stackName?: string): Assembly {
  const manifest = readJson(path.join(folder, 'manifest.json'));
  const artifacts = isObject(manifest['artifacts']) ? manifest['artifacts'] : {};
  const stacks = Object.entries(artifacts)
    .filter(([, artifact]) => isObject(artifact) && artifact['type'] === 'aws:cloudformation:stack')
    .map(([id, artifact]) => stackArtifact(id, artifact!));
  const names = stacks.map((stack) => stack.name).join(', ');
  const chosen = stackName === undefined ? stacks : stacks.filter((stack) => stack.name === stackName);
  const [stack] = chosen;
  if (stack === undefined)
    throw new TemplateError(
      stackName === undefined
        ? `${folder} holds no stack: run \`npx cdk synth\`.`
        : `${folder} holds no stack ${stackName}; it holds: ${names}.`,
    );
  if (chosen.length > 1) throw new TemplateError(`${folder} holds several stacks (${names}): choose one.`);
  return {
    stackName: stack.name,
    template: readJson(path.join(folder, stack.templateFile)),
    environment: stack.environment,
    assets: readAssets(folder, artifacts),
  };
}

interface StackArtifact {
  name: string;
  templateFile: string;
  environment: Assembly['environment'];
}

function stackArtifact(id: string, artifact: Json): StackArtifact {
  const properties = isObject(artifact) && isObject(artifact['properties']) ? artifact['properties'] : {};
  const templateFile = properties['templateFile'];
  if (typeof templateFile !== 'string') throw new TemplateError(`The manifest names no template for ${id}.`);
  const name = typeof properties['stackName'] === 'string' ? properties['stackName'] : id;
  const environment = isObject(artifact) ? artifact['environment'] : undefined;
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(String(environment)) ?? [];
  return {
    name,
    templateFile,
    environment: {
      accountId: account === 'unknown-account' ? undefined : account,
      region: region === 'unknown-region' ? undefined : region,
    },
  };
}

function readAssets(folder: string, artifacts: { [key: string]: Json }): Map<string, string> {
  const assets = new Map<string, string>();
  for (const artifact of Object.values(artifacts)) {
    if (!isObject(artifact) || artifact['type'] !== 'cdk:asset-manifest') continue;
    const file = isObject(artifact['properties']) ? artifact['properties']['file'] : undefined;
    if (typeof file !== 'string') continue;
    const files = readJson(path.join(folder, file))['files'];
    for (const entry of Object.values(isObject(files) ? files : {})) {
      if (!isObject(entry) || !isObject(entry['source']) || !isObject(entry['destinations'])) continue;
      const source = entry['source']['path'];
      if (typeof source !== 'string') continue;
      for (const destination of Object.values(entry['destinations']))
        if (isObject(destination) && typeof destination['objectKey'] === 'string')
          assets.set(destination['objectKey'], path.resolve(folder, source));
    }
  }
  return assets;
}

function readJson(file: string): { [key: string]: Json } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TemplateError(`${file} cannot be read: run \`npx cdk synth\` first.`, { cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (cause) {
    throw new TemplateError(`${file} is not JSON: run \`npx cdk synth\` again.`, { cause });
  }
  throw new TemplateError(`${file} is not a JSON object: run \`npx cdk synth\` again.`);
}
