import type { LocalCloud } from '../boot';
import { readAssembly } from '../template/assembly';
import { changedParts, pruneAssets } from './changes';
import type { Project } from './project';
import type { Synthesizer } from './synthesizer';
import { watch } from './watch';

export interface KeepUpOptions {
  local: LocalCloud;
  project: Project;
  synthesizer: Synthesizer;
  stackName: string | undefined;
  /** Folders under the project that are written to and not read. */
  ignored: readonly string[];
  /** Called after each change that is in force. */
  onReload: () => void;
  /** Gets a line of what happened. */
  say: (line: string) => void;
}

/** How many changed resources are named; more are counted. */
const mostNamed = 6;

/**
 * Puts every change of the app's files in force: synthesizes, and reloads what runs. What cannot be synthesized, or cannot
 * run here, is told, and the template before it goes on. The function returned ends it.
 */
export function keepUp(options: KeepUpOptions): () => Promise<void> {
  const { local, project, synthesizer, stackName, ignored, onReload, say } = options;
  let before = readAssembly(project.assembly, stackName);
  return watch(project.root, [project.assembly, ...ignored], async (changedAt) => {
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
