import type { PublishOnboardingEventInput } from '../../generated/types';
import { beginning, ending, words } from './run-events';
import { noSession, sharedApi, type Applicant, type SessionApi } from './session-api';

let api: SessionApi;
beforeAll(async () => {
  api = await sharedApi();
});

/** Somebody whose first run is at work: two entries. */
const atWork = async (): Promise<Applicant> => {
  const person = await api.open();
  await person.start();
  return person;
};

/** Publishes one after the other; the last answer. */
const publishAll = async (...events: PublishOnboardingEventInput[]) => {
  const answers = [];
  for (const event of events) answers.push(await api.journal.publish(event));
  return answers.at(-1);
};

const identity = { initials: 'A. H.', nationalId: '--1556' };
const registration = {
  customerId: '7f0c86ea-77ab-4d0f-9b0c-1c5a4d3f9e01',
  email: 'anna.hansen@customers.danskebank.example',
  nationalId: '--1556',
  createdAt: '2026-11-20T10:00:00.000Z',
};

describe('an event', () => {
  it('is answered as it stands in the journal: its place, the time, and where the session stands after it', async () => {
    const { sessionId, see } = await atWork();
    const sent = beginning(sessionId, 1, {
      confidence: 0.97,
      identity,
      registration,
      reason: 'IDENTITY_NOT_CONFIRMED',
    });
    const answer = await api.journal.publish(sent);

    const { run, ...event } = sent;
    expect(run).toBe(1);
    expect(answer).toEqual({
      kind: 'journalled',
      event: { ...event, sequence: 3, at: expect.stringMatching(/^\d{4}-.*Z$/), attemptsLeft: 5 },
    });
    expect((await see(2)).events).toEqual([answer?.kind === 'journalled' && answer.event]);
  });

  it('that leaves something out keeps it as it was', async () => {
    const { sessionId } = await atWork();
    const answer = await publishAll(beginning(sessionId), {
      sessionId,
      run: 1,
      eventId: 'run-1:extract:completed',
      kind: 'STEP_COMPLETED',
    });
    expect(answer).toMatchObject({
      event: {
        sequence: 4,
        status: 'IN_PROGRESS',
        nextStep: 'WAIT',
        attemptsLeft: 5,
        reason: null,
        step: null,
      },
    });
  });

  it('that is published again is answered as it was journalled first, also after the end', async () => {
    const { sessionId, see } = await atWork();
    const last = ending(sessionId, 1, 'UNVERIFIED', { reason: 'UNDER_AGE' });
    const first = await api.journal.publish(last);
    const again = await api.journal.publish({
      ...last,
      status: 'REGISTERED',
      reason: null,
      message: 'Changed.',
    });

    expect(again).toEqual(first);
    expect(await see()).toMatchObject({ status: 'UNVERIFIED', reason: 'UNDER_AGE', sequence: 3 });
  });

  it('that is published a hundred times at once is one entry, and every publisher is told its place', async () => {
    const { sessionId, see } = await atWork();
    // It leaves the session at work, so nothing but its id keeps it from being written again.
    const event = beginning(sessionId, 1, { eventId: 'run-1:extract:completed', kind: 'STEP_COMPLETED' });
    const answers = await Promise.all(Array.from({ length: 100 }, () => api.journal.publish(event)));

    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ kind: 'journalled', event: { sequence: 3, eventId: event.eventId } });
    expect(await see()).toMatchObject({ status: 'IN_PROGRESS', sequence: 3 });
  });

  it('of a session that does not exist is refused, and creates none', async () => {
    for (const event of [beginning(noSession), words(noSession, 1)])
      expect(await api.journal.publish(event)).toEqual({ kind: 'refused', reason: 'SESSION_NOT_FOUND' });
    expect(await api.item(noSession)).toBeUndefined();
  });

  it.each<[string, Partial<PublishOnboardingEventInput>]>([
    ['an identity with the whole number', { identity: { ...identity, nationalId: '061085-1556' } }],
    ['a registration with the whole number', { registration: { ...registration, nationalId: '0610851556' } }],
    ['a confidence above 1', { confidence: 1.01 }],
    ['an id with a space', { eventId: 'no event id' }],
    ['run 0', { run: 0 }],
    ['2001 characters', { message: 'x'.repeat(2_001) }],
  ])('with %s is INVALID_INPUT and is not journalled', async (_what, wrong) => {
    const { sessionId, see } = await atWork();
    await expect(api.journal.publish({ ...beginning(sessionId), ...wrong })).rejects.toThrow('INVALID_INPUT');
    expect(await see()).toMatchObject({ sequence: 2 });
  });

  it.each(['verify_identity', 'create_customer', 'extract_id_from_s3', 'id_upload', 'session_authorizer'])(
    'is not for %s to publish, nor the session for it to read',
    async (functionName) => {
      const { sessionId, see } = await atWork();
      const journal = api.journalOf(functionName);
      await expect(journal.publish(words(sessionId, 1))).rejects.toThrow('Unauthorized');
      await expect(journal.read(sessionId)).rejects.toThrow('Unauthorized');
      expect(await see()).toMatchObject({ sequence: 2 });
    },
  );

  it.each(['onboarding_orchestrator', 'onboarding_agent', 'onboarding_failed'])(
    'is for %s to publish',
    async (name) => {
      const { sessionId } = await atWork();
      expect(await api.journalOf(name).publish(words(sessionId, 1))).toMatchObject({ kind: 'journalled' });
    },
  );
});

describe('words', () => {
  it.each(['AGENT_MESSAGE', 'PERSON_MESSAGE'] as const)(
    'of kind %s are journalled as words and nothing else, whatever they claim',
    async (kind) => {
      const { sessionId, see } = await atWork();
      const before = await see();
      const answer = await api.journal.publish(
        words(sessionId, 1, {
          kind,
          step: 'CREATE_CUSTOMER',
          status: 'REGISTERED',
          reason: 'TOO_MANY_ATTEMPTS',
          nextStep: 'NONE',
          confidence: 1,
          identity,
          registration,
        }),
      );

      expect(answer).toMatchObject({
        event: {
          kind,
          message: 'Sentence 1.',
          status: 'IN_PROGRESS',
          nextStep: 'WAIT',
          attemptsLeft: 5,
          step: null,
          reason: null,
          confidence: null,
          identity: null,
          registration: null,
        },
      });
      const { status, reason, message, nextStep, attemptsLeft } = before;
      expect(await see()).toMatchObject({
        status,
        reason,
        message,
        nextStep,
        attemptsLeft,
        identity: null,
        registration: null,
        sequence: 3,
      });
    },
  );

  it('may come after the end, and from any run: the agent says goodbye last', async () => {
    const { sessionId, see } = await atWork();
    await publishAll(
      ending(sessionId, 1, 'REGISTERED', { nextStep: 'NONE' }),
      words(sessionId, 1, { run: 7, eventId: 'run-7:agent:1' }),
    );
    expect(await see()).toMatchObject({ status: 'REGISTERED', nextStep: 'NONE', sequence: 4 });
  });
});

describe('a run', () => {
  it('from its first step to the registration shows in the session, folded from its events', async () => {
    const { sessionId, see } = await atWork();
    const of = (eventId: string, more: Partial<PublishOnboardingEventInput>) =>
      ({ sessionId, run: 1, eventId, kind: 'STEP_COMPLETED', ...more }) as const;

    await api.journal.publish(beginning(sessionId));
    expect(await see()).toMatchObject({ message: 'We are reading your document.', identity: null });

    await publishAll(
      of('run-1:extract:completed', { step: 'EXTRACT_ID', confidence: 0.98, identity }),
      words(sessionId, 1),
      of('run-1:create:completed', {
        step: 'CREATE_CUSTOMER',
        status: 'REGISTERED',
        nextStep: 'NONE',
        registration,
        message: 'Thank you. You are now registered.',
      }),
      words(sessionId, 2),
    );
    expect(await see()).toMatchObject({
      status: 'REGISTERED',
      reason: null,
      message: 'Thank you. You are now registered.',
      nextStep: 'NONE',
      attemptsLeft: 5,
      identity,
      registration,
      sequence: 7,
    });
  });

  it("that is not the session's present one is refused with SESSION_BUSY and where the session stands", async () => {
    const person = await atWork();
    const { sessionId, see } = person;
    await publishAll(
      ending(sessionId, 1, 'AWAITING_PICTURE', { reason: 'PICTURE_MISSING', nextStep: 'UPLOAD_PICTURE' }),
    );
    await person.start();
    const before = await see();

    for (const stale of [
      ending(sessionId, 1, 'REGISTERED', { eventId: 'run-1:late' }),
      beginning(sessionId, 1),
      beginning(sessionId, 3),
    ])
      expect(await api.journal.publish(stale)).toEqual({
        kind: 'refused',
        reason: 'SESSION_BUSY',
        state: {
          status: 'IN_PROGRESS',
          message: 'We are working on your onboarding.',
          nextStep: 'WAIT',
        },
      });
    expect(await see()).toEqual(before);
  });

  it('that has settled is not worked through again: its steps begin no more, and the answer says where it ended', async () => {
    const { sessionId, see } = await atWork();
    const verifying = beginning(sessionId, 1, { eventId: 'run-1:verify:started', step: 'VERIFY_IDENTITY' });
    await publishAll(beginning(sessionId), verifying);
    // While it is at work, whoever repeats it is told to go on.
    expect(await api.journal.publish(beginning(sessionId))).toMatchObject({ event: { sequence: 3 } });

    await publishAll(
      ending(sessionId, 1, 'NEW_PICTURE_REQUIRED', {
        reason: 'PICTURE_BLURRED',
        nextStep: 'UPLOAD_NEW_PICTURE',
        message: 'Too blurred.',
      }),
    );
    const settled = await see();
    for (const event of [beginning(sessionId), verifying])
      expect(await api.journal.publish(event)).toEqual({
        kind: 'refused',
        reason: 'NEW_PICTURE_NEEDED',
        state: {
          status: 'NEW_PICTURE_REQUIRED',
          reason: 'PICTURE_BLURRED',
          nextStep: 'UPLOAD_NEW_PICTURE',
          message: 'Too blurred.',
        },
      });
    expect(await see()).toEqual(settled);
  });

  it('that has settled is not worked through again either while the run after it is at work', async () => {
    const person = await atWork();
    const { sessionId, see } = person;
    await publishAll(beginning(sessionId), ending(sessionId, 1, 'NEW_PICTURE_REQUIRED'));
    await person.upload();
    await person.start();

    expect(await api.journal.publish(beginning(sessionId, 1))).toMatchObject({
      kind: 'refused',
      reason: 'SESSION_BUSY',
      state: { status: 'IN_PROGRESS' },
    });
    expect(await see()).toMatchObject({ sequence: 6 });
  });

  it('begins by itself where a message made the agent act, but never on a picture that was refused', async () => {
    const person = await atWork();
    const { sessionId } = person;
    await publishAll(ending(sessionId, 1, 'NEW_PICTURE_REQUIRED', { reason: 'PICTURE_GLARE' }));
    await person.say('Try again, please!');
    expect(await api.journal.publish(beginning(sessionId, 2))).toMatchObject({
      kind: 'refused',
      reason: 'NEW_PICTURE_NEEDED',
    });
    await person.upload();
    expect(await api.journal.publish(beginning(sessionId, 2))).toMatchObject({
      event: { status: 'IN_PROGRESS' },
    });
  });

  it.each(['REGISTERED', 'ALREADY_REGISTERED', 'UNVERIFIED', 'FAILED'] as const)(
    'that ended in %s moves no more',
    async (status) => {
      const { sessionId, see } = await atWork();
      await publishAll(ending(sessionId, 1, status));
      const ended = await see();

      const failed = {
        sessionId,
        run: 1,
        eventId: 'run-1:failed',
        kind: 'FAILED',
        status: 'FAILED',
      } as const;
      for (const event of [
        beginning(sessionId),
        failed,
        ending(sessionId, 1, 'REGISTERED', { eventId: 'other' }),
      ])
        expect(await api.journal.publish(event)).toMatchObject({
          kind: 'refused',
          reason: 'SESSION_FINISHED',
          state: { status },
        });
      expect(await see()).toEqual(ended);
    },
  );
});

describe('the attempts', () => {
  it('go down by one with each new picture that is asked for, and the last one cannot ask for another', async () => {
    const person = await atWork();
    const { sessionId, see } = person;
    for (const run of [1, 2, 3, 4]) {
      const refusal = ending(sessionId, run, 'NEW_PICTURE_REQUIRED');
      const answer = await publishAll(refusal, refusal);
      expect(answer).toMatchObject({ event: { attemptsLeft: 5 - run } });
      expect(await see()).toMatchObject({ attemptsLeft: 5 - run });
      await person.upload();
      await person.start();
    }
    const before = await see();
    // Not a refusal that a publisher knows: it has miscounted, and its run fails.
    await expect(api.journal.publish(ending(sessionId, 5, 'NEW_PICTURE_REQUIRED'))).rejects.toThrow(
      'TOO_MANY_ATTEMPTS',
    );
    expect(await see()).toEqual(before);

    const last = ending(sessionId, 5, 'FAILED', { reason: 'TOO_MANY_ATTEMPTS' });
    expect(await api.journal.publish(last)).toMatchObject({ event: { attemptsLeft: 0, status: 'FAILED' } });
    expect(await see()).toMatchObject({ attemptsLeft: 0, status: 'FAILED', reason: 'TOO_MANY_ATTEMPTS' });
  });

  it('are spent by TOO_MANY_ATTEMPTS, whatever comes with it', async () => {
    const { sessionId, see } = await atWork();
    const last = ending(sessionId, 1, 'NEW_PICTURE_REQUIRED', { reason: 'TOO_MANY_ATTEMPTS' });
    expect(await api.journal.publish(last)).toMatchObject({ event: { attemptsLeft: 0 } });
    expect(await see()).toMatchObject({ attemptsLeft: 0 });
  });

  it('are not touched by a picture that is missing', async () => {
    const { sessionId, see } = await atWork();
    await publishAll(ending(sessionId, 1, 'AWAITING_PICTURE', { reason: 'PICTURE_MISSING' }));
    expect(await see()).toMatchObject({
      attemptsLeft: 5,
      status: 'AWAITING_PICTURE',
      reason: 'PICTURE_MISSING',
    });
  });
});

describe('a long journal', () => {
  it('takes words up to its 240th entry, and keeps the rest for the steps, up to the 300th', async () => {
    const { sessionId, see } = await atWork();
    await api.talk(sessionId, 237);
    expect(await api.journal.publish(words(sessionId, 1))).toMatchObject({ event: { sequence: 240 } });
    const full = { kind: 'refused', reason: 'TOO_MANY_MESSAGES', state: { status: 'IN_PROGRESS' } };
    expect(await api.journal.publish(words(sessionId, 2))).toMatchObject(full);
    // What was said is still answered as it stands.
    expect(await api.journal.publish(words(sessionId, 1))).toMatchObject({ event: { sequence: 240 } });
    expect(await api.journal.publish(beginning(sessionId))).toMatchObject({ event: { sequence: 241 } });
    // A refusal of a step speaks of the run, not of words.
    expect(await api.journal.publish(beginning(sessionId, 2))).toMatchObject({ reason: 'SESSION_BUSY' });

    await api.talk(sessionId, 58);
    const last = ending(sessionId, 1, 'UNVERIFIED');
    const completed = beginning(sessionId, 1, { eventId: 'run-1:extract:completed', kind: 'STEP_COMPLETED' });
    expect(await api.journal.publish(completed)).toMatchObject({ event: { sequence: 300 } });
    expect(await api.journal.publish(last)).toMatchObject(full);
    expect(await see()).toMatchObject({ sequence: 300, status: 'IN_PROGRESS' });
  });

  it('has room for the steps however long and wide the words were', async () => {
    const person = await atWork();
    const { sessionId } = person;
    // Three bytes a letter; the longest message that the contract allows.
    const message = '…'.repeat(2_000);
    let said = 0;
    while ((await api.journal.publish(words(sessionId, said, { message }))).kind === 'journalled') said += 1;
    expect(said).toBe(40);
    await api.talk(sessionId, 196);

    expect(
      await publishAll(
        beginning(sessionId),
        ending(sessionId, 1, 'NEW_PICTURE_REQUIRED', {
          reason: 'LOW_CONFIDENCE',
          message: message.slice(0, 1_000),
        }),
      ),
    ).toMatchObject({ event: { sequence: 240, status: 'NEW_PICTURE_REQUIRED' } });
    await expect(person.say('Hello?')).rejects.toMatchObject({ reason: 'TOO_MANY_MESSAGES' });
  });
});
