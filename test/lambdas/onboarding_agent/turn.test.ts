import { reasons } from '../../../generated/contract';
import type { AgentTurnInput } from '../../../generated/types';
import { InvocationFault, type Invoke } from '../../../lambdas/invocation/invoke';
import { createLog } from '../../../lambdas/log';
import type { Agent, AgentRequest } from '../../../lambdas/onboarding_agent/agent';
import { takeTurn } from '../../../lambdas/onboarding_agent/turn';
import { orchestrate } from '../../../lambdas/onboarding_orchestrator/orchestrate';
import type { Steps } from '../../../lambdas/onboarding_orchestrator/steps';
import { openSession, SESSION_ID, type TestSession } from '../journal/session';

const EMAIL = 'anna.hansen@bank.example';
const REGISTERED = `Thank you. You are now registered. Email: ${EMAIL} ID: --9998`;

const steps: Steps = {
  extract: () =>
    Promise.resolve({
      firstName: 'Anna',
      lastName: 'Hansen',
      dateOfBirth: '1985-10-06',
      nationalId: '0610859998',
      confidence: 0.99,
      fieldConfidence: { firstName: 0.99, lastName: 0.99, dateOfBirth: 0.99, nationalId: 0.99 },
      reasons: [],
    }),
  verify: () =>
    Promise.resolve({
      status: 'VERIFIED',
      reasons: [],
      findings: [],
      internalText: 'VERIFIED.',
      customerText: 'Your identity is confirmed.',
      person: { firstName: 'Anna', lastName: 'Hansen', dateOfBirth: '1985-10-06', nationalId: '0610859998' },
    }),
  create: () =>
    Promise.resolve({
      status: 'REGISTERED',
      registration: {
        customerId: '5d6c2f0e-6a39-4f0e-9d2c-0d3c86a0f002',
        email: EMAIL,
        nationalId: '--9998',
        createdAt: '2026-11-20T10:00:00.000Z',
      },
      message: REGISTERED,
    }),
};

const lines: string[] = [];
beforeEach(() => {
  lines.length = 0;
});

/** The orchestrator behind the Lambda API; `outages` calls fail first. */
const orchestratorOf = (session: TestSession, { outages = 0, pipeline = steps } = {}) => {
  const log = createLog('onboarding_orchestrator', (line) => lines.push(line));
  const events: unknown[] = [];
  let failing = outages;
  const invoke: Invoke = async (name, event) => {
    expect(name).toBe('orchestrator');
    events.push(event);
    failing -= 1;
    if (failing >= 0)
      throw new InvocationFault('orchestrator could not be invoked: TooManyRequestsException');
    return orchestrate(event, { journal: session.journal, steps: pipeline, log });
  };
  return { invoke, events };
};
type Orchestrator = ReturnType<typeof orchestratorOf>;

const input = (changes: Partial<AgentTurnInput> = {}): AgentTurnInput => ({
  sessionId: SESSION_ID,
  run: 1,
  start: true,
  country: 'DK',
  language: 'da',
  attemptsLeft: 5,
  ...changes,
});

const take = (
  session: TestSession,
  agent: Agent,
  { invoke }: Orchestrator,
  turn: AgentTurnInput = input(),
  agentMs?: number,
) =>
  takeTurn(turn, {
    journal: session.journal,
    agent,
    invoke,
    orchestrator: 'orchestrator',
    bucket: 'pictures',
    log: createLog('onboarding_agent', (line) => lines.push(line)),
    ...(agentMs !== undefined && { agentMs }),
  });

/** An agent that calls its tool as Bedrock does, then says its words, then fails if it is told to. */
const agentOf = (
  words: string[],
  { tool, failure }: { tool?: Invoke; failure?: Error } = {},
): Agent & { requests: AgentRequest[] } => {
  const requests: AgentRequest[] = [];
  return {
    requests,
    async *speak(request) {
      requests.push(request);
      if (tool) {
        await tool(
          'orchestrator',
          {
            messageVersion: '1.0',
            actionGroup: 'onboarding',
            function: 'continue_onboarding',
            parameters: [],
            sessionAttributes: request.attributes,
          },
          1_000,
        );
      }
      yield* words;
      if (failure) throw failure;
    },
  };
};

const down = agentOf([], { failure: new Error('dependencyFailedException: 0610859998') });

describe('an agent that works', () => {
  test('speaks into the journal as it goes, and its tools are told whom it is about', async () => {
    const session = openSession();
    const orchestrator = orchestratorOf(session);
    const agent = agentOf(['Velkommen!\n', '\nDu er nu ', 'kunde.'], { tool: orchestrator.invoke });

    await take(session, agent, orchestrator);

    expect(session.words()).toEqual(['Velkommen!', 'Du er nu kunde.']);
    expect(session.session.status).toBe('REGISTERED');
    expect(orchestrator.events).toHaveLength(1);
    expect(agent.requests).toEqual([
      {
        sessionId: SESSION_ID,
        words: expect.stringContaining('asks to be onboarded') as string,
        attributes: {
          sessionId: SESSION_ID,
          bucket: 'pictures',
          country: 'DK',
          run: '1',
          language: 'da',
          attemptsLeft: '5',
        },
        prompt: { language: 'Danish', country: 'Denmark' },
      },
    ]);
  });

  test('hears what the person said, but no national number, and repeats none', async () => {
    const session = openSession({ status: 'NEW_PICTURE_REQUIRED' });
    const agent = agentOf(['Is 061085-1178 yours?']);

    await take(
      session,
      agent,
      orchestratorOf(session),
      input({ start: false, message: 'My number is 061085-1178, why do you ask?' }),
    );

    expect(agent.requests[0]?.words).toBe('My number is [number removed], why do you ask?');
    expect(session.words()).toEqual(['Is [number removed] yours?']);
  });

  test('that answers a message runs no pipeline and needs no other words', async () => {
    const session = openSession({ status: 'AWAITING_PICTURE' });
    const orchestrator = orchestratorOf(session);

    await take(session, agentOf(['Hej.']), orchestrator, input({ start: false, message: 'Hi' }));

    expect(session.words()).toEqual(['Hej.']);
    expect(orchestrator.events).toEqual([]);
    expect(session.session.status).toBe('AWAITING_PICTURE');
  });

  test('that cannot stop is stopped', async () => {
    const session = openSession({ status: 'AWAITING_PICTURE' });

    await take(
      session,
      agentOf(Array(100).fill('And on.\n\n')),
      orchestratorOf(session),
      input({ start: false }),
    );

    expect(session.words()).toHaveLength(20);
  });
});

describe('an agent that leaves the work undone', () => {
  test.each<[string, Agent, (string | null | undefined)[]]>([
    ['is down', down, [REGISTERED]],
    [
      'breaks off',
      agentOf(['One moment.\n\nI', ' am'], { failure: new Error('gone') }),
      ['One moment.', REGISTERED],
    ],
    ['says nothing', agentOf([]), [REGISTERED]],
    ['only talks', agentOf(['All done!']), ['All done!', REGISTERED]],
  ])('and %s is replaced: the person is registered all the same', async (_, agent, words) => {
    const session = openSession();
    const orchestrator = orchestratorOf(session);

    await take(session, agent, orchestrator);

    expect(session.session.status).toBe('REGISTERED');
    expect(session.words()).toEqual(words);
    expect(orchestrator.events).toEqual([
      expect.objectContaining({
        messageVersion: '1.0',
        function: 'continue_onboarding',
        parameters: [],
        sessionAttributes: expect.objectContaining({ sessionId: SESSION_ID, run: '1' }) as object,
      }),
    ]);
    expect(lines.join()).not.toContain('0610859998');
  });

  test('and hangs is left behind when its time is over', async () => {
    const session = openSession();
    const hanging: Agent = {
      async *speak() {
        yield 'One moment.\n\n';
        await new Promise(() => undefined);
      },
    };

    await take(session, hanging, orchestratorOf(session), input(), 30);

    expect(session.words()).toEqual(['One moment.', REGISTERED]);
  });

  test('after it had the pipeline run is not missed: the state is said', async () => {
    const session = openSession();
    const orchestrator = orchestratorOf(session);

    await take(session, agentOf([], { tool: orchestrator.invoke, failure: new Error('gone') }), orchestrator);

    expect(session.words()).toEqual([REGISTERED]);
    expect(orchestrator.events).toHaveLength(1);
  });

  test('to a mere message is not replaced by the pipeline: the state is said', async () => {
    const session = openSession({ status: 'NEW_PICTURE_REQUIRED' });
    const orchestrator = orchestratorOf(session);

    await take(session, down, orchestrator, input({ start: false, message: 'Why?' }));

    expect(session.words()).toHaveLength(1);
    expect(orchestrator.events).toEqual([]);
  });

  test('but had begun it by a message is replaced too', async () => {
    const session = openSession({ status: 'AWAITING_PICTURE' });
    const orchestrator = orchestratorOf(session);
    // The tool dies after it has told of its first step.
    const dying: Invoke = (name, event) => {
      const never: Steps = {
        ...steps,
        extract: () => {
          session.outages.publish = 1;
          return steps.extract({ bucket: '', sessionId: '', country: 'DK' });
        },
      };
      return orchestratorOf(session, { pipeline: never }).invoke(name, event, 1_000);
    };

    await take(session, agentOf(['Sorry.'], { tool: dying }), orchestrator, input({ start: false }));

    expect(session.session.status).toBe('REGISTERED');
    expect(session.words()).toEqual(['Sorry.', REGISTERED]);
  });
});

describe('a turn that is delivered again', () => {
  test('lets the agent speak once and finishes what was left', async () => {
    const session = openSession();
    const failing = orchestratorOf(session, { outages: 1 });
    const agent = agentOf(['One moment.']);
    await expect(take(session, agent, failing)).rejects.toThrow('could not be invoked');
    expect(session.session.status).toBe('IN_PROGRESS');

    await take(session, agent, failing);

    expect(agent.requests).toHaveLength(1);
    expect(session.session.status).toBe('REGISTERED');
    expect(session.words()).toEqual(['One moment.', REGISTERED]);

    const journalled = [...session.events];
    await take(session, agent, failing);
    expect(session.events).toEqual(journalled);
  });

  test('late, while a newer run is at work, leaves that one alone', async () => {
    const session = openSession({ run: 1 });
    const orchestrator = orchestratorOf(session, {
      pipeline: {
        ...steps,
        extract: async (asked) => ({ ...(await steps.extract(asked)), reasons: ['PICTURE_BLURRED'] }),
      },
    });
    await take(session, agentOf(['Blurred.'], { tool: orchestrator.invoke }), orchestrator);
    session.startAgain();

    await take(session, agentOf([]), orchestrator);
    await take(session, agentOf([]), orchestrator, input({ start: false, run: 1 }));

    expect(orchestrator.events).toHaveLength(1);
    expect(session.session).toMatchObject({ status: 'IN_PROGRESS', run: 2 });
  });

  test('to a session that is gone does nothing', async () => {
    const session = openSession();

    await take(session, down, orchestratorOf(session), input({ sessionId: SESSION_ID.replace('0b', '0c') }));

    expect(session.events).toEqual([]);
  });
});

test('when not even the orchestrator can be had, the turn fails, so that it is tried again', async () => {
  const session = openSession();

  await expect(take(session, down, orchestratorOf(session, { outages: 9 }))).rejects.toThrow(InvocationFault);
});

test('when the orchestrator could not finish, the turn fails, so that it is tried again', async () => {
  const session = openSession();
  const orchestrator = orchestratorOf(session);
  const invoke: Invoke = (...call) => {
    session.outages.publish = 1;
    return orchestrator.invoke(...call);
  };

  await expect(take(session, down, { ...orchestrator, invoke })).rejects.toThrow('did not come to an end');
  await take(session, down, orchestrator);
  expect(session.session.status).toBe('REGISTERED');
});

test('a pipeline that fails ends in words too', async () => {
  const session = openSession();
  const broken: Steps = { ...steps, verify: () => Promise.reject(new Error('Anna Hansen 0610859998')) };

  await take(session, down, orchestratorOf(session, { pipeline: broken }));

  expect(session.session.status).toBe('FAILED');
  expect(session.words()).toEqual([reasons.SYSTEM_ERROR.sentence]);
  expect(lines.join()).not.toMatch(/Hansen|0610859998/);
});
