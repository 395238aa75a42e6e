import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface AssemblyFixture {
  template: object;
  stackName?: string;
  environment?: string;
  /** Files of each asset folder, by the S3 key in the template. */
  assets?: Record<string, Record<string, string>>;
}

/** Writes a cloud assembly of one stack, as `cdk synth` lays it out, and returns its folder. */
export function writeAssembly({
  template,
  stackName = 'Test',
  environment = 'aws://unknown-account/unknown-region',
  assets = {},
}: AssemblyFixture): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'assembly-'));
  const files: Record<string, object> = {};
  for (const [objectKey, content] of Object.entries(assets)) {
    const id = objectKey.replace(/\.zip$/, '');
    const assetFolder = `asset.${id}`;
    for (const [name, text] of Object.entries(content)) {
      const file = path.join(folder, assetFolder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    files[id] = {
      source: { path: assetFolder, packaging: 'zip' },
      destinations: { current: { bucketName: 'assets', objectKey } },
    };
  }
  const write = (name: string, value: object) =>
    writeFileSync(path.join(folder, name), JSON.stringify(value, null, 2));
  write(`${stackName}.template.json`, template);
  write(`${stackName}.assets.json`, { version: '48.0.0', files, dockerImages: {} });
  write('manifest.json', {
    version: '48.0.0',
    artifacts: {
      [`${stackName}.assets`]: {
        type: 'cdk:asset-manifest',
        properties: { file: `${stackName}.assets.json` },
      },
      [stackName]: {
        type: 'aws:cloudformation:stack',
        environment,
        properties: { templateFile: `${stackName}.template.json` },
      },
      Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  });
  return folder;
}
