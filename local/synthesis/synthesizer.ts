import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
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
 * Synthesizes again and again. While nobody asks, the next run stands ready in a process of its own, so that it takes the
 * time of the app and not that of loading the CDK. Where the app's launcher does not let that happen, each run begins
 * from nothing.
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
    writeFileSync(synthesizer.#gateFile, await compileGate());
    await listen(synthesizer.#server, `http://${loopback}:0`);
    return synthesizer;
  }

  /** Writes the assembly of the app as it is now. Throws an Error with what the app printed when it fails. */
  async synthesize(): Promise<void> {
    const ready = await this.#next;
    this.#current = ready?.run ?? new AppRun(this.project, this.#options());
    ready?.letIn();
    try {
      await this.#current.ended;
    } finally {
      this.#current = undefined;
      if (!this.#closed) this.#next = this.#makeReady();
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
        LOCAL_SYNTHESIS_MODULES: path.join(this.folder, 'modules.json'),
        ...(token === undefined ? {} : { LOCAL_SYNTHESIS_GATE: `${port}/${token}` }),
      },
    };
  }

  get #gateFile(): string {
    return path.join(this.folder, 'gate.mjs');
  }
}

async function compileGate(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('./gate.ts', import.meta.url))],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'silent',
  });
  return outputFiles[0]?.text ?? '';
}
