import {
  BedrockAgentRuntimeServiceException,
  CreateSessionCommand,
  DependencyFailedException,
  InvokeAgentCommand,
} from '@aws-sdk/client-bedrock-agent-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { connect } from 'node:net';
import type { AgentScriptInput } from '../../../local/bedrock/agent-script';
import { createBedrock } from '../../../local/bedrock/service';
import type { LambdaService } from '../../../local/cloud';
import { templateCloud } from '../template-cloud';
import { agentResources, startAgents, type Agents } from './agent-fixture';

const script: AgentScriptInput = {
  rules: [
    {
      when: { input: { matches: '^hello' }, turn: 1 },
      say: ['Hello {session.person}.', 'What can I do for you?'],
    },
    { when: { input: { matches: '^hello' } }, say: ['Hello again, turn {turn}, table {session.table}.'] },
    {
      when: { input: { matches: 'table' } },
      say: ['One moment.'],
      call: { function: 'book_table', parameters: { guests: '4', wishes: '{input}' } },
      then: [
        { when: { 'result.status': 'FULL' }, say: ['There is no room.'] },
        {
          when: { 'result.status': ['BOOKED', 'CONFIRMED'], 'result.nothing': { exists: false } },
          say: ['Table {result.table} for {result.guests} is yours.'],
        },
      ],
    },
    {
      when: { input: 'speak at length' },
      say: [Array.from({ length: 300 }, (_, n) => `word${n}`).join(' ')],
    },
    { when: { input: 'loop' }, call: { function: 'answer', parameters: { how: 'text' }, times: 100 } },
    {
      when: { input: { matches: '.' } },
      call: { function: 'answer', parameters: { how: '{input}' } },
      then: [
        { when: { responseState: 'REPROMPT' }, say: ['Once more: {result}'] },
        {
          when: { 'result.messageVersion': { exists: false }, result: { matches: 'WORDS$' } },
          say: ['It said: {result}'],
        },
        { when: { 'result.messageVersion': '1.0' }, say: ['{result}'] },
      ],
    },
  ],
  fallback: ['I did not understand.'],
};

let agents: Agents;
beforeAll(async () => {
  agents = await startAgents(script);
});
afterAll(() => agents.close());
afterEach(() => agents.cloud.setNow(undefined));

const streamed = { streamingConfigurations: { streamFinalResponse: true } };

describe('an agent', () => {
  test('answers in one chunk, over HTTP/2', async () => {
    const sessionState = { sessionAttributes: { person: 'Anna' } };
    const { chunks, traces, answer } = await agents.say('hello', { sessionId: 'my-session', sessionState });
    expect(chunks).toEqual(['Hello Anna. What can I do for you?']);
    expect(traces).toEqual([]);
    expect(answer).toMatchObject({ contentType: 'application/json', sessionId: 'my-session' });
  });

  test('answers word by word when asked to stream', async () => {
    const { chunks } = await agents.say('hello', streamed);
    expect(chunks).toEqual(['Hello', ' .', ' What', ' can', ' I', ' do', ' for', ' you?']);
  });

  test('answers clients of HTTP/1 at the same port', async () => {
    const http1 = agents.client({ requestHandler: new NodeHttpHandler() });
    expect((await agents.say('hello', {}, http1)).text).toBe('Hello . What can I do for you?');
  });

  test('outlives a client that stops listening in the middle', async () => {
    const impatient = agents.client();
    const { stack } = agents.cloud;
    const { completion = [] } = await impatient.send(
      new InvokeAgentCommand({
        agentId: stack.attribute('Agent', 'AgentId'),
        agentAliasId: stack.attribute('Alias', 'AgentAliasId'),
        sessionId: 'impatient',
        inputText: 'speak at length',
        ...streamed,
      }),
    );
    for await (const { chunk } of completion) if (chunk) break;
    impatient.destroy();
    expect((await agents.say('hello', { sessionId: 'impatient' })).text).toMatch(/^Hello again, turn 2/);
  });

  test.each([1, 2, 3, 4])('reads a protocol whose first bytes come %d at a time', async (size) => {
    const { hostname, port } = new URL(agents.cloud.endpoints['bedrock-agent-runtime']);
    const socket = connect(Number(port), hostname);
    const request = Buffer.from(
      `POST / HTTP/1.1\r\nhost: ${hostname}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`,
    );
    for (let start = 0; start < request.length; start += start < 8 ? size : request.length) {
      socket.write(request.subarray(start, start < 8 ? start + size : request.length));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    let answer = '';
    for await (const part of socket) answer += String(part);
    expect(answer).toMatch(/^HTTP\/1.1 403 .*MissingAuthenticationTokenException/s);
  });

  test('calls the function of its action group and goes on from the result', async () => {
    const { text } = await agents.say('a table, please');
    expect(text).toBe('One moment. Table 7 for 4 is yours.');
    expect(agents.cloud.records.find(({ service }) => service === 'lambda')).toMatchObject({
      caller: 'bedrock.amazonaws.com',
      outcome: '200',
    });
  });

  test('sends the function exactly the event of Bedrock', async () => {
    const { stack } = agents.cloud;
    const { text } = await agents.say('echo', {
      sessionId: 'event-session',
      sessionState: { sessionAttributes: { person: 'Anna' }, promptSessionAttributes: { mood: 'hungry' } },
    });
    expect(JSON.parse(text)).toEqual({
      messageVersion: '1.0',
      agent: {
        name: 'waiter',
        id: stack.attribute('Agent', 'AgentId'),
        alias: stack.attribute('Alias', 'AgentAliasId'),
        version: '1',
      },
      inputText: 'echo',
      sessionId: 'event-session',
      actionGroup: 'restaurant',
      function: 'answer',
      parameters: [{ name: 'how', type: 'string', value: 'echo' }],
      sessionAttributes: { person: 'Anna' },
      promptSessionAttributes: { mood: 'hungry' },
    });
  });

  test('reads text that is no JSON, and a function that asks for another try', async () => {
    expect((await agents.say('text')).text).toBe('It said: plain words');
    expect((await agents.say('reprompt')).text).toBe('Once more: How many guests?');
  });

  test('tells its steps when asked to trace', async () => {
    const { traces } = await agents.say('a table, please', { enableTrace: true });
    const steps = traces.map(({ trace }) => trace?.orchestrationTrace);
    expect(steps).toMatchObject([
      {
        invocationInput: {
          actionGroupInvocationInput: {
            actionGroupName: 'restaurant',
            function: 'book_table',
            parameters: [
              { name: 'guests', type: 'number', value: '4' },
              { name: 'wishes', type: 'string', value: 'a table, please' },
            ],
          },
        },
      },
      { observation: { actionGroupInvocationOutput: { text: expect.stringContaining('BOOKED') } } },
      { observation: { finalResponse: { text: 'One moment. Table 7 for 4 is yours.' } } },
    ]);
    expect(traces[0]).toMatchObject({ agentVersion: '1', eventTime: expect.any(Date) });
  });

  test('gives up when it calls on and on', async () => {
    const { text, traces } = await agents.say('loop', { enableTrace: true });
    expect(text).toBe('Sorry, I am unable to assist you with this request.');
    expect(traces.at(-2)?.trace?.failureTrace?.failureReason).toBe('Max iterations exceeded');
    const calls = traces.filter(({ trace }) => trace?.orchestrationTrace?.invocationInput);
    expect(calls).toHaveLength(5);
  });

  test('is reached by its draft alias too', async () => {
    const operator = agents.client({}, false);
    const { text } = await agents.say('echo', { agentAliasId: 'TSTALIASID' }, operator);
    expect(JSON.parse(text)).toMatchObject({ agent: { alias: 'TSTALIASID', version: 'DRAFT' } });
  });
});

describe('a session', () => {
  test('keeps its attributes, with what a function makes of them, until it has been idle too long', async () => {
    const session = { sessionId: 'kept' };
    await agents.say('a table', { ...session, sessionState: { sessionAttributes: { person: 'Anna' } } });
    expect((await agents.say('hello', session)).text).toBe('Hello again, turn 2, table 7.');
    expect(JSON.parse((await agents.say('echo', session)).text)).toMatchObject({
      sessionAttributes: { person: 'Anna', table: '7' },
    });
    agents.cloud.setNow(new Date(Date.now() + 121_000));
    const later = agents.client({ systemClockOffset: 121_000 });
    expect((await agents.say('hello', session, later)).text).toBe('Hello . What can I do for you?');
  });

  test('is forgotten when it is ended', async () => {
    const session = { sessionId: 'ended' };
    await agents.say('a table', session);
    expect((await agents.say(undefined, { ...session, endSession: true })).chunks).toEqual([]);
    expect((await agents.say('hello', session)).text).toBe('Hello . What can I do for you?');
  });

  test('plays its turns one after the other', async () => {
    const session = { sessionId: 'busy' };
    const turns = await Promise.all([1, 2, 3].map(() => agents.say('hello', session)));
    expect(turns.map(({ text }) => text).toSorted()).toEqual([
      'Hello . What can I do for you?',
      'Hello again, turn 2, table .',
      'Hello again, turn 3, table .',
    ]);
  });
});

describe('a function that', () => {
  test.each([
    ['fails', 'failure', /state FAILURE/],
    ['throws', 'throw', /encountered a problem while processing/],
    ['answers more than 25 KB', 'large', /has \d+ bytes, and at most 25600/],
    ['answers for another function', 'other-function', /another action group or function/],
    ['answers in another version', 'no-version', /messageVersion/],
    ['answers an object for a body', 'body-object', /responseBody\.TEXT\.body/],
    ['answers attributes that are no strings', 'attributes', /sessionAttributes\.n/],
    ['answers something else', 'nonsense', /not as Bedrock expects it/],
  ])('%s ends the turn, and the session is as it was before', async (_, how, message) => {
    const session = { sessionId: `broken-${how}` };
    await agents.say('a table', session);
    const error: unknown = await agents.say(how, session).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DependencyFailedException);
    expect(error).toMatchObject({
      message: expect.stringMatching(message),
      resourceName: expect.stringMatching(/:function:tool$/),
    });
    expect(JSON.stringify(error)).not.toContain('a secret of the function');
    expect((await agents.say('hello', session)).text).toBe('Hello again, turn 2, table 7.');
  });

  test('does not know the agent is not called', async () => {
    const stranger = {
      agentId: agents.cloud.stack.attribute('Stranger', 'AgentId'),
      agentAliasId: 'TSTALIASID',
    };
    const operator = agents.client({}, false);
    await expect(agents.say('text', stranger, operator)).rejects.toMatchObject({
      name: 'DependencyFailedException',
      message: expect.stringContaining('Access denied while invoking the Lambda function'),
    });
  });
});

describe('an agent whose role', () => {
  const by = (id: string) => ({
    agentId: agents.cloud.stack.attribute(id, 'AgentId'),
    agentAliasId: 'TSTALIASID',
  });

  test('may not invoke the model cannot think', async () => {
    await expect(agents.say('hello', by('Thoughtless'), agents.client({}, false))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /role.*bedrock:InvokeModel on resource: .*foundation-model\/amazon.nova-lite-v1:0/,
      ),
    });
  });

  test('may not invoke it with a stream cannot stream', async () => {
    const operator = agents.client({}, false);
    expect((await agents.say('hello', by('Stranger'), operator)).chunks).toHaveLength(1);
    await expect(agents.say('hello', { ...by('Stranger'), ...streamed }, operator)).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('bedrock:InvokeModelWithResponseStream'),
    });
  });
});

describe('a request', () => {
  const refusal = async (answer: Promise<unknown>) => {
    const error: unknown = await answer.catch((thrown: unknown) => thrown);
    if (!(error instanceof BedrockAgentRuntimeServiceException)) throw error;
    return [error.$metadata.httpStatusCode, error.name, error.message];
  };

  test('by a role without the permission is refused', async () => {
    expect(await refusal(agents.say('hello', { agentAliasId: 'TSTALIASID' }))).toEqual([
      403,
      'AccessDeniedException',
      expect.stringContaining('bedrock:InvokeAgent'),
    ]);
    expect(agents.cloud.records.at(-1)).toMatchObject({
      operation: 'InvokeAgent',
      caller: expect.stringContaining('Guest'),
      outcome: '403 AccessDeniedException',
    });
  });

  test('with a wrong secret is refused', async () => {
    const { operator } = agents.cloud.iam;
    const wrong = agents.client({ credentials: { ...operator, secretAccessKey: 'wrong' } });
    expect(await refusal(agents.say('hello', {}, wrong))).toEqual([
      403,
      'InvalidSignatureException',
      expect.any(String),
    ]);
  });

  test.each([
    ['an unknown agent', { agentId: 'NOBODY' }, 404, 'ResourceNotFoundException', /agent NOBODY/],
    ['an unknown alias', { agentAliasId: 'NOALIAS' }, 404, 'ResourceNotFoundException', /alias NOALIAS/],
    ['an agent id of another form', { agentId: 'no-such-agent' }, 400, 'ValidationException', /agentId/],
    ['a session id of another form', { sessionId: 'a b' }, 400, 'ValidationException', /sessionId/],
    ['a session id that is too short', { sessionId: 'a' }, 400, 'ValidationException', /sessionId/],
    ['no text', { inputText: '' }, 400, 'ValidationException', /inputText/],
    ['memory', { memoryId: 'memory' }, 501, 'NotImplemented', /memoryId/],
    ['files', { sessionState: { files: [] } }, 501, 'NotImplemented', /files/],
  ])('with %s is told so', async (_, input, status, name, message) => {
    const answer = agents.say('hello', input, agents.client({}, false));
    expect(await refusal(answer)).toEqual([status, name, expect.stringMatching(message)]);
  });

  test('for another operation is told what there is', async () => {
    const answer = agents.client({}, false).send(new CreateSessionCommand({}));
    expect(await refusal(answer)).toEqual([
      501,
      'NotImplemented',
      expect.stringContaining('InvokeAgent only'),
    ]);
  });

  test('without a signature is refused', async () => {
    const endpoint = agents.cloud.endpoints['bedrock-agent-runtime'];
    const answer = await fetch(`${endpoint}/agents/a/agentAliases/b/sessions/cc/text`, {
      method: 'POST',
      body: '{',
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
  });
});

describe('the start', () => {
  const noLambda: LambdaService = {
    invoke: () => Promise.reject(new Error('not called')),
  };

  test('without a script leaves an agent that says so and calls nothing', async () => {
    const cloud = await templateCloud(agentResources);
    const unscripted = await startAgents();
    try {
      expect((await unscripted.say('a table')).text).toMatch(/It was given no script/);
    } finally {
      await unscripted.close();
      await cloud.remove();
    }
  });

  test.each<[string, AgentScriptInput, RegExp]>([
    [
      'an unknown function',
      { rules: [{ call: { function: 'fly' } }], fallback: ['x'] },
      /calls fly.*waiter has book_table, answer/,
    ],
    [
      'an unknown parameter',
      { rules: [{ call: { function: 'answer', parameters: { how: '', why: '' } } }], fallback: ['x'] },
      /no parameter why/,
    ],
    [
      'too few parameters',
      { rules: [{ call: { function: 'book_table' } }], fallback: ['x'] },
      /needs guests/,
    ],
  ])('with a script that calls %s is refused', async (_, agentScript, message) => {
    const cloud = await templateCloud(agentResources);
    await expect(createBedrock(cloud, { lambda: noLambda, agentScript })).rejects.toThrow(message);
    await cloud.remove();
  });

  const changed = (properties: object) => {
    const { Agent } = agentResources;
    return {
      ...agentResources,
      Agent: { ...Agent, Properties: { ...Object(Agent).Properties, ...properties } },
    };
  };

  test.each([
    ['knowledge bases', { KnowledgeBases: [{}] }, /Agent asks for KnowledgeBases/],
    ['an API schema', { ActionGroups: [{ ActionGroupName: 'x', ApiSchema: {} }] }, /ApiSchema/],
    ['no preparation', { AutoPrepare: false }, /set AutoPrepare to true/],
  ])('with an agent that asks for %s is refused', async (_, properties, message) => {
    const cloud = await templateCloud(changed(properties));
    await expect(createBedrock(cloud, { lambda: noLambda })).rejects.toThrow(message);
    await cloud.remove();
  });
});
