import type { OnboardingStatus, OnboardingStep, ReasonCode, VerificationFinding } from '../generated/types';
import { summarize } from './fault';

/** All that a log line may carry. Payloads, words and personal data have no field here. */
export interface LogFields {
  sessionId?: string | undefined;
  run?: number | undefined;
  step?: OnboardingStep | null | undefined;
  status?: OnboardingStatus | undefined;
  reason?: ReasonCode | null | undefined;
  /** What a verification found; docs/reasons.md has their meaning. */
  findings?: readonly VerificationFinding[] | undefined;
  /** 0 to 1. */
  confidence?: number | undefined;
  /** How many: messages, attempts. */
  count?: number | undefined;
  durationMs?: number | undefined;
  requestId?: string | undefined;
}

export interface Log {
  info(event: string, fields?: LogFields): void;
  /** `error` is told by name and code; its message only where it is known to be free of payloads. */
  warn(event: string, error: unknown, fields?: LogFields): void;
  error(event: string, error: unknown, fields?: LogFields): void;
}

/** A logger that writes one JSON object a line. `event` is a fixed phrase, never built from data. */
export const createLog = (
  functionName: string,
  write: (line: string) => void = (line) => process.stdout.write(line),
): Log => {
  const line = (level: string, event: string, fields: object) =>
    write(
      `${JSON.stringify({ at: new Date().toISOString(), level, function: functionName, event, ...fields })}\n`,
    );
  return {
    info: (event, fields = {}) => line('info', event, fields),
    warn: (event, error, fields = {}) => line('warn', event, { ...fields, fault: summarize(error) }),
    error: (event, error, fields = {}) => line('error', event, { ...fields, fault: summarize(error) }),
  };
};
