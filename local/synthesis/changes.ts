import { isDeepStrictEqual } from 'node:util';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Assembly } from '../template/assembly';
import { isObject } from '../template/intrinsics';

/** What two templates do not have in common: resources by logical id, then other sections by name. */
export function changedParts({ template: before }: Assembly, { template: after }: Assembly): string[] {
  const { Resources: resourcesBefore, ...restBefore } = before;
  const { Resources: resourcesAfter, ...restAfter } = after;
  return [...changedMembers(resourcesBefore, resourcesAfter), ...changedMembers(restBefore, restAfter)];
}

function changedMembers(before: unknown, after: unknown): string[] {
  const [old, now] = [before, after].map((value) => (isObject(value) ? value : {}));
  return [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])].filter(
    (name) => !isDeepStrictEqual(old?.[name], now?.[name]),
  );
}

/** Removes the assets of earlier syntheses from an assembly's folder, save for those that the given assemblies name. */
export function pruneAssets(folder: string, ...inUse: readonly Assembly[]): void {
  const kept = new Set(inUse.flatMap(({ assets }) => [...assets.values()]));
  for (const name of readdirSync(folder))
    if (name.startsWith('asset.') && !kept.has(path.join(folder, name)))
      rmSync(path.join(folder, name), { recursive: true, force: true });
}
