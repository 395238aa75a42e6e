import { isDeepStrictEqual } from 'node:util';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Assembly } from '../template/assembly';
import { isObject } from '../template/intrinsics';

/** The logical ids of what is in one of the two templates only, or not the same in both. */
export function changedResources(before: Assembly, after: Assembly): string[] {
  const [old, now] = [resourcesOf(before), resourcesOf(after)];
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (logicalId) => !isDeepStrictEqual(old[logicalId], now[logicalId]),
  );
}

function resourcesOf({ template }: Assembly): Record<string, unknown> {
  const { Resources: resources } = template;
  return isObject(resources) ? resources : {};
}

/** Removes the assets of earlier syntheses from an assembly's folder, save for those that the given assemblies name. */
export function pruneAssets(folder: string, ...inUse: readonly Assembly[]): void {
  const kept = new Set(inUse.flatMap(({ assets }) => [...assets.values()]));
  for (const name of readdirSync(folder))
    if (name.startsWith('asset.') && !kept.has(path.join(folder, name)))
      rmSync(path.join(folder, name), { recursive: true, force: true });
}
