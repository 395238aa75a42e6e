import type { ApiModel, ResolverModel } from '../api';
import type { DataSource } from '../datasources/data-source';
import { loadCode } from './sandbox';
import type { Sandbox } from './sandbox';

/** A resolver, ready to run. */
export type Program =
  | { kind: 'UNIT'; code: Sandbox; dataSource: DataSource }
  | { kind: 'PIPELINE'; code: Sandbox; functions: { code: Sandbox; dataSource: DataSource }[] }
  | { kind: 'NOT_RUN_HERE'; what: string };

/**
 * Loads the code of every resolver, by `Type.field`. Throws an Error naming the resolver whose code AppSync would not
 * take, or which names an unknown data source.
 */
export async function loadPrograms(
  api: ApiModel,
  dataSources: ReadonlyMap<string, DataSource>,
): Promise<Map<string, Program>> {
  const programs = await Promise.all(
    api.resolvers.map(async (resolver): Promise<[string, Program]> => {
      const owner = `${resolver.typeName}.${resolver.fieldName}`;
      return [owner, await loadProgram(owner, resolver.program, dataSources)];
    }),
  );
  return new Map(programs);
}

async function loadProgram(
  owner: string,
  program: ResolverModel['program'],
  dataSources: ReadonlyMap<string, DataSource>,
): Promise<Program> {
  const dataSource = (name: string): DataSource => {
    const found = dataSources.get(name);
    if (found === undefined) throw new Error(`${owner}: there is no data source ${name}.`);
    return found;
  };
  switch (program.kind) {
    case 'NOT_RUN_HERE':
      return program;
    case 'UNIT':
      return {
        kind: 'UNIT',
        code: await loadCode(owner, program.code),
        dataSource: dataSource(program.dataSource),
      };
    case 'PIPELINE':
      return {
        kind: 'PIPELINE',
        code: await loadCode(owner, program.code),
        functions: await Promise.all(
          program.functions.map(async (step) => ({
            code: await loadCode(`${step.name} of ${owner}`, step.code),
            dataSource: dataSource(step.dataSource),
          })),
        ),
      };
  }
}
