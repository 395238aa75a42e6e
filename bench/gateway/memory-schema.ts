import { buildSchema } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { directives, drawNotes, schema } from './notes';
import type { Note } from './notes';

/** The schema of the notes that a seed stands for, answered from memory. */
export function memorySchema(seed: number, count: number): GraphQLSchema {
  const notes = new Map(drawNotes(seed, count).map((note): [string, Note] => [note.id, note]));
  const built = buildSchema(directives + schema);
  const { hello, note } = built.getQueryType()?.getFields() ?? {};
  if (hello === undefined || note === undefined) throw new Error('The schema has no hello and no note.');
  hello.resolve = () => 'world';
  note.resolve = (_source, args: { id: string }) => notes.get(args.id) ?? null;
  return built;
}
