import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { memorySchema } from './memory-schema';
import { serving } from './serving';

const [seed = 1, count = 0] = process.argv.slice(2).map(Number);
const server = new ApolloServer({ schema: memorySchema(seed, count) });
const { url } = await startStandaloneServer(server, { listen: { port: 0, host: '127.0.0.1' } });
serving({ url });
