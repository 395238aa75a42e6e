import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createAppSync } from '../../../local/appsync/service';
import { createBedrock } from '../../../local/bedrock/service';
import type { Cloud, DynamoDbService, LambdaService, Service } from '../../../local/cloud';
import { createCloud } from '../../../local/create-cloud';
import { createDynamoDb } from '../../../local/dynamodb/service';
import { createLambda } from '../../../local/lambda/service';
import { reserveEndpoints } from '../../../local/ports';
import { createS3 } from '../../../local/s3/service';
import { createSecretsManager } from '../../../local/secretsmanager/service';

export interface ProductStack {
  readonly cloud: Cloud;
  readonly dynamodb: DynamoDbService;
  readonly lambda: LambdaService;
  close(): Promise<void>;
}

/** Every service of the onboarding stack, from the template that `cdk synth` makes of it. No function is ever run. */
export const startProductStack = async (): Promise<ProductStack> => {
  const folder = mkdtempSync(path.join(tmpdir(), 'access-matrix-'));
  const assembly = path.join(folder, 'cdk.out');
  const services: Service[] = [];
  const close = async (): Promise<void> => {
    for (const service of services.reverse()) await service.close();
    rmSync(folder, { recursive: true });
  };
  try {
    await promisify(execFile)(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
      env: { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: '{}', CDK_VALIDATION: 'false' },
    });
    const stateDir = path.join(folder, 'state');
    const cloud = createCloud({ assembly, stateDir, endpoints: await reserveEndpoints() });
    const keep = <S extends Service>(service: S): S => {
      services.push(service);
      return service;
    };
    const dynamodb = keep(await createDynamoDb(cloud));
    keep(await createS3(cloud));
    keep(await createSecretsManager(cloud));
    const lambda = keep(await createLambda(cloud));
    keep(await createBedrock(cloud, { lambda }));
    keep(await createAppSync(cloud, { lambda, dynamodb }));
    return { cloud, dynamodb, lambda, close };
  } catch (error) {
    await close();
    throw error;
  }
};
