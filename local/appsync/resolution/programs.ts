import type { ApiModel, ResolverModel, StepModel } from '../api';
import type { DataSource } from '../datasources/data-source';
import { loadCode } from './sandbox';
import type { Sandbox } from './sandbox';

/** A unit resolver or a function, ready to run. */
export interface ProgramStep {
  code: Sandbox;
  dataSource: DataSource;
  maxBatchSize: number;
}

/** A resolver, ready to run. */
export type Program =
  | ({ kind: 'UNIT' } & ProgramStep)
  | { kind: 'PIPELINE'; code: Sandbox; functions: ProgramStep[] }
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
  const loadStep = async (
    name: string,
    { code, dataSource, maxBatchSize }: StepModel,
  ): Promise<ProgramStep> => {
    const found = dataSources.get(dataSource);
    if (found === undefined) throw new Error(`${owner}: there is no data source ${dataSource}.`);
    return { code: await loadCode(name, code), dataSource: found, maxBatchSize };
  };
  switch (program.kind) {
    case 'NOT_RUN_HERE':
      return program;
    case 'UNIT':
      return { kind: 'UNIT', ...(await loadStep(owner, program)) };
    case 'PIPELINE':
      return {
        kind: 'PIPELINE',
        code: await loadCode(owner, program.code),
        functions: await Promise.all(
          program.functions.map((step) => loadStep(`${step.name} of ${owner}`, step)),
        ),
      };
  }
}
