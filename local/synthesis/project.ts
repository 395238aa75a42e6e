import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { isObject } from '../template/intrinsics';
import type { Json } from '../template/intrinsics';

/** What `cdk.json` says of the app. */
export interface Project {
  root: string;
  /** The command that synthesizes. */
  app: string;
  /** Where the cloud assembly is written. */
  assembly: string;
  context: { [key: string]: Json };
}

/** Reads `cdk.json` (and `cdk.context.json`) of `root`. Throws an Error with a sentence when it is not there. */
export function readProject(root: string): Project {
  const file = path.join(root, 'cdk.json');
  const settings = readObject(file);
  if (settings === undefined)
    throw new Error(`There is no cdk.json in ${root}: start in the folder of the CDK app.`);
  const { app, output = 'cdk.out', context } = settings;
  if (typeof app !== 'string' || typeof output !== 'string')
    throw new Error(`${file} must say in "app" which command synthesizes the stack.`);
  return {
    root,
    app,
    assembly: path.resolve(root, output),
    context: { ...readObject(path.join(root, 'cdk.context.json')), ...(isObject(context) ? context : {}) },
  };
}

function readObject(file: string): { [key: string]: Json } | undefined {
  if (!existsSync(file)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${file} is not JSON.`, { cause });
  }
  if (!isObject(value)) throw new Error(`${file} must be a JSON object.`);
  return value;
}
