import { buildSync, type BuildOptions } from 'esbuild';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));

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

const appsyncResolver: BuildOptions = {
  bundle: true,
  write: false,
  platform: 'neutral',
  target: 'es2022',
  format: 'esm',
  external: ['@aws-appsync/utils'],
  logLevel: 'warning',
};

/** esbuild starts a process for each call, so everything of a kind is bundled by one, when the first is asked for. */
const once = <T>(work: () => T): (() => T) => {
  let done: { result: T } | undefined;
  return () => (done ??= { result: work() }).result;
};

/** Bundles live until the app ends: the CDK copies them into the cloud assembly. */
const workFolder = once((): string => {
  const path = mkdtempSync(join(tmpdir(), 'onboarding-bundles-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
});

const bundleLambdas = once((): Set<string> => {
  const names = readdirSync(folder('lambdas')).filter((name) =>
    existsSync(join(folder('lambdas'), name, 'handler.ts')),
  );
  buildSync({
    ...nodeLambda,
    entryPoints: names.map((name) => ({
      in: join(folder('lambdas'), name, 'handler.ts'),
      out: `${name}/index`,
    })),
    outdir: workFolder(),
  });
  for (const name of names) copyAssets(name);
  return new Set(names);
});

/** The files that a Lambda needs beside its bundle, as its own `assets.json` lists them. */
const copyAssets = (name: string): void => {
  const source = join(folder('lambdas'), name);
  const list = join(source, 'assets.json');
  if (!existsSync(list)) return;
  for (const asset of JSON.parse(readFileSync(list, 'utf8')) as RuntimeAsset[]) {
    const from = asset.from.startsWith('./')
      ? join(source, asset.from)
      : folder(`node_modules/${asset.from}`);
    cpSync(from, join(workFolder(), name, 'assets', asset.name));
  }
};

const bundleResolvers = once((): Map<string, string> => {
  const sources = ['', 'functions/'].flatMap((under) =>
    readdirSync(folder(`resolvers/${under}`))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => `${under}${file.slice(0, -'.ts'.length)}`),
  );
  const { outputFiles = [] } = buildSync({
    ...appsyncResolver,
    entryPoints: sources.map((name) => ({ in: `${folder('resolvers')}/${name}.ts`, out: name })),
    outdir: folder('resolvers'),
  });
  const outputs = new Map(outputFiles.map(({ path, text }) => [path, text]));
  return new Map(sources.map((name) => [name, outputs.get(join(folder('resolvers'), `${name}.js`)) ?? '']));
});

/** The folder to deploy for `lambdas/<name>`: `index.mjs` and, beside it, `assets/`. */
export const lambdaFolder = (name: string): string => {
  if (!bundleLambdas().has(name)) throw new Error(`lambdas/${name}/handler.ts does not exist.`);
  return join(workFolder(), name);
};

/** AppSync's limit for the code of one resolver, in bytes. */
const MAX_RESOLVER_BYTES = 32_768;

/** `resolvers/<name>.ts` as AppSync runs it: a single ES module, `@aws-appsync/utils` left to AppSync. */
export const resolverCode = (name: string): string => {
  const code = bundleResolvers().get(name) ?? '';
  const size = Buffer.byteLength(code);
  if (size === 0) throw new Error(`resolvers/${name}.ts is empty or does not exist.`);
  if (size > MAX_RESOLVER_BYTES) {
    throw new Error(
      `resolvers/${name}.ts is ${size} bytes bundled; AppSync takes at most ${MAX_RESOLVER_BYTES}.`,
    );
  }
  return code;
};
