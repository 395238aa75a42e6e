import type { LocalCloud } from '../boot';
import { readAssembly } from '../template/assembly';
import { changedParts, pruneAssets } from './changes';
import type { Project } from './project';
import type { Synthesizer } from './synthesizer';
import type { Watch } from './watch';

export interface KeepUpOptions {
  local: LocalCloud;
  project: Project;
  synthesizer: Synthesizer;
  /** Of the project's files. */
  watch: Watch;
  stackName: string | undefined;
  /** Called after each change that is in force. */
  onReload: () => void;
  /** Gets a line of what happened. */
  say: (line: string) => void;
}

/** How many changed resources are named; more are counted. */
const mostNamed = 6;

/**
 * Puts every change of the app's files in force: synthesizes, and reloads what runs. What cannot be synthesized, or cannot
 * run here, is told, and the template before it goes on.
 */
export function keepUp(options: KeepUpOptions): void {
  const { local, project, synthesizer, watch, stackName, onReload, say } = options;
  let before = readAssembly(project.assembly, stackName);
  watch.follow(async (changedAt) => {
    try {
      await synthesizer.synthesize();
      const after = readAssembly(project.assembly, stackName);
      await local.reload();
      const seconds = ((performance.now() - changedAt) / 1000).toFixed(1);
      const changed = changedParts(before, after);
      // What runs may still be of the template before.
      pruneAssets(project.assembly, before, after);
      before = after;
      onReload();
      say(`Live after ${seconds} s: ${named(changed)}.`);
    } catch (error) {
      say(`${error instanceof Error ? error.message : String(error)}\nWhat ran before the change goes on.`);
    }
  });
}

function named(logicalIds: readonly string[]): string {
  if (logicalIds.length === 0) return 'the template is the same';
  const more = logicalIds.length - mostNamed;
  return `${logicalIds.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
