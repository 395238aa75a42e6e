import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiledModule } from '../compiled-module';
import { listen, loopback } from '../http';
import { AppRun } from './app-run';
import type { AppRunOptions } from './app-run';
import type { Project } from './project';

/** A run whose packages are loaded, and which has not looked at the app's own files yet. */
interface ReadyRun {
  run: AppRun;
  letIn: () => void;
}

/**
 * Whether a command begins a program of Node, and nothing before it. What a shell line does first, a build for instance, would be done with files that
 * change while the app waits; and a program of another language has read its own before it begins Node.
 */
export function canWait(command: string): boolean {
  return /^(npx\s+(-\S+\s+)*)?(\S*\/)?(node|tsx|ts-node)\s[^;&|\n]*$/.test(command.trim());
}

/**
 * Synthesizes again and again. While nobody asks, the next run stands ready in a process of its own, so that it takes the
 * time of the app and not that of loading the CDK. Where the app's command or launcher does not let that happen, each run
 * begins from nothing.
 */
export class Synthesizer {
  readonly #server: Server;
  /** The runs on their way to the gate, by the token that each brings. */
  readonly #expected = new Map<string, (socket: Socket) => void>();
  #next: Promise<ReadyRun | undefined> = Promise.resolve(undefined);
  #current: AppRun | undefined;
  #closed = false;

  private constructor(
    private readonly project: Project,
    private readonly options: AppRunOptions,
    private readonly folder: string,
  ) {
    this.#server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', (token: Buffer) => {
        const arrived = this.#expected.get(token.toString('utf8'));
        if (arrived === undefined) socket.destroy();
        else arrived(socket);
      });
    });
    this.#server.unref();
  }

  /** `folder` is where the synthesizer keeps what makes the next run quick. */
  static async start(project: Project, options: AppRunOptions, folder: string): Promise<Synthesizer> {
    const synthesizer = new Synthesizer(project, options, folder);
    mkdirSync(folder, { recursive: true });
    rmSync(synthesizer.#modulesFile, { force: true });
    writeFileSync(synthesizer.#gateFile, await compiledModule(new URL('./gate.ts', import.meta.url)));
    await listen(synthesizer.#server, `http://${loopback}:0`);
    return synthesizer;
  }

  /** Writes the assembly of the app as it is now. Throws an Error with what the app printed when it fails. */
  async synthesize(): Promise<void> {
    const ready = await this.#next;
    // It may have been ended by somebody else while it waited.
    const run = ready?.run.isUnderWay === true ? ready.run : undefined;
    this.#current = run ?? new AppRun(this.project, this.#options());
    if (run === undefined) ready?.run.kill();
    else ready?.letIn();
    try {
      await this.#current.ended;
    } finally {
      this.#current = undefined;
      this.#next =
        !this.#closed && this.#comesToTheGate ? this.#makeReady() : Promise.resolve<undefined>(undefined);
    }
  }

  /** Ends every run. Synchronous, so that it works while this process exits. */
  close(): void {
    this.#closed = true;
    this.#current?.kill();
    this.#waiting?.kill();
    this.#server.close();
  }

  #waiting: AppRun | undefined;

  /** Undefined when the run ends without having come to the gate. */
  async #makeReady(): Promise<ReadyRun | undefined> {
    const token = randomUUID();
    const run = new AppRun(this.project, this.#options(token));
    this.#waiting = run;
    const arrived = new Promise<Socket>((resolve) => this.#expected.set(token, resolve));
    const missed = run.ended.then(
      () => undefined,
      () => undefined,
    );
    const socket = await Promise.race([arrived, missed]);
    this.#expected.delete(token);
    if (socket === undefined) return undefined;
    return { run, letIn: () => socket.end('go') };
  }

  #options(token?: string): AppRunOptions {
    const address = this.#server.address();
    const port = address === null || typeof address === 'string' ? 0 : address.port;
    const given = process.env['NODE_OPTIONS'];
    const gate = `--import=${pathToFileURL(this.#gateFile).href}`;
    return {
      ...this.options,
      environment: {
        NODE_OPTIONS: given === undefined ? gate : `${given} ${gate}`,
        LOCAL_SYNTHESIS_MODULES: this.#modulesFile,
        ...(token === undefined ? {} : { LOCAL_SYNTHESIS_GATE: `${port}/${token}` }),
      },
    };
  }

  /** A run that does not would write its assembly while nobody asks, and while another reads it. */
  get #comesToTheGate(): boolean {
    return canWait(this.project.app) && existsSync(this.#modulesFile);
  }

  get #gateFile(): string {
    return path.join(this.folder, 'gate.mjs');
  }

  /** Written by the gate when an app that came by it has ended well. */
  get #modulesFile(): string {
    return path.join(this.folder, 'modules.json');
  }
}
