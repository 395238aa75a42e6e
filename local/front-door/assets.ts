import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The script and the style sheet of a page. */
export interface Assets {
  script: string;
  style: string;
}

export type PageName = 'front-page' | 'console';

const bundles = new Map<PageName, Promise<Assets>>();

/** Bundled when they are first asked for, once a process; everything they import is in them. */
export function assetsOf(page: PageName): Promise<Assets> {
  const known = bundles.get(page);
  if (known !== undefined) return known;
  const bundled = bundle(page);
  bundles.set(page, bundled);
  // What failed is tried again.
  bundled.catch(() => bundles.delete(page));
  return bundled;
}

async function bundle(page: PageName): Promise<Assets> {
  const entry = (name: string) => fileURLToPath(new URL(`./browser/${name}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry(`${page}.ts`), entry(`${page}.css`)],
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    legalComments: 'none',
    // React's development build is three times as large.
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const text = (ending: string) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}
