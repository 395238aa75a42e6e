import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Memory of a process in bytes. */
export interface ProcessMemory {
  resident: number;
  /** Of it, pages of files, such as Node itself: the kernel takes them back when memory is short. */
  mapped: number;
  /** The most that was ever resident. */
  residentPeak: number;
}

/** How often a process at work is looked at. */
const watchIntervalMs = 100;
/** How often one looks for the processes that it started, and, where there is no /proc, at all of them. */
const groupIntervalMs = 1_000;
/** Pages of Node itself, which `ps` counts as the process's. */
const mappedAllowance = 45 * 1024 * 1024;

const onLinux = process.platform === 'linux';
const atWork = new Set<MemoryWatch>();
let ticker: NodeJS.Timeout | undefined;

/**
 * Holds a process group to a limit while it works, as Lambda's does: all its processes count, heap or not, and what the
 * kernel could take back without loss does not. A peak between two looks is seen by `exceededEver`, for the kernel
 * remembers it (Linux; elsewhere `ps` is asked once a second).
 */
export class MemoryWatch {
  #others: readonly number[] = [];
  #groupSeenAt = 0;
  #residentPeak = 0;
  #mappedPeak = 0;

  constructor(
    /** Also the number of the process group. */
    private readonly pid: number,
    private readonly limitBytes: number,
    private readonly exceeded: () => void,
  ) {}

  start(): void {
    atWork.add(this);
    ticker ??= setInterval(tick, onLinux ? watchIntervalMs : groupIntervalMs).unref();
  }

  stop(): void {
    atWork.delete(this);
  }

  /** Looks once; where there is no /proc, at what `ps` said of its group. */
  look(ofGroup?: (group: number) => number): void {
    if (ofGroup === undefined) return this.#lookAtProc();
    const resident = ofGroup(this.pid);
    this.#judge(resident - mappedAllowance, resident);
  }

  /** The most memory seen so far, in bytes. */
  get peakBytes(): number {
    return this.#residentPeak;
  }

  /** Whether it was too much at any time, also between two looks. */
  exceededEver(): boolean {
    const memory = onLinux ? this.#read(this.pid) : undefined;
    if (memory === undefined) return false;
    this.#residentPeak = Math.max(this.#residentPeak, memory.residentPeak);
    // Mapped pages may have been taken back since the peak: the most that there ever were is in the process's favour.
    return memory.residentPeak - this.#mappedPeak > this.limitBytes;
  }

  #lookAtProc(): void {
    const now = performance.now();
    if (now - this.#groupSeenAt > groupIntervalMs) {
      this.#groupSeenAt = now;
      this.#others = membersOf(this.pid);
    }
    const all = [this.#read(this.pid), ...this.#others.map(readMemory)].filter(
      (memory) => memory !== undefined,
    );
    const sum = (of: (memory: ProcessMemory) => number) =>
      all.reduce((total, memory) => total + of(memory), 0);
    this.#judge(
      sum(({ resident, mapped }) => resident - mapped),
      sum(({ resident }) => resident),
    );
  }

  #read(pid: number): ProcessMemory | undefined {
    const memory = readMemory(pid);
    this.#mappedPeak = Math.max(this.#mappedPeak, memory?.mapped ?? 0);
    return memory;
  }

  #judge(own: number, resident: number): void {
    this.#residentPeak = Math.max(this.#residentPeak, resident);
    if (own <= this.limitBytes) return;
    this.stop();
    this.exceeded();
  }
}

/** One clock for all: it ends when nobody is at work any more. */
function tick(): void {
  if (atWork.size === 0) {
    clearInterval(ticker);
    ticker = undefined;
  } else if (onLinux) for (const watch of atWork) watch.look();
  else
    execFile('ps', ['-A', '-o', 'pgid=,rss='], (error, stdout) => {
      if (error !== null) return;
      const processes = [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)];
      const ofGroup = (group: number) =>
        processes.reduce(
          (sum, [, of, kilobytes]) => sum + (Number(of) === group ? Number(kilobytes) * 1024 : 0),
          0,
        );
      for (const watch of atWork) watch.look(ofGroup);
    });
}

/** Undefined when the process is no more. Linux only. */
export function readMemory(pid: number): ProcessMemory | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, 'latin1');
  } catch {
    return undefined;
  }
  return parseStatus(status);
}

/** Of `/proc/<pid>/status` (proc(5)). A process that has ended but is not yet reaped has no memory lines: undefined. */
export function parseStatus(status: string): ProcessMemory | undefined {
  const bytes = (field: RegExp) => Number(field.exec(status)?.[1] ?? NaN) * 1024;
  const resident = bytes(/^VmRSS:\s+(\d+) kB$/m);
  if (Number.isNaN(resident)) return undefined;
  const mapped = bytes(/^RssFile:\s+(\d+) kB$/m);
  return { resident, mapped, residentPeak: bytes(/^VmHWM:\s+(\d+) kB$/m) };
}

/** The other processes of a group. */
function membersOf(group: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== group && groupOf(pid) === group);
}

function groupOf(pid: number): number | undefined {
  try {
    // The name of the program stands in brackets and may hold anything, brackets too.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]);
  } catch {
    return undefined;
  }
}
