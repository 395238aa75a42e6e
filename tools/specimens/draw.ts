import { fileURLToPath } from 'node:url';
import { drawFolder, redrawCommitted, type Progress } from './folder';
import { readOptions, usage, UsageError } from './options';

const COMMITTED = fileURLToPath(new URL('../../test/specimens', import.meta.url));

const tell: Progress = (file, size) => console.log(`${file}  ${Math.ceil(size / 1024)} kB`);

async function main(args: readonly string[]): Promise<void> {
  const request = readOptions(args);
  switch (request.kind) {
    case 'help':
      process.stdout.write(usage);
      return;
    case 'committed':
      await redrawCommitted(COMMITTED, tell);
      return;
    case 'folder':
      await drawFolder(request, tell);
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\nTry --help.\n`);
  process.exitCode = 2;
});
