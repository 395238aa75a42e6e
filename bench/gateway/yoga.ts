import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GraphQLSchema } from 'graphql';
import { memorySchema } from './memory-schema';
import { serving } from './serving';

/** What of graphql-yoga is used here; its own types would bring the DOM's into the whole project. */
interface Yoga {
  createYoga(options: { schema: GraphQLSchema; logging: boolean; graphiql: boolean }): RequestListener;
}
const untyped: string = 'graphql-yoga';
const { createYoga }: Yoga = await import(untyped);

const [seed = 1, count = 0] = process.argv.slice(2).map(Number);
const server = createServer(
  createYoga({ schema: memorySchema(seed, count), logging: false, graphiql: false }),
);
server.listen(0, '127.0.0.1', () => {
  const { port }: Partial<AddressInfo> = Object(server.address());
  serving({ url: `http://127.0.0.1:${port}/graphql` });
});
