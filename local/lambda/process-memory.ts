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
/** How often at one without work, and for the processes that it started; where there is no /proc, at all of them. */
const groupIntervalMs = 1_000;
/** Pages of Node itself, which `ps` counts as the process's. */
const mappedAllowance = 45 * 1024 * 1024;

const onLinux = process.platform === 'linux';
const watched = new Set<MemoryWatch>();
let ticks = 0;
/** The processes of each group, as last seen. */
let members: ReadonlyMap<number, readonly number[]> = new Map();
let ticker: NodeJS.Timeout | undefined;

/**
 * Holds a process group to a limit while it works, as Lambda's does: all its processes count, heap or not, and what the
 * kernel could take back without loss does not. A peak between two looks is seen by `exceededEver`, for the kernel
 * remembers it (Linux; elsewhere `ps` is asked once a second).
 */
export class MemoryWatch {
  #atWork = false;
  #residentPeak = 0;
  #mappedPeak = 0;

  constructor(
    /** Also the number of the process group. */
    readonly pid: number,
    private readonly limitBytes: number,
    private readonly exceeded: () => void,
  ) {}

  /** Its process has work: from now on it is looked at often. */
  start(): void {
    this.#atWork = true;
    watched.add(this);
    ticker ??= setInterval(tick, onLinux ? watchIntervalMs : groupIntervalMs).unref();
  }

  /** Its process has none, and is looked at now and then, for it may go on by itself. */
  rest(): void {
    this.#atWork = false;
  }

  stop(): void {
    watched.delete(this);
  }

  get atWork(): boolean {
    return this.#atWork;
  }

  /** What `ps` said of the group. */
  learn(resident: number): void {
    this.#judge(resident - mappedAllowance, resident);
  }

  /** Looks once. */
  look(): void {
    const others = (members.get(this.pid) ?? []).filter((pid) => pid !== this.pid);
    const all = [this.#read(this.pid), ...others.map(readMemory)].filter((memory) => memory !== undefined);
    const sum = (of: (memory: ProcessMemory) => number) =>
      all.reduce((total, memory) => total + of(memory), 0);
    this.#judge(
      sum(({ resident, mapped }) => resident - mapped),
      sum(({ resident }) => resident),
    );
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

/** One clock for all: it ends when there is nobody to watch any more. */
function tick(): void {
  ticks++;
  if (watched.size === 0) {
    clearInterval(ticker);
    ticker = undefined;
  } else if (!onLinux) askPs();
  else {
    const everybody = ticks % (groupIntervalMs / watchIntervalMs) === 0;
    if (everybody && [...watched].some(({ atWork }) => atWork)) members = membersOfGroups();
    for (const watch of watched) if (everybody || watch.atWork) watch.look();
  }
}

function askPs(): void {
  execFile('ps', ['-A', '-o', 'pgid=,rss='], (error, stdout) => {
    if (error !== null) return;
    const resident = new Map<number, number>();
    for (const [, group, kilobytes] of stdout.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm))
      resident.set(Number(group), (resident.get(Number(group)) ?? 0) + Number(kilobytes) * 1024);
    for (const watch of watched) watch.learn(resident.get(watch.pid) ?? 0);
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

function membersOfGroups(): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (const pid of readdirSync('/proc').map(Number)) {
    const group = pid > 0 ? groupOf(pid) : undefined;
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), pid]);
  }
  return groups;
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
