import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installCommand, isNodeOf, lambdaFlags, nodeFor } from '../../../local/lambda/node-runtimes';
import { startLambda } from './lambda-fixture';

const platform = `${process.platform}-${process.arch}`;
const executable = process.platform === 'win32' ? 'node.exe' : 'node';

/** A node_modules with these packages, by name and version. */
function installed(packages: Record<string, string>) {
  const modules = mkdtempSync(path.join(tmpdir(), 'modules-'));
  for (const [name, version] of Object.entries(packages)) {
    mkdirSync(path.join(modules, name, 'bin'), { recursive: true });
    writeFileSync(path.join(modules, name, 'package.json'), JSON.stringify({ version }));
    writeFileSync(path.join(modules, name, 'bin', executable), '');
    chmodSync(path.join(modules, name, 'bin', executable), 0o755);
  }
  return (name: string) => (name in packages ? path.join(modules, name) : undefined);
}

describe('the Node of a runtime', () => {
  const own = { executable: process.execPath, version: process.versions.node };

  test('is the package of its major version and of this platform', () => {
    const folderOf = installed({ [`node99-${platform}`]: '99.1.0', node: '99.0.0' });
    const node = nodeFor('nodejs99.x', folderOf);
    expect(node).toEqual({
      executable: path.join(String(folderOf(`node99-${platform}`)), 'bin', executable),
      version: '99.1.0',
    });
    expect(isNodeOf('nodejs99.x', node)).toBe(true);
  });

  test('is the package node where that has the version', () => {
    const folderOf = installed({ node: '99.0.0' });
    expect(nodeFor('nodejs99.x', folderOf).version).toBe('99.0.0');
    expect(nodeFor('nodejs98.x', folderOf)).toEqual(own);
  });

  test('is this process’s own where nothing is installed, of whatever version', () => {
    for (const runtime of ['nodejs99.x', 'nodejs', 'nodejs9.x', `nodejs${process.versions.node}`])
      expect({
        runtime,
        own: isNodeOf(
          runtime,
          nodeFor(runtime, () => undefined),
        ),
      }).toEqual({ runtime, own: false });
    const runtime = `nodejs${process.versions.node.split('.')[0]}.x`;
    expect(
      isNodeOf(
        runtime,
        nodeFor(runtime, () => undefined),
      ),
    ).toBe(true);
  });

  test('is not a package that is there in name only', () => {
    const folderOf = installed({ [`node99-${platform}`]: '98.0.0' });
    expect(nodeFor('nodejs99.x', folderOf)).toEqual(own);
  });

  test('comes with the command that installs it', () => {
    expect(installCommand('nodejs24.x')).toMatch(
      new RegExp(`^npm install --save-optional node24-${platform}@npm:node-[a-z0-9-]+@24$`),
    );
  });
});

test('flags are those of Lambda: a heap in proportion, and nothing experimental unless asked for', () => {
  expect(lambdaFlags({ executable: '', version: '22.1.0' }, 512)).toEqual([
    '--max-semi-space-size=25',
    '--max-old-space-size=461',
    '--max-http-header-size=81920',
    '--no-experimental-require-module',
    '--no-experimental-detect-module',
  ]);
  expect(
    lambdaFlags({ executable: '', version: '22.1.0' }, 128, '--experimental-require-module'),
  ).not.toContain('--no-experimental-require-module');
  expect(lambdaFlags({ executable: '', version: '24.1.0' }, 128).join(' ')).not.toContain('experimental');
});

test('a function of nodejs22.x runs on Node 22, and finds it in its PATH', async () => {
  const code = `import { execFileSync } from 'node:child_process';
    import { S3Client } from '@aws-sdk/client-s3';
    export const handler = async () => ({
      version: process.version, path: execFileSync('node', ['--version'], { encoding: 'utf8' }).trim(),
      env: process.env.AWS_EXECUTION_ENV, quiet: process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED,
      type: process.env.AWS_LAMBDA_INITIALIZATION_TYPE, sdk: typeof S3Client, requireModule: process.features.require_module });`;
  const { lambda, invoke } = await startLambda({
    On22: { code, properties: { Runtime: 'nodejs22.x', MemorySize: 256 } },
  });
  const { executable: node22 } = nodeFor('nodejs22.x');
  const version = execFileSync(node22, ['--version'], { encoding: 'utf8' }).trim();

  expect(version).toMatch(/^v22\./);
  expect(lambda.notRun).toEqual([]);
  expect((await invoke('On22')).body).toEqual({
    version,
    path: version,
    env: 'AWS_Lambda_nodejs22.x',
    type: 'on-demand',
    sdk: 'function',
    requireModule: false,
  });
  await lambda.close();
});
