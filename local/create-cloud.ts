import path from 'node:path';
import type { Cloud, RecordedRequest, RequestRecord } from './cloud';
import { createIam, IssuedCredentials } from './iam/iam';
import type { Endpoints } from './ports';
import { secretVersion } from './secretsmanager/secret-string';
import { loadStack } from './template/load-stack';
import type { LoadedStack, LoadOptions } from './template/load-stack';

export interface CloudOptions extends Omit<LoadOptions, 'secretString' | 'endpoints'> {
  endpoints: Endpoints;
  stateDir: string;
  /** The clock; tests move it. */
  now?: () => Date;
  onRecord?: (entry: RecordedRequest) => void;
}

/** A cloud with the template that it was loaded from. */
export interface LoadedCloud extends Cloud {
  readonly stack: LoadedStack;
  /**
   * The same cloud with the template as it lies in the assembly now: credentials that were handed out stay good, and the
   * record goes on. Throws TemplateError, and this cloud stays as it is.
   */
  reloaded(): LoadedCloud;
}

/** How many requests the front page can look back on. */
const recordsKept = 500;

/** Stack, IAM and clock, ready for the services to be started on. Throws TemplateError for what cannot run here. */
export function createCloud(options: CloudOptions): LoadedCloud {
  const { endpoints, stateDir, now = () => new Date(), onRecord } = options;
  const secretsFolder = path.join(stateDir, 'secretsmanager');
  const issued = new IssuedCredentials();
  const records: RecordedRequest[] = [];
  const record = (entry: RequestRecord) => {
    // Microseconds are as much as this clock can tell.
    const durationMs = Math.round(entry.durationMs * 1000) / 1000;
    const recorded = { time: now().toISOString(), ...entry, durationMs };
    records.unshift(recorded);
    if (records.length > recordsKept) records.pop();
    onRecord?.(recorded);
  };
  const load = (): LoadedCloud => {
    const stack = loadStack({
      ...options,
      secretString: (secret) => secretVersion(secretsFolder, secret).secretString,
    });
    const { region, accountId } = stack;
    return {
      region,
      accountId,
      stack,
      iam: createIam(stack, { region, accountId, now, issued }),
      stateDir,
      endpoints,
      now,
      record,
      recentRequests: () => records,
      reloaded: load,
    };
  };
  return load();
}
