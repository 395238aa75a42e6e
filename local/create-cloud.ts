import path from 'node:path';
import type { Cloud, RequestRecord } from './cloud';
import { createIam } from './iam/iam';
import type { Endpoints } from './ports';
import { secretVersion } from './secretsmanager/secret-string';
import { loadStack } from './template/load-stack';
import type { LoadedStack, LoadOptions } from './template/load-stack';

export interface CloudOptions extends Omit<LoadOptions, 'secretString' | 'endpoints'> {
  endpoints: Endpoints;
  stateDir: string;
  /** The clock; tests move it. */
  now?: () => Date;
  onRecord?: (entry: RequestRecord) => void;
}

/** How many requests the front page can look back on. */
const recordsKept = 200;

/** Stack, IAM and clock, ready for the services to be started on. Throws TemplateError for what cannot run here. */
export function createCloud(options: CloudOptions): Cloud & { stack: LoadedStack } {
  const { endpoints, stateDir, now = () => new Date(), onRecord } = options;
  const secretsFolder = path.join(stateDir, 'secretsmanager');
  const stack = loadStack({
    ...options,
    secretString: (secret) => secretVersion(secretsFolder, secret).secretString,
  });
  const { region, accountId } = stack;
  const records: RequestRecord[] = [];
  return {
    region,
    accountId,
    stack,
    iam: createIam(stack, { region, accountId, now }),
    stateDir,
    endpoints,
    now,
    record(entry) {
      records.unshift(entry);
      if (records.length > recordsKept) records.pop();
      onRecord?.(entry);
    },
    recentRequests: () => records,
  };
}
