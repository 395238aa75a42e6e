import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { Cloud, RequestRecord } from '../../local/cloud';
import { createCloud } from '../../local/create-cloud';
import { reserveEndpoints } from '../../local/ports';
import { writeAssembly } from './template/assembly-fixture';

export interface TemplateCloud extends Cloud {
  /** Everything recorded, oldest first. */
  readonly records: RequestRecord[];
  /** Moves the clock; signatures are judged by it too. */
  setNow(now: Date | undefined): void;
  /** The same cloud after a restart: same state, new ports. */
  restarted(): Promise<TemplateCloud>;
  remove(): Promise<void>;
}

/** A cloud of a hand-written template, with the real template loader and the real IAM, in a folder of its own. */
export async function templateCloud(Resources: Record<string, object>): Promise<TemplateCloud> {
  const folder = writeAssembly({ template: { Resources }, environment: 'aws://111122223333/eu-north-1' });
  return start(folder);
}

async function start(folder: string): Promise<TemplateCloud> {
  const records: RequestRecord[] = [];
  let fixed: Date | undefined;
  const cloud = createCloud({
    assembly: folder,
    stateDir: path.join(folder, 'state'),
    endpoints: await reserveEndpoints(),
    now: () => fixed ?? new Date(),
    onRecord: (entry) => records.push(entry),
  });
  return {
    ...cloud,
    records,
    setNow: (now) => {
      fixed = now;
    },
    restarted: () => start(folder),
    remove: () => rm(folder, { recursive: true }),
  };
}

/** A role with one inline policy. */
export function role(statements: object[], principal = 'lambda.amazonaws.com'): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: principal }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'inline', PolicyDocument: { Statement: statements } }],
    },
  };
}
