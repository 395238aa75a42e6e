import { lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { LambdaFunction } from './functions';

/** Where the code of each function lies. */
export type TaskRoots = (fn: LambdaFunction) => string;

/**
 * The folder that functions run in: the compiled bootstrap, and `tasks/<n>/<function>`, a link to each function's code,
 * where n counts the templates: a process keeps the code that it began with while others start with later code. Around the links lies what surrounds code in AWS: a package.json without a module type, and node_modules with the
 * AWS SDK that the runtime brings (here: those of this project).
 */
export class Workspace {
  readonly bootstrap: string;
  readonly #tasks: string;
  #placed = 0;

  constructor(private readonly folder: string) {
    this.bootstrap = path.join(folder, 'bootstrap.mjs');
    this.#tasks = path.join(folder, 'tasks');
  }

  /** Makes the folder ready, and forgets what an earlier process placed in it. */
  async open(): Promise<void> {
    rmSync(this.#tasks, { recursive: true, force: true });
    mkdirSync(this.#tasks, { recursive: true });
    writeFileSync(path.join(this.#tasks, 'package.json'), '{ "private": true }\n');
    link(installedModules(), path.join(this.#tasks, 'node_modules'));
    writeFileSync(this.bootstrap, await compileBootstrap());
  }

  /** Places the code of a template's functions beside that of the templates before. */
  place(functions: Iterable<LambdaFunction>): TaskRoots {
    this.#placed++;
    const folder = path.join(this.#tasks, String(this.#placed));
    mkdirSync(folder);
    const taskRootOf = ({ name }: LambdaFunction) => path.join(folder, name);
    for (const fn of functions) if (fn.notRun === undefined) placeCode(fn, taskRootOf(fn));
    return taskRootOf;
  }
}

function placeCode({ code }: LambdaFunction, taskRoot: string): void {
  if (code.kind === 'folder') return link(code.folder, taskRoot);
  mkdirSync(taskRoot);
  writeFileSync(path.join(taskRoot, 'index.js'), code.source);
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
