import { lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { LambdaFunction } from './functions';

/**
 * The folder that functions run in: the compiled bootstrap, and `tasks/<function>`, a link to each function's code.
 * Around the links lies what surrounds code in AWS: a package.json without a module type, and node_modules with the
 * AWS SDK that the runtime brings (here: those of this project).
 */
export class Workspace {
  readonly bootstrap: string;
  readonly #tasks: string;

  constructor(private readonly folder: string) {
    this.bootstrap = path.join(folder, 'bootstrap.mjs');
    this.#tasks = path.join(folder, 'tasks');
  }

  async prepare(functions: Iterable<LambdaFunction>): Promise<void> {
    rmSync(this.#tasks, { recursive: true, force: true });
    mkdirSync(this.#tasks, { recursive: true });
    writeFileSync(path.join(this.#tasks, 'package.json'), '{ "private": true }\n');
    link(installedModules(), path.join(this.#tasks, 'node_modules'));
    for (const fn of functions) if (fn.notRun === undefined) this.#place(fn);
    writeFileSync(this.bootstrap, await compileBootstrap());
  }

  taskRoot(fn: LambdaFunction): string {
    return path.join(this.#tasks, fn.name);
  }

  #place(fn: LambdaFunction): void {
    const taskRoot = this.taskRoot(fn);
    if (fn.code.kind === 'folder') return link(fn.code.folder, taskRoot);
    mkdirSync(taskRoot);
    writeFileSync(path.join(taskRoot, 'index.js'), fn.code.source);
  }
}

let compiled: Promise<string> | undefined;

/** The bootstrap as one module; compiled once a process. */
function compileBootstrap(): Promise<string> {
  compiled ??= build({
    entryPoints: [fileURLToPath(new URL('./bootstrap.ts', import.meta.url))],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'silent',
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return compiled;
}

/** The node_modules that holds the SDK which this project itself uses. */
function installedModules(): string {
  const found = createRequire(import.meta.url).resolve('@aws-sdk/client-lambda');
  const marker = `${path.sep}node_modules${path.sep}`;
  return found.slice(0, found.lastIndexOf(marker) + marker.length - 1);
}

function link(target: string, at: string): void {
  // A junction is the kind of link to a folder that Windows lets everybody make.
  symlinkSync(path.resolve(target), at, lstatSync(target).isDirectory() ? 'junction' : 'file');
}
