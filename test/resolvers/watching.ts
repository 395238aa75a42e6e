import type { OnboardingEvent } from '../../generated/types';
import { OnboardingEventSchema } from '../../generated/validators';
import { parse } from '../../lambdas/validation';
import { open as connect, type Frame, type Socket } from '../local/appsync/socket';
import { beginning, ending, words } from './run-events';
import { noSession, sharedApi, SUBSCRIBE, type Applicant, type SessionApi } from './session-api';

let api: SessionApi;
beforeAll(async () => {
  api = await sharedApi();
});

describe('Query.onboarding', () => {
  it('shows the journal from its beginning, or from the place after which it is asked', async () => {
    const person = await api.open();
    await person.start();
    await api.journal.publish(beginning(person.sessionId));
    const { events, sequence } = await person.see();

    expect(sequence).toBe(3);
    expect(events.map((event) => [event.sequence, event.kind])).toEqual([
      [1, 'UPLOAD_OPENED'],
      [2, 'STARTED'],
      [3, 'STEP_STARTED'],
    ]);
    for (const after of [0, 1, 2, 3, 4])
      expect(await person.see(after)).toMatchObject({ sequence: 3, events: events.slice(after) });
  });

  it('does not let later words, or another step, hide why a picture was refused', async () => {
    const person = await api.open();
    const { sessionId } = person;
    await person.start();
    const refusal = { reason: 'PICTURE_GLARE', nextStep: 'UPLOAD_NEW_PICTURE' } as const;
    await api.journal.publish(ending(sessionId, 1, 'NEW_PICTURE_REQUIRED', refusal));
    await api.journal.publish(words(sessionId, 1, { message: 'Shall we try again?' }));
    await person.say('Yes.');

    expect(await person.see()).toMatchObject({
      status: 'NEW_PICTURE_REQUIRED',
      reason: 'PICTURE_GLARE',
      message: 'Light is reflected in the document. Tilt it or move away from the lamp.',
      nextStep: 'UPLOAD_NEW_PICTURE',
    });
  });

  it("knows only the session of the caller's token, whether another one exists or not", async () => {
    const [owner, stranger] = [await api.open(), await api.open()];
    for (const sessionId of [owner.sessionId, noSession, ''])
      await expect(stranger.see(0, sessionId)).rejects.toMatchObject({
        reason: 'SESSION_NOT_FOUND',
        message: 'SESSION_NOT_FOUND: We cannot find that onboarding.',
        info: { nextStep: 'START_AGAIN' },
      });
    await expect(api.applicant(noSession).see()).rejects.toMatchObject({ reason: 'SESSION_NOT_FOUND' });
  });

  it.each(['onboarding_orchestrator', 'onboarding_agent'])(
    'tells %s the same as the person, of any session',
    async (name) => {
      const person = await api.open();
      await person.start();
      expect(await api.journalOf(name).read(person.sessionId)).toEqual(await person.see());
      expect(await api.journalOf(name).read(noSession)).toBeUndefined();
    },
  );

  it('is not for onboarding_failed, which only publishes', async () => {
    const { sessionId } = await api.open();
    await expect(api.journalOf('onboarding_failed').read(sessionId)).rejects.toThrow('Unauthorized');
  });
});

describe('Subscription.onOnboardingEvent', () => {
  const sockets: Socket[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  /** Connects with a person's token and subscribes to a session, their own unless said otherwise. */
  const listen = async (person: Applicant, sessionId = person.sessionId): Promise<[Socket, Frame]> => {
    const authorization = { host: new URL(api.url).host, Authorization: person.token };
    const socket = await connect(api, { authorization });
    sockets.push(socket);
    return [socket, await socket.start('1', SUBSCRIBE, { variables: { sessionId } })];
  };

  const eventsOf = (socket: Socket): OnboardingEvent[] =>
    socket.frames.flatMap(({ type, payload }) => {
      if (type !== 'data') return [];
      const { onOnboardingEvent } = Object(payload?.data);
      return [parse(OnboardingEventSchema(), onOnboardingEvent, 'event')];
    });

  it('brings each published event of the session as the journal has it, and no event of another one', async () => {
    const [watched, other] = [await api.open(), await api.open()];
    const { sessionId } = watched;
    await Promise.all([watched.start(), other.start()]);
    const [socket] = await listen(watched);
    await listen(other);

    await api.journal.publish(beginning(other.sessionId));
    await api.journal.publish(beginning(sessionId));
    await api.journal.publish(words(other.sessionId, 1));
    await api.journal.publish(words(sessionId, 1));
    await api.journal.publish(ending(other.sessionId, 1, 'UNVERIFIED'));
    await api.journal.publish(ending(sessionId, 1, 'REGISTERED', { nextStep: 'NONE' }));
    await socket.next(({ payload }) => JSON.stringify(payload ?? '').includes('REGISTERED'));

    expect(eventsOf(socket)).toEqual((await watched.see(2)).events);
  });

  it('brings no event that was refused', async () => {
    const person = await api.open();
    const { sessionId } = person;
    await person.start();
    const [socket] = await listen(person);
    await api.journal.publish(ending(sessionId, 2, 'REGISTERED'));
    await api.journal.publish(words(sessionId, 1));
    await socket.next(({ type }) => type === 'data');

    expect(eventsOf(socket).map(({ kind }) => kind)).toEqual(['AGENT_MESSAGE']);
  });

  it("is SESSION_NOT_FOUND for anybody but the session's own token", async () => {
    const [owner, stranger] = [await api.open(), await api.open()];
    for (const sessionId of [owner.sessionId, noSession]) {
      const [, answer] = await listen(stranger, sessionId);
      expect(answer).toMatchObject({
        type: 'error',
        payload: { errors: [{ errorType: 'SESSION_NOT_FOUND' }] },
      });
    }
    const socket = await connect(api);
    sockets.push(socket);
    const byKey = await socket.start('1', SUBSCRIBE, { variables: { sessionId: owner.sessionId } });
    expect(byKey).toMatchObject({ type: 'error' });
  });
});
