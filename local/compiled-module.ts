import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/**
 * A file of this project as one ES module that stands alone, for a process that sees nothing else of the project. It runs
 * on every Node that a function or an app may run on.
 */
export async function compiledModule(file: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(file)],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
