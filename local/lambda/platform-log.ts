import type { LambdaFunction } from './functions';

/** How a phase ended that did not end well. */
export interface Failure {
  status: 'error' | 'timeout';
  /** `Runtime.ExitError`; a timeout has none. */
  errorType?: string;
}

export interface InvocationReport {
  requestId: string;
  durationMs: number;
  /** Of the first invocation of an environment whose start went well. */
  initDurationMs: number | undefined;
  maxMemoryBytes: number;
  failure: Failure | undefined;
}

/**
 * The lines that Lambda itself writes into the log of a function, as text or, with the JSON log format, as the events of
 * the Telemetry API. Their form: "Lambda execution environment lifecycle" and "Telemetry API event schema reference".
 */
export class PlatformLog {
  constructor(
    private readonly fn: LambdaFunction,
    private readonly write: (line: string) => void,
  ) {}

  initStart(nodeVersion: string, phase: 'init' | 'invoke'): void {
    const runtimeVersion = `nodejs:${nodeVersion}`;
    this.#event(`INIT_START Runtime Version: ${runtimeVersion}`, 'initStart', {
      initializationType: 'on-demand',
      phase,
      runtimeVersion,
      functionName: this.fn.name,
      functionVersion: '$LATEST',
    });
  }

  /** Written when the start of an environment fails. */
  initReport(durationMs: number, phase: 'init' | 'invoke', { status, errorType }: Failure): void {
    this.#event(
      fields(
        `INIT_REPORT Init Duration: ${milliseconds(durationMs)}`,
        `Phase: ${phase}`,
        `Status: ${status}`,
        errorType && `Error Type: ${errorType}`,
      ),
      'initReport',
      {
        initializationType: 'on-demand',
        phase,
        status,
        ...(errorType === undefined ? {} : { errorType }),
        metrics: { durationMs: rounded(durationMs) },
      },
    );
  }

  start(requestId: string): void {
    this.#event(`START RequestId: ${requestId} Version: $LATEST`, 'start', { requestId, version: '$LATEST' });
  }

  /** Why an invocation ended without an answer. The JSON log format has it in the report. */
  ended(requestId: string, sentence: string, { status, errorType }: Failure): void {
    if (this.fn.jsonLogs) return;
    if (status === 'timeout') this.write(`${new Date().toISOString()} ${requestId} ${sentence}\n`);
    else this.write(`RequestId: ${requestId} Error: ${sentence}\n${errorType}`);
  }

  report({ requestId, durationMs, initDurationMs, maxMemoryBytes, failure }: InvocationReport): void {
    // Since August 2025 the start is billed too.
    const billedMs = Math.ceil(durationMs + (initDurationMs ?? 0));
    const { memoryMb } = this.fn;
    const usedMb = Math.min(memoryMb, Math.ceil(maxMemoryBytes / 1024 / 1024));
    this.#event(
      fields(
        `END RequestId: ${requestId}\nREPORT RequestId: ${requestId}`,
        `Duration: ${milliseconds(durationMs)}`,
        `Billed Duration: ${billedMs} ms`,
        `Memory Size: ${memoryMb} MB`,
        `Max Memory Used: ${usedMb} MB`,
        initDurationMs !== undefined && `Init Duration: ${milliseconds(initDurationMs)}`,
        failure && `Status: ${failure.status}`,
        failure?.errorType && `Error Type: ${failure.errorType}`,
      ),
      'report',
      {
        requestId,
        metrics: {
          durationMs: rounded(durationMs),
          billedDurationMs: billedMs,
          memorySizeMB: memoryMb,
          maxMemoryUsedMB: usedMb,
          ...(initDurationMs === undefined ? {} : { initDurationMs: rounded(initDurationMs) }),
        },
        ...(failure ?? { status: 'success' }),
      },
    );
  }

  #event(text: string, type: string, record: object): void {
    this.write(
      this.fn.jsonLogs
        ? JSON.stringify({ time: new Date().toISOString(), type: `platform.${type}`, record })
        : text,
    );
  }
}

/** Lambda separates the fields of a line by tabs, and puts one behind the last. */
function fields(...all: (string | false | undefined)[]): string {
  return all.filter(Boolean).join('\t') + '\t';
}

function milliseconds(value: number): string {
  return `${value.toFixed(2)} ms`;
}

function rounded(value: number): number {
  return Number(value.toFixed(3));
}
