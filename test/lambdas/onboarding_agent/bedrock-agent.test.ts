import { BedrockAgentRuntimeClient } from '@aws-sdk/client-bedrock-agent-runtime';
import { EventStreamCodec } from '@smithy/core/event-streams';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createBedrockAgent } from '../../../lambdas/onboarding_agent/bedrock-agent';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);
const frame = (headers: Record<string, string>, body: object): Uint8Array =>
  codec.encode({
    headers: Object.fromEntries(
      Object.entries({ ':content-type': 'application/json', ...headers }).map(([name, value]) => [
        name,
        { type: 'string', value },
      ]),
    ),
    body: Buffer.from(JSON.stringify(body)),
  });
const chunk = (bytes: Buffer) =>
  frame({ ':message-type': 'event', ':event-type': 'chunk' }, { bytes: bytes.toString('base64') });

interface Received {
  path: string | undefined;
  body: unknown;
}

let server: Http2Server;
let client: BedrockAgentRuntimeClient;
afterEach(async () => {
  client.destroy();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});

/** Bedrock's wire on the loopback: HTTP/2 without TLS, answered by `react`. */
const bedrock = async (react: (stream: ServerHttp2Stream) => void) => {
  const received: Received[] = [];
  server = createServer();
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (data: Buffer) => chunks.push(data));
    stream.on('end', () => {
      received.push({ path: headers[':path'], body: JSON.parse(Buffer.concat(chunks).toString()) });
      react(stream);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  client = new BedrockAgentRuntimeClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const agent = createBedrockAgent(client, { agentId: 'AGENT12345', agentAliasId: 'ALIAS12345' });
  const attributes = {
    sessionId: '0b6c2f0e-6a39-4f0e-9d2c-0d3c86a0f001',
    bucket: 'pictures',
    country: 'DK',
    run: '1',
    language: 'da',
    attemptsLeft: '5',
  };
  const said: string[] = [];
  const listen = async () => {
    const request = {
      sessionId: attributes.sessionId,
      words: 'Hi',
      attributes,
      prompt: { language: 'Danish', country: 'Denmark' },
    };
    for await (const piece of agent.speak(request, AbortSignal.timeout(20_000))) said.push(piece);
  };
  return { listen, said, received, attributes };
};

const open = (stream: ServerHttp2Stream) =>
  stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });

test('the agent is asked with the session’s attributes, and its words come as they are streamed', async () => {
  const words = Buffer.from('Du er nu kunde, Åse.');
  const { listen, said, received, attributes } = await bedrock((stream) => {
    open(stream);
    // Cut in the middle of a letter.
    const cut = words.indexOf(Buffer.from('Å')) + 1;
    stream.write(chunk(words.subarray(0, cut)));
    stream.write(frame({ ':message-type': 'event', ':event-type': 'trace' }, { sessionId: 'x' }));
    stream.end(chunk(words.subarray(cut)));
  });

  await listen();

  expect(said.join('')).toBe('Du er nu kunde, Åse.');
  expect(received).toEqual([
    {
      path: `/agents/AGENT12345/agentAliases/ALIAS12345/sessions/${attributes.sessionId}/text`,
      body: expect.objectContaining({
        inputText: 'Hi',
        enableTrace: false,
        sessionState: {
          sessionAttributes: attributes,
          promptSessionAttributes: { language: 'Danish', country: 'Denmark' },
        },
      }) as object,
    },
  ]);
});

test('an agent that cannot be had is a fault that tells its code', async () => {
  const { listen } = await bedrock((stream) => {
    stream.respond({ ':status': 429, 'x-amzn-errortype': 'ThrottlingException' });
    stream.end(JSON.stringify({ message: 'planted 0610851178' }));
  });

  await expect(listen()).rejects.toMatchObject({ name: 'AgentFault', message: 'ThrottlingException' });
});

test('an agent that fails in the middle is a fault after its first words', async () => {
  const { listen, said } = await bedrock((stream) => {
    open(stream);
    stream.write(chunk(Buffer.from('One moment.')));
    stream.end(
      frame(
        { ':message-type': 'exception', ':exception-type': 'dependencyFailedException' },
        { message: 'planted 0610851178', resourceName: 'x' },
      ),
    );
  });

  await expect(listen()).rejects.toMatchObject({
    name: 'AgentFault',
    message: expect.stringMatching(/^[a-z]+Exception$/i) as string,
  });
  expect(said).toEqual(['One moment.']);
});

test('a stream that is cut off in the middle of a word is a fault', async () => {
  const { listen, said } = await bedrock((stream) => {
    open(stream);
    stream.write(chunk(Buffer.from('One moment.')));
    stream.end(chunk(Buffer.from('You are')).subarray(0, 40));
  });

  await expect(listen()).rejects.toMatchObject({ name: 'AgentFault' });
  expect(said).toEqual(['One moment.']);
});
