import { throttled } from './functions';
import { ending } from './run-events';
import { noSession, sharedApi, type SessionApi } from './session-api';

let api: SessionApi;
beforeAll(async () => {
  api = await sharedApi();
});
afterEach(() => {
  api.setNow(undefined);
  api.functions.onUpload = () => {};
});

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);

describe('createIdUpload with the API key', () => {
  it('opens a session that lives for three days, with five pictures to judge and a journal that says so', async () => {
    api.setNow(new Date('2026-11-20T10:00:00.000Z'));
    const person = await api.open({ country: 'SE' });

    const at = { S: '2026-11-20T10:00:00.000Z' };
    expect(await api.item(person.sessionId)).toEqual({
      sessionId: { S: uuid },
      country: { S: 'SE' },
      status: { S: 'AWAITING_PICTURE' },
      attemptsLeft: { N: '5' },
      uploads: { N: '1' },
      messages: { N: '0' },
      letters: { N: '0' },
      run: { N: '0' },
      runStartedAt: { N: '0' },
      journal: {
        L: [
          {
            M: {
              eventId: { S: uuid },
              at,
              kind: { S: 'UPLOAD_OPENED' },
              status: { S: 'AWAITING_PICTURE' },
              nextStep: { S: 'UPLOAD_PICTURE' },
            },
          },
        ],
      },
      eventIds: { SS: [uuid] },
      createdAt: at,
      updatedAt: at,
      expiresAt: { N: String(Date.parse('2026-11-23T10:00:00.000Z') / 1000) },
    });
    expect(await person.see()).toMatchObject({
      country: 'SE',
      status: 'AWAITING_PICTURE',
      reason: null,
      message: 'Upload a picture of your ID document, then start.',
      nextStep: 'UPLOAD_PICTURE',
      attemptsLeft: 5,
      sequence: 1,
      expiresAt: '2026-11-23T10:00:00.000Z',
    });
  });

  it('is a session of its own each time', async () => {
    const people = await Promise.all(Array.from({ length: 10 }, () => api.open()));
    expect(new Set(people.map(({ sessionId }) => sessionId)).size).toBe(10);
  });

  it('has id_upload presign the announced picture for the session that was opened', async () => {
    const person = await api.open({ country: 'FI', contentType: 'image/png', contentLength: 77 });
    const { expiresAt } = await person.see();
    expect(api.functions.uploads.at(-1)).toEqual({
      sessionId: person.sessionId,
      upload: 1,
      sessionExpiresAt: expiresAt,
      picture: {
        country: 'FI',
        contentType: 'image/png',
        contentLength: 77,
        sha256: expect.stringMatching(/^A{43}=$/),
      },
    });
  });

  it.each([
    ['0 bytes', { contentLength: 0 }, 'PICTURE_EMPTY'],
    ['10 MiB and a byte', { contentLength: 10_485_761 }, 'PICTURE_TOO_LARGE'],
    ['another type', { contentType: 'image/jpeg; charset=x' }, 'PICTURE_TYPE_UNSUPPORTED'],
    ['less than no bytes', { contentLength: -1 }, 'INVALID_INPUT'],
    ['a hash that is none', { sha256: 'A'.repeat(44) }, 'INVALID_INPUT'],
  ])('of %s is refused before anything is written or presigned', async (_what, wrong, reason) => {
    const asked = api.functions.uploads.length;
    await expect(api.open(wrong)).rejects.toMatchObject({ reason });
    expect(api.functions.uploads).toHaveLength(asked);
  });

  it('takes a picture of exactly 10 MiB', async () => {
    await expect(api.open({ contentLength: 10_485_760 })).resolves.toBeDefined();
  });

  it('that cannot be presigned is SERVICE_UNAVAILABLE', async () => {
    api.functions.onUpload = throttled;
    await expect(api.open()).rejects.toMatchObject({
      reason: 'SERVICE_UNAVAILABLE',
      info: { nextStep: 'TRY_AGAIN' },
    });
  });
});

describe('createIdUpload with a session token', () => {
  it('is the next one of that session, for a document of the country that it names', async () => {
    const person = await api.open({ country: 'DK' });
    const upload = await person.upload({ country: 'NO' });

    expect(upload.sessionId).toBe(person.sessionId);
    expect(api.functions.uploads.at(-1)).toMatchObject({ sessionId: person.sessionId, upload: 2 });
    const seen = await person.see();
    expect(seen).toMatchObject({ country: 'NO', status: 'AWAITING_PICTURE', sequence: 2, attemptsLeft: 5 });
    expect(seen.events.map(({ kind }) => kind)).toEqual(['UPLOAD_OPENED', 'UPLOAD_OPENED']);
  });

  it('brings a session whose picture was refused back to AWAITING_PICTURE, and its attempts stay spent', async () => {
    const person = await api.open();
    await person.start();
    const { sessionId } = person;
    const refusal = { reason: 'PICTURE_BLURRED', nextStep: 'UPLOAD_NEW_PICTURE' } as const;
    await api.journal.publish(ending(sessionId, 1, 'NEW_PICTURE_REQUIRED', refusal));
    await person.upload();

    expect(await person.see()).toMatchObject({
      status: 'AWAITING_PICTURE',
      reason: null,
      message: 'Upload a picture of your ID document, then start.',
      nextStep: 'UPLOAD_PICTURE',
      attemptsLeft: 4,
    });
  });

  it('that could not be presigned can be opened again', async () => {
    const person = await api.open();
    api.functions.onUpload = throttled;
    await expect(person.upload()).rejects.toMatchObject({ reason: 'SERVICE_UNAVAILABLE' });
    api.functions.onUpload = () => {};
    await expect(person.upload()).resolves.toMatchObject({ sessionId: person.sessionId });
  });

  it('is SESSION_BUSY while the pipeline is at work on the picture', async () => {
    const person = await api.open();
    await person.start();
    await expect(person.upload()).rejects.toMatchObject({
      reason: 'SESSION_BUSY',
      info: { nextStep: 'WAIT' },
    });
    expect(await person.see()).toMatchObject({ status: 'IN_PROGRESS', sequence: 2 });
  });

  it.each(['REGISTERED', 'ALREADY_REGISTERED', 'UNVERIFIED', 'FAILED'] as const)(
    'is SESSION_FINISHED once the session ended in %s',
    async (status) => {
      const person = await api.open();
      await person.start();
      await api.journal.publish(ending(person.sessionId, 1, status));
      const ended = await person.see();

      await expect(person.upload()).rejects.toMatchObject({ reason: 'SESSION_FINISHED' });
      expect(await person.see()).toEqual(ended);
    },
  );

  it('is TOO_MANY_UPLOADS after twenty, however many are asked for at once', async () => {
    const person = await api.open();
    const attempts = await Promise.allSettled(Array.from({ length: 25 }, () => person.upload()));

    const refused = attempts.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(6);
    expect(refused).toEqual(
      refused.map(() =>
        expect.objectContaining({ reason: expect.objectContaining({ reason: 'TOO_MANY_UPLOADS' }) }),
      ),
    );
    const numbers = api.functions.uploads
      .filter(({ sessionId }) => sessionId === person.sessionId)
      .map(({ upload }) => upload);
    expect(numbers.sort((left, right) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect(await person.see()).toMatchObject({ sequence: 20 });
  });

  it('of a session that is gone is SESSION_NOT_FOUND, and opens none', async () => {
    const gone = api.applicant(noSession);
    await expect(gone.upload()).rejects.toMatchObject({ reason: 'SESSION_NOT_FOUND' });
    expect(await api.item(gone.sessionId)).toBeUndefined();
  });
});
