import { randomUUID } from 'node:crypto';
import { constants, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { cp, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { compiledModule } from '../compiled-module';
import type { LambdaFunction } from './functions';
import { endProcessesIn } from './orphans';

/** Where the code of each function lies, by the function's name. */
export type TaskRoots = ReadonlyMap<string, string>;

/**
 * The folder that functions run in: the compiled bootstrap, and under `tasks/` a copy of each function's code, so that
 * whatever a function does to it, the asset stays as it was synthesized. Code of a later template lies beside it: a
 * process keeps the code that it began with. Around the copies lies what surrounds code in AWS: a package.json without a
 * module type, and node_modules with the AWS SDK that the runtime brings (here: those of this project).
 */
export class Workspace {
  readonly bootstrap: string;
  readonly #tasks: string;
  readonly #temporary: string;
  #placed = 0;

  constructor(folder: string) {
    this.bootstrap = path.join(folder, 'bootstrap.mjs');
    this.#tasks = path.join(folder, 'tasks');
    this.#temporary = path.join(folder, 'tmp');
  }

  /** Makes the folder ready, and forgets what an earlier process placed in it. */
  async open(): Promise<void> {
    // Temporary files are left by a machine that was killed, and perhaps functions that never end.
    if (existsSync(this.#temporary) && readdirSync(this.#temporary).length > 0)
      endProcessesIn(this.#temporary + path.sep);
    const { recursive, force } = { recursive: true, force: true };
    await Promise.all([this.#tasks, this.#temporary].map((folder) => rm(folder, { recursive, force })));
    await Promise.all([this.#tasks, this.#temporary].map((folder) => mkdir(folder, { recursive })));
    await writeFile(path.join(this.#tasks, 'package.json'), '{ "private": true }\n');
    // A junction is the kind of link to a folder that Windows lets everybody make.
    await symlink(installedModules(), path.join(this.#tasks, 'node_modules'), 'junction');
    await writeFile(this.bootstrap, await compileBootstrap());
  }

  /** Puts the code of every function that runs in place, save for those that `placed` has a place for. */
  async place(
    functions: Iterable<LambdaFunction>,
    placed: (fn: LambdaFunction) => string | undefined = () => undefined,
  ): Promise<TaskRoots> {
    const running = [...functions].filter((fn) => fn.notRun === undefined);
    const roots = running.map(async (fn): Promise<[string, string]> => {
      const known = placed(fn);
      if (known !== undefined) return [fn.name, known];
      this.#placed++;
      // Names of functions have no dots.
      const taskRoot = path.join(this.#tasks, `${fn.name}.${this.#placed}`);
      await this.#copyCode(fn, taskRoot);
      return [fn.name, taskRoot];
    });
    return new Map(await Promise.all(roots));
  }

  /** A new folder for what one execution environment writes, which finds it in TMPDIR. */
  makeTemporaryFolder(): string {
    const folder = path.join(this.#temporary, randomUUID().slice(0, 8));
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Puts the function's code in place again where a function has changed its own. */
  async mend(fn: LambdaFunction, taskRoot: string): Promise<void> {
    const whole =
      fn.code.kind === 'folder' ? contentOf(fn.code.folder) === contentOf(taskRoot) : existsSync(taskRoot);
    if (!whole) await this.#copyCode(fn, taskRoot);
  }

  /** Removes code that no process runs any more. What cannot be removed now is gone at the next `open`. */
  async remove(taskRoot: string): Promise<void> {
    await rm(taskRoot, { recursive: true, force: true }).catch(() => undefined);
  }

  async #copyCode({ code }: LambdaFunction, taskRoot: string): Promise<void> {
    const draft = path.join(this.#temporary, randomUUID());
    if (code.kind === 'inline') {
      await mkdir(draft);
      await writeFile(path.join(draft, 'index.js'), code.source);
    } else {
      const mode = constants.COPYFILE_FICLONE;
      await cp(code.folder, draft, {
        recursive: true,
        preserveTimestamps: true,
        verbatimSymlinks: true,
        mode,
      });
    }
    await rm(taskRoot, { recursive: true, force: true });
    await rename(draft, taskRoot);
  }
}

/** Names, sizes and times of all that is in a folder, as one text. */
function contentOf(folder: string): string {
  if (!existsSync(folder)) return '';
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const stat = statSync(path.join(folder, name), { throwIfNoEntry: false });
      return stat?.isFile() ? `${name} ${stat.size} ${Math.floor(stat.mtimeMs)}` : name;
    })
    .join('\n');
}

let compiled: Promise<string> | undefined;

/** The bootstrap as one module; compiled once a process. */
function compileBootstrap(): Promise<string> {
  compiled ??= compiledModule(new URL('./bootstrap.ts', import.meta.url));
  return compiled;
}

/** The node_modules that holds the SDK which this project itself uses. */
function installedModules(): string {
  const found = createRequire(import.meta.url).resolve('@aws-sdk/client-lambda');
  const marker = `${path.sep}node_modules${path.sep}`;
  return found.slice(0, found.lastIndexOf(marker) + marker.length - 1);
}
