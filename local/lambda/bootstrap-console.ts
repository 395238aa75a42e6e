import { format } from 'node:util';

const levels = {
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
  debug: 'DEBUG',
  trace: 'TRACE',
} as const;
type Method = keyof typeof levels;

/** Makes `console` write as it does in Lambda: time, request id, level, text, or the same as one JSON object a line. */
export function writeConsoleAs(logFormat: 'Text' | 'JSON', requestId: () => string | undefined): void {
  const write = (method: Method, args: unknown[]) => {
    const timestamp = new Date().toISOString();
    const level = levels[method];
    const line =
      logFormat === 'JSON'
        ? jsonLine(timestamp, level, requestId(), args)
        : [timestamp, requestId() ?? 'undefined', level, format(...args)].join('\t');
    const stream = method === 'error' || method === 'warn' ? process.stderr : process.stdout;
    stream.write(`${line}\n`);
  };
  for (const method of methods) console[method] = (...args: unknown[]) => write(method, args);
}

const methods: readonly Method[] = ['log', 'info', 'warn', 'error', 'debug', 'trace'];

function jsonLine(timestamp: string, level: string, requestId: string | undefined, args: unknown[]): string {
  const [only] = args;
  const message =
    args.length === 1 && typeof only === 'object' && !(only instanceof Error) ? only : format(...args);
  return JSON.stringify({ timestamp, level, requestId, message });
}
