import { buildSync, type BuildOptions } from 'esbuild';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'build', 'lambdas');

/** A file that a Lambda reads at run time: from a package (`package/path`) or from its own folder (`./path`). */
interface RuntimeAsset {
  name: string;
  from: string;
}

const nodeLambda: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'esm',
  outExtension: { '.js': '.mjs' },
  mainFields: ['module', 'main'],
  minify: true,
  keepNames: true,
  // Some CommonJS dependencies call require at run time.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
  logLevel: 'warning',
};

/** Bundles `lambdas/<name>/handler.ts` and returns the folder to deploy: `index.mjs` and, beside it, `assets/`. */
export const bundleLambda = (name: string, assets: RuntimeAsset[] = []): string => {
  const folder = join(built, name);
  const source = join(root, 'lambdas', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  buildSync({ ...nodeLambda, entryPoints: { index: join(source, 'handler.ts') }, outdir: folder });
  for (const asset of assets) {
    const from = asset.from.startsWith('./') ? join(source, asset.from) : inPackage(asset.from);
    cpSync(from, join(folder, 'assets', asset.name));
  }
  return folder;
};

/** The files that a Lambda needs beside its bundle, as its own `assets.json` lists them. */
export const runtimeAssets = (name: string): RuntimeAsset[] =>
  JSON.parse(readFileSync(join(root, 'lambdas', name, 'assets.json'), 'utf8')) as RuntimeAsset[];

const inPackage = (path: string): string => {
  const parts = path.split('/');
  const name = parts.slice(0, path.startsWith('@') ? 2 : 1).join('/');
  const manifest = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return join(dirname(manifest), path.slice(name.length + 1));
};

/** One resolver or pipeline function as AppSync runs it: a single ES module, `@aws-appsync/utils` left to AppSync. */
export const bundleResolver = (file: string): string => {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, 'resolvers', file)],
    bundle: true,
    write: false,
    platform: 'neutral',
    target: 'es2022',
    format: 'esm',
    external: ['@aws-appsync/utils'],
    logLevel: 'warning',
  });
  const code = outputFiles[0]?.text ?? '';
  if (Buffer.byteLength(code) > 32_768) {
    throw new Error(`resolvers/${file} is ${Buffer.byteLength(code)} bytes; AppSync takes at most 32768.`);
  }
  return code;
};
