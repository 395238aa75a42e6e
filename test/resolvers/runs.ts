import { throttled } from './functions';
import { beginning, ending, words } from './run-events';
import { noSession, sharedApi, type SessionApi } from './session-api';

let api: SessionApi;
beforeAll(async () => {
  api = await sharedApi();
});
afterEach(() => {
  api.setNow(undefined);
  api.functions.onTurn = () => {};
});

const turnsOf = (sessionId: string) => api.functions.turns.filter((turn) => turn.sessionId === sessionId);

/** The reasons of those that were refused, in order. */
const refusals = (attempts: PromiseSettledResult<unknown>[]): string[] =>
  attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [String(attempt.reason.reason)] : []));

describe('startOnboarding', () => {
  it('answers IN_PROGRESS, journals STARTED, and hands the turn to the agent as an event', async () => {
    const person = await api.open({ country: 'NO' });
    const { sessionId } = person;
    const started = await person.start({ message: 'Hej, I am new here.' });

    expect(started).toMatchObject({
      sessionId,
      status: 'IN_PROGRESS',
      reason: null,
      message: 'We are working on your onboarding.',
      nextStep: 'WAIT',
      attemptsLeft: 5,
      sequence: 2,
    });
    expect(started.events.at(-1)).toMatchObject({
      kind: 'STARTED',
      message: 'Hej, I am new here.',
      status: 'IN_PROGRESS',
    });
    expect(turnsOf(sessionId)).toEqual([
      {
        sessionId,
        run: 1,
        start: true,
        country: 'NO',
        language: 'da',
        attemptsLeft: 5,
        message: 'Hej, I am new here.',
      },
    ]);
  });

  it('says nothing for a person who says nothing', async () => {
    const person = await api.open();
    const { events } = await person.start();
    expect(events.at(-1)).toMatchObject({ kind: 'STARTED', message: null });
    expect(turnsOf(person.sessionId)[0]?.message ?? null).toBeNull();
  });

  it('that is repeated with its clientRequestId answers with the present state and wakes no second agent', async () => {
    const person = await api.open();
    const clientRequestId = 'the-one-start';
    await Promise.all(Array.from({ length: 5 }, () => person.start({ clientRequestId })));
    await api.journal.publish(ending(person.sessionId, 1, 'REGISTERED', { nextStep: 'NONE' }));

    expect(await person.start({ clientRequestId })).toMatchObject({ status: 'REGISTERED', sequence: 3 });
    expect(turnsOf(person.sessionId)).toHaveLength(1);
  });

  it('that is repeated late, after the start that followed it, still changes nothing', async () => {
    const person = await api.open();
    const { sessionId } = person;
    await person.start({ clientRequestId: 'first-start' });
    await api.journal.publish(ending(sessionId, 1, 'AWAITING_PICTURE', { reason: 'PICTURE_MISSING' }));
    await person.start({ clientRequestId: 'second-start' });
    await api.journal.publish(ending(sessionId, 2, 'AWAITING_PICTURE', { reason: 'PICTURE_MISSING' }));

    expect(await person.start({ clientRequestId: 'first-start' })).toMatchObject({
      status: 'AWAITING_PICTURE',
      reason: 'PICTURE_MISSING',
      sequence: 5,
    });
    expect(turnsOf(sessionId).map(({ run }) => run)).toEqual([1, 2]);
  });

  it('of twenty at once runs exactly one, and SESSION_BUSY is what the others hear', async () => {
    const person = await api.open();
    const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => person.start()));

    expect(refusals(attempts)).toEqual(Array(19).fill('SESSION_BUSY'));
    expect(turnsOf(person.sessionId).map(({ run }) => run)).toEqual([1]);
    expect((await person.see()).events.map(({ kind }) => kind)).toEqual(['UPLOAD_OPENED', 'STARTED']);
  });

  it('takes over a run that has been silent for more than fifteen minutes, and not a minute earlier', async () => {
    const person = await api.open();
    const opened = Date.now();
    await person.start();
    api.setNow(new Date(opened + 14 * 60_000));
    await expect(person.start()).rejects.toMatchObject({ reason: 'SESSION_BUSY' });

    api.setNow(new Date(opened + 15 * 60_000 + 5_000));
    expect(await person.start()).toMatchObject({ status: 'IN_PROGRESS', sequence: 3 });
    expect(turnsOf(person.sessionId).map(({ run }) => run)).toEqual([1, 2]);
    await expect(person.start()).rejects.toMatchObject({ reason: 'SESSION_BUSY' });

    // The dead run, should it wake up, has no say any more.
    api.setNow(undefined);
    expect(await api.journal.publish(ending(person.sessionId, 1, 'FAILED'))).toMatchObject({
      kind: 'refused',
      reason: 'SESSION_BUSY',
    });
    expect(await api.journal.publish(ending(person.sessionId, 2, 'REGISTERED'))).toMatchObject({
      kind: 'journalled',
    });
  });

  it('is NEW_PICTURE_NEEDED for a refused picture, and runs again on the next one', async () => {
    const person = await api.open();
    const { sessionId } = person;
    await person.start();
    await api.journal.publish(ending(sessionId, 1, 'NEW_PICTURE_REQUIRED', { reason: 'PICTURE_GLARE' }));
    await expect(person.start()).rejects.toMatchObject({
      reason: 'NEW_PICTURE_NEEDED',
      info: { nextStep: 'UPLOAD_NEW_PICTURE' },
    });

    await person.upload();
    await person.start();
    expect(turnsOf(sessionId).at(-1)).toMatchObject({ run: 2, attemptsLeft: 4 });
  });

  it.each(['REGISTERED', 'ALREADY_REGISTERED', 'UNVERIFIED', 'FAILED'] as const)(
    'is SESSION_FINISHED once the session ended in %s',
    async (status) => {
      const person = await api.open();
      await person.start();
      await api.journal.publish(ending(person.sessionId, 1, status));
      const ended = await person.see();

      await expect(person.start()).rejects.toMatchObject({ reason: 'SESSION_FINISHED' });
      // Nor does time change that.
      api.setNow(new Date(Date.now() + 16 * 60_000));
      await expect(person.start()).rejects.toMatchObject({ reason: 'SESSION_FINISHED' });
      expect(await person.see()).toEqual(ended);
    },
  );

  it('of a session that is gone, or of somebody else, is SESSION_NOT_FOUND', async () => {
    const [owner, stranger] = [await api.open(), await api.open()];
    const gone = api.applicant(noSession);

    await expect(gone.start()).rejects.toMatchObject({ reason: 'SESSION_NOT_FOUND' });
    await expect(stranger.start({ sessionId: owner.sessionId })).rejects.toMatchObject({
      reason: 'SESSION_NOT_FOUND',
    });
    expect(await owner.see()).toMatchObject({ status: 'AWAITING_PICTURE', sequence: 1 });
    expect(turnsOf(owner.sessionId)).toEqual([]);
  });

  it.each([
    ['clientRequestId', { clientRequestId: 'short' }],
    ['message', { message: 'x'.repeat(1_001) }],
  ])('with a bad %s is INVALID_INPUT, names the field, and changes nothing', async (field, wrong) => {
    const person = await api.open();
    await expect(person.start(wrong)).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
      info: { field, nextStep: 'CORRECT_REQUEST' },
    });
    expect(await person.see()).toMatchObject({ status: 'AWAITING_PICTURE', sequence: 1 });
  });
});

describe('an agent that cannot be woken', () => {
  it('is SERVICE_UNAVAILABLE: the session awaits its start again and says why', async () => {
    const person = await api.open();
    api.functions.onTurn = throttled;
    await expect(person.start()).rejects.toMatchObject({
      reason: 'SERVICE_UNAVAILABLE',
      info: { nextStep: 'TRY_AGAIN' },
    });
    expect(await person.see()).toMatchObject({
      status: 'AWAITING_PICTURE',
      reason: 'SERVICE_UNAVAILABLE',
      message: 'The service is busy. Try again in a moment.',
      nextStep: 'TRY_AGAIN',
      attemptsLeft: 5,
      sequence: 3,
    });

    api.functions.onTurn = () => {};
    await expect(person.start()).resolves.toMatchObject({ status: 'IN_PROGRESS', reason: null, sequence: 4 });
  });

  it('is started by a retry of the very same request', async () => {
    const person = await api.open();
    const clientRequestId = 'sent-again-and-again';
    api.functions.onTurn = throttled;
    await expect(person.start({ clientRequestId })).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    await expect(person.start({ clientRequestId })).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    api.functions.onTurn = () => {};
    expect(await person.start({ clientRequestId })).toMatchObject({ status: 'IN_PROGRESS' });
    expect(await person.start({ clientRequestId })).toMatchObject({ status: 'IN_PROGRESS' });

    expect(turnsOf(person.sessionId).map(({ run }) => run)).toEqual([1, 2, 3]);
    const ids = (await person.see()).events.map(({ eventId }) => eventId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('leaves alone a session that has come to its end all the same', async () => {
    const person = await api.open();
    api.functions.onTurn = async ({ sessionId, run }) => {
      await api.journal.publish(ending(sessionId, run, 'REGISTERED', { nextStep: 'NONE' }));
      throttled();
    };
    await expect(person.start()).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    expect(await person.see()).toMatchObject({ status: 'REGISTERED', nextStep: 'NONE', sequence: 3 });
  });

  it('to take a message changes nothing of where the session stands, and why', async () => {
    const person = await api.open();
    const { sessionId } = person;
    await person.start();
    const refusal = { reason: 'PICTURE_BLURRED', nextStep: 'UPLOAD_NEW_PICTURE' } as const;
    await api.journal.publish(ending(sessionId, 1, 'NEW_PICTURE_REQUIRED', refusal));
    const { status, reason, message, nextStep, attemptsLeft } = await person.see();

    api.functions.onTurn = throttled;
    await expect(person.say('Why?', { clientRequestId: 'why-oh-why' })).rejects.toMatchObject({
      reason: 'SERVICE_UNAVAILABLE',
    });
    const seen = await person.see();
    expect(seen).toMatchObject({ status, reason, message, nextStep, attemptsLeft, sequence: 5 });
    expect(seen.events.at(-1)).toMatchObject({
      kind: 'FAILED',
      reason: 'SERVICE_UNAVAILABLE',
      status,
      nextStep,
      attemptsLeft,
    });

    api.functions.onTurn = () => {};
    await person.say('Why?', { clientRequestId: 'why-oh-why' });
    expect(turnsOf(sessionId).at(-1)).toMatchObject({ start: false, message: 'Why?' });
  });

  it('to take a message leaves alone an upload that was opened meanwhile', async () => {
    const person = await api.open();
    await person.start();
    await api.journal.publish(ending(person.sessionId, 1, 'NEW_PICTURE_REQUIRED'));
    api.functions.onTurn = async () => {
      await person.upload();
      throttled();
    };
    await expect(person.say('Why?')).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    expect(await person.see()).toMatchObject({ status: 'AWAITING_PICTURE', nextStep: 'UPLOAD_PICTURE' });
  });

  it('to take a message takes it when it is sent again, whatever began meanwhile', async () => {
    const person = await api.open();
    const { sessionId } = person;
    await person.start();
    await api.journal.publish(ending(sessionId, 1, 'AWAITING_PICTURE', { reason: 'PICTURE_MISSING' }));
    const clientRequestId = 'is-anyone-there';
    api.functions.onTurn = async ({ run }) => {
      api.functions.onTurn = () => {};
      await person.start();
      await api.journal.publish(
        ending(sessionId, run + 1, 'AWAITING_PICTURE', { reason: 'PICTURE_MISSING' }),
      );
      throttled();
    };
    await expect(person.say('Hello?', { clientRequestId })).rejects.toMatchObject({
      reason: 'SERVICE_UNAVAILABLE',
    });
    await person.say('Hello?', { clientRequestId });
    expect(turnsOf(sessionId).at(-1)).toMatchObject({ run: 4, start: false, message: 'Hello?' });
  });
});

describe('sendMessage', () => {
  it('is SESSION_NOT_STARTED before the first start', async () => {
    const person = await api.open();
    await expect(person.say('Hello?')).rejects.toMatchObject({
      reason: 'SESSION_NOT_STARTED',
      info: { nextStep: 'UPLOAD_PICTURE' },
    });
    expect(await person.see()).toMatchObject({ sequence: 1 });
    expect(turnsOf(person.sessionId)).toEqual([]);
  });

  it.each(['AWAITING_PICTURE', 'NEW_PICTURE_REQUIRED'] as const)(
    'in %s journals the words, wakes the agent in a run of its own, and leaves the session where it is',
    async (status) => {
      const person = await api.open();
      const { sessionId } = person;
      await person.start();
      await api.journal.publish(ending(sessionId, 1, status, { reason: 'PICTURE_MISSING' }));
      const before = await person.see();
      const after = await person.say('What was wrong with it?');

      expect(after).toMatchObject({
        status,
        reason: before.reason,
        message: before.message,
        nextStep: before.nextStep,
        attemptsLeft: before.attemptsLeft,
        sequence: before.sequence + 1,
      });
      expect(after.events.at(-1)).toMatchObject({
        kind: 'PERSON_MESSAGE',
        message: 'What was wrong with it?',
        status,
      });
      expect(turnsOf(sessionId).at(-1)).toMatchObject({
        run: 2,
        start: false,
        message: 'What was wrong with it?',
      });
    },
  );

  it('is SESSION_BUSY while the pipeline is at work, and SESSION_FINISHED after the end', async () => {
    const person = await api.open();
    await person.start();
    await expect(person.say('Hello?')).rejects.toMatchObject({ reason: 'SESSION_BUSY' });
    await api.journal.publish(ending(person.sessionId, 1, 'UNVERIFIED'));
    await expect(person.say('Hello?')).rejects.toMatchObject({
      reason: 'SESSION_FINISHED',
      info: { nextStep: 'NONE' },
    });
    expect(await person.see()).toMatchObject({ status: 'UNVERIFIED', sequence: 3 });
  });

  it('that is repeated with its clientRequestId is said once, also after the message that followed it', async () => {
    const person = await rested();
    await person.say('First.', { clientRequestId: 'message-1' });
    await person.say('First.', { clientRequestId: 'message-1' });
    await person.say('Second.', { clientRequestId: 'message-2' });
    await person.say('First.', { clientRequestId: 'message-1' });

    expect((await person.see(3)).events.map(({ message }) => message)).toEqual(['First.', 'Second.']);
    expect(turnsOf(person.sessionId).map(({ message }) => message ?? '')).toEqual(['', 'First.', 'Second.']);
  });

  it('lets the agent run the pipeline: its run may move the session, the run before may not', async () => {
    const person = await rested();
    const { sessionId } = person;
    await person.say('I have uploaded it now.');
    expect(await api.journal.publish(beginning(sessionId, 1))).toMatchObject({ kind: 'refused' });
    expect(await api.journal.publish(beginning(sessionId, 2))).toMatchObject({
      event: { status: 'IN_PROGRESS', sequence: 5 },
    });
    await expect(person.start()).rejects.toMatchObject({ reason: 'SESSION_BUSY' });
  });

  it('is TOO_MANY_MESSAGES after fifty', async () => {
    const person = await rested();
    const attempts = await Promise.allSettled(Array.from({ length: 53 }, () => person.say('Hello?')));

    expect(refusals(attempts)).toEqual(Array(3).fill('TOO_MANY_MESSAGES'));
    expect(await person.see()).toMatchObject({ status: 'AWAITING_PICTURE', sequence: 53 });
    expect(turnsOf(person.sessionId)).toHaveLength(51);
    // The onboarding itself goes on.
    await expect(person.start()).resolves.toMatchObject({ status: 'IN_PROGRESS' });
  });

  it('and a start are TOO_MANY_MESSAGES once the agent has talked the journal full', async () => {
    const person = await rested();
    const { sessionId } = person;
    await api.talk(sessionId, 236);
    expect(await api.journal.publish(words(sessionId, 1))).toMatchObject({ kind: 'journalled' });

    for (const attempt of [person.say('Stop!'), person.start()])
      await expect(attempt).rejects.toMatchObject({
        reason: 'TOO_MANY_MESSAGES',
        info: { nextStep: 'CONTACT_BANK' },
      });
    expect(await person.see()).toMatchObject({ status: 'AWAITING_PICTURE', sequence: 240 });
  });

  it.each([
    ['no words', ''],
    ['1001 characters', 'x'.repeat(1_001)],
  ])('of %s is INVALID_INPUT, names the field, and changes nothing', async (_what, text) => {
    const person = await rested();
    await expect(person.say(text)).rejects.toMatchObject({
      reason: 'INVALID_INPUT',
      info: { field: 'text' },
    });
    expect(await person.see()).toMatchObject({ sequence: 3 });
  });

  it("to somebody else's session is SESSION_NOT_FOUND", async () => {
    const [owner, stranger] = [await rested(), await rested()];
    await expect(stranger.say('Hello?', { sessionId: owner.sessionId })).rejects.toMatchObject({
      reason: 'SESSION_NOT_FOUND',
    });
    expect(await owner.see()).toMatchObject({ sequence: 3 });
  });

  /** Somebody whose first run found no picture: three entries, AWAITING_PICTURE. */
  const rested = async () => {
    const person = await api.open();
    await person.start();
    await api.journal.publish(ending(person.sessionId, 1, 'AWAITING_PICTURE', { reason: 'PICTURE_MISSING' }));
    return person;
  };
});
