import { seeded } from '../numbers/generate';

/** What every server of the benchmark answers about. */
export interface Note {
  id: string;
  author: string;
  title: string;
  text: string;
  stars: number;
  tags: string[];
}

/** One schema for all servers; AppSync's directives mean nothing to the others. */
export const schema = `
  type Query {
    hello: String!
    note(id: ID!): Note @aws_lambda @aws_iam
  }
  type Mutation { post(note: NoteInput!): Note }
  type Subscription { onPosted(author: String): Note @aws_subscribe(mutations: ["post"]) }
  type Note @aws_api_key @aws_lambda @aws_iam {
    id: ID!
    author: String!
    title: String!
    text: String!
    stars: Int!
    tags: [String!]!
  }
  input NoteInput { id: ID! author: String! title: String! text: String! stars: Int! tags: [String!]! }
`;

/** What AppSync declares by itself, for the servers that do not. */
export const directives = `
  directive @aws_api_key on OBJECT | FIELD_DEFINITION
  directive @aws_lambda on OBJECT | FIELD_DEFINITION
  directive @aws_iam on OBJECT | FIELD_DEFINITION
  directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
`;

/** One operation and the answer that is right, whoever gives it. */
export interface Question {
  body: string;
  answer: string;
}

export const hello: Question = {
  body: JSON.stringify({ query: '{ hello }' }),
  answer: JSON.stringify({ data: { hello: 'world' } }),
};

export function askFor(note: Note): Question {
  const query = 'query Note($id: ID!) { note(id: $id) { id author title text stars tags } }';
  return {
    body: JSON.stringify({ query, variables: { id: note.id } }),
    answer: JSON.stringify({ data: { note } }),
  };
}

const words =
  'amber birch cedar delta ember fjord grove harbour island juniper kelp lantern meadow north orchard pine'.split(
    ' ',
  );

/** The notes that a seed stands for: some 200 bytes of JSON each. */
export function drawNotes(seed: number, count: number): Note[] {
  const random = seeded(seed);
  const some = (length: number) => Array.from({ length }, () => words[random(words.length)] ?? '');
  return Array.from({ length: count }, (_, index) => ({
    id: `note-${index}-${random(1_000_000)}`,
    author: some(2).join(' '),
    title: some(4).join(' '),
    text: some(12).join(' '),
    stars: random(6),
    tags: some(3),
  }));
}
