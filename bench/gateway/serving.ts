/** CPU time that a server has used so far, all its threads together, in milliseconds. */
export interface CpuTime {
  ms: number;
}

/**
 * Tells the benchmark that this process serves, and what to know of it; then answers any message with its CPU time, and
 * ends when the benchmark does.
 */
export function serving(ready: object, close: () => Promise<void> = async () => {}): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    const time: CpuTime = { ms: (user + system) / 1000 };
    process.send?.(time);
  });
  // Ctrl-C reaches every process; this one has to tidy up first.
  process.on('SIGINT', () => {});
  process.on('disconnect', () => void close().then(() => process.exit()));
  process.send?.(ready);
}
