import fc from 'fast-check';
import { returning, startApi } from './api-fixture';
import type { RunningApi } from './api-fixture';
import { open } from './socket';
import type { Frame } from './socket';

let api: RunningApi;
beforeAll(async () => {
  api = await startApi({
    schema: /* GraphQL */ `
      type Message {
        text: String
      }
      type Query {
        nothing: String
      }
      type Mutation {
        post(text: String): Message
      }
      type Subscription {
        onMessage(text: String): Message @aws_subscribe(mutations: ["post"])
      }
    `,
    resolvers: { 'Mutation.post': returning('return ctx.args') },
  });
});
afterAll(() => api.close());

const id = fc.constantFrom('a', 'b', 'c');
const step = fc.oneof(
  fc.record({ kind: fc.constant('start' as const), id, text: fc.constantFrom(undefined, 'x') }),
  fc.record({ kind: fc.constant('stop' as const), id }),
  fc.record({ kind: fc.constant('post' as const), text: fc.constantFrom('x', 'y') }),
  fc.record({ kind: fc.constantFrom('init' as const, 'nonsense' as const) }),
);

/** A frame in a word or two. */
const inShort = ({ type, id: of = '', payload }: Frame) =>
  [payload?.errors?.[0]?.['errorType'] ?? type, of].join(' ').trim();

test('whatever a client does in whatever order, a connection answers each frame once and delivers to who listens', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const socket = await open(api);
      const expected = ['connection_ack'];
      /** What each subscription listens to: everything, or one text. */
      const listening = new Map<string, string | undefined>();
      for (const now of steps) {
        switch (now.kind) {
          case 'start': {
            const argument = now.text === undefined ? '' : `(text: "${now.text}")`;
            await socket.start(now.id, `subscription { onMessage${argument} { text } }`);
            if (listening.has(now.id)) expected.push(`DuplicatedOperationError ${now.id}`);
            else {
              listening.set(now.id, now.text);
              expected.push(`start_ack ${now.id}`);
            }
            break;
          }
          case 'stop':
            socket.send({ type: 'stop', id: now.id });
            expected.push(
              listening.delete(now.id) ? `complete ${now.id}` : `UnknownOperationError ${now.id}`,
            );
            await socket.next((frame) => inShort(frame) === expected.at(-1));
            break;
          case 'post': {
            await api.graphql('mutation($text: String) { post(text: $text) { text } }', {
              variables: { text: now.text },
            });
            for (const [of, wanted] of listening)
              if (wanted === undefined || wanted === now.text) {
                expected.push(`data ${of}`);
                await socket.next((frame) => inShort(frame) === `data ${of}`);
              }
            break;
          }
          case 'init':
            socket.send({ type: 'connection_init' });
            expected.push('connection_ack');
            await socket.next(({ type }) => type === 'connection_ack');
            break;
          case 'nonsense':
            socket.send('{"type":"subscribe"}');
            expected.push('UnsupportedOperation');
            await socket.next((frame) => inShort(frame) === 'UnsupportedOperation');
        }
      }
      socket.close();
      await socket.closed;
      expect(socket.frames.map(inShort)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});
