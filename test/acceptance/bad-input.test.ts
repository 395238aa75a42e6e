import { type Person, sha256 } from '../../tools/person';
import { newPerson, refusal, specimen, startAndWatch, uploadPicture } from './applicant';
import { api } from './stack';

const picture = specimen('dk-passport-blurred.jpg');
const apiKey = { authMode: 'apiKey' } as const;

const announce = (input: Record<string, unknown>) =>
  newPerson().call(
    'createIdUpload',
    {
      input: {
        country: 'DK',
        contentType: 'image/jpeg',
        contentLength: picture.length,
        sha256: sha256(picture),
        ...input,
      },
    },
    apiKey,
  );

describe('an announced picture', () => {
  it.each([
    ['0 bytes', { contentLength: 0 }, 'PICTURE_EMPTY'],
    ['over 10 MB', { contentLength: 10 * 1024 * 1024 + 1 }, 'PICTURE_TOO_LARGE'],
    ['a GIF', { contentType: 'image/gif' }, 'PICTURE_TYPE_UNSUPPORTED'],
    ['a negative size', { contentLength: -1 }, 'INVALID_INPUT'],
    ['no SHA-256', { sha256: 'abc' }, 'INVALID_INPUT'],
  ])('of %s is refused with a reason, a sentence and the next step', async (_name, input, reason) => {
    const answer = await refusal(announce(input));
    expect(answer.reason).toBe(reason);
    expect(answer.message).toMatch(/^[A-Z].*\.$/);
    expect(answer.info.nextStep).toMatch(/UPLOAD_NEW_PICTURE|CORRECT_REQUEST/);
  });

  it.each([
    ['an unknown country', { country: 'XX' }, /country/i],
    ['a missing field', { sha256: undefined }, /sha256/],
  ])('with %s is refused by the contract', async (_name, input, message) => {
    expect((await refusal(announce(input))).message).toMatch(message);
  });
});

describe('the presigned URL', () => {
  it('takes the announced bytes once, and nothing else', async () => {
    const person = newPerson();
    const upload = await person.openUpload(picture, 'image/jpeg');
    const tampered = Buffer.from(picture);
    tampered[tampered.length - 1] = (tampered.at(-1) ?? 0) ^ 1;

    for (const other of [
      tampered,
      picture.subarray(1),
      Buffer.concat([picture, Buffer.from('x')]),
      Buffer.alloc(0),
    ]) {
      expect((await refusal(person.upload(other, upload))).reason).not.toBe('');
    }
    const asPng = {
      ...upload,
      headers: upload.headers.map((header) =>
        header.name === 'content-type' ? { ...header, value: 'image/png' } : header,
      ),
    };
    expect((await refusal(person.upload(picture, asPng))).reason).toBe('SignatureDoesNotMatch');
    const elsewhere = { ...upload, url: upload.url.replace('/uploads/', '/uploads/x') };
    expect((await refusal(person.upload(picture, elsewhere))).reason).toBe('SignatureDoesNotMatch');

    await person.upload(picture, upload);
    expect((await refusal(person.upload(picture, upload))).reason).toBe('PreconditionFailed');
  });
});

describe('an uploaded file', () => {
  it.each([
    [
      'text that calls itself a JPEG',
      Buffer.from('This is not a picture. '.repeat(40)),
      'PICTURE_NOT_AN_IMAGE',
    ],
    ['a truncated JPEG', specimen('dk-passport.jpg').subarray(0, 20_000), 'PICTURE_DAMAGED'],
    ['a picture with no document in it', specimen('not-a-document.jpg'), 'NO_DOCUMENT_FOUND'],
  ])('that is %s ends in a request for a new one with the reason', async (_name, bytes, reason) => {
    const person = newPerson();
    await uploadPicture(person, bytes);
    const events = await startAndWatch(person);
    expect(events.at(-1)).toMatchObject({
      status: 'NEW_PICTURE_REQUIRED',
      reason,
      nextStep: 'UPLOAD_NEW_PICTURE',
    });
  });

  it('of a document without machine-readable lines is refused for that, not for the picture', async () => {
    const person = newPerson('DK');
    await uploadPicture(person, specimen('dk-driving-licence.jpg'));
    const events = await startAndWatch(person);
    expect(events.at(-1)).toMatchObject({ status: 'NEW_PICTURE_REQUIRED', reason: 'DOCUMENT_WITHOUT_MRZ' });
  });

  it('from another country than the chosen one is refused, and that is the reason', async () => {
    const person = newPerson('SE');
    await uploadPicture(person, specimen('fi-passport.jpg'));
    const events = await startAndWatch(person);
    expect(events.at(-1)).toMatchObject({ status: 'NEW_PICTURE_REQUIRED', reason: 'COUNTRY_MISMATCH' });
  });
});

describe('a start', () => {
  it('without an uploaded picture says so, spends no attempt, and works once the picture is there', async () => {
    const person = newPerson();
    const upload = await person.openUpload(picture, 'image/jpeg');
    const events = await startAndWatch(person);
    expect(events.at(-1)).toMatchObject({
      reason: 'PICTURE_MISSING',
      status: 'AWAITING_PICTURE',
      attemptsLeft: 5,
    });

    await person.upload(picture, upload);
    expect((await startAndWatch(person)).at(-1)).toMatchObject({
      reason: 'PICTURE_BLURRED',
      attemptsLeft: 4,
    });
  });

  it('that is sent twice with one clientRequestId runs once; a second one meanwhile is SESSION_BUSY', async () => {
    const person = newPerson();
    await uploadPicture(person, picture);
    const [first, repeated] = await Promise.all([
      person.start('Hi', 'request-0001'),
      person.start('Hi', 'request-0001'),
    ]);
    expect([first.status, repeated.status]).toEqual(['IN_PROGRESS', 'IN_PROGRESS']);
    expect((await refusal(person.start('Hi', 'request-0002'))).reason).toBe('SESSION_BUSY');
    const { events } = await person.onboarding();
    expect(events.filter((event) => event.kind === 'STARTED')).toHaveLength(1);
  });

  it.each([
    ['an empty clientRequestId', { clientRequestId: '' }],
    ['a clientRequestId with a space', { clientRequestId: 'not a request id' }],
    ['a message of 1001 characters', { message: 'x'.repeat(1001) }],
  ])('with %s is INVALID_INPUT and changes nothing', async (_name, wrong) => {
    const person = newPerson();
    await uploadPicture(person, picture);
    const input = { sessionId: person.sessionId, clientRequestId: 'request-0001', language: 'da', ...wrong };
    const auth = { authMode: 'lambda', authToken: person.sessionToken } as const;
    const answer = await refusal(person.call('startOnboarding', { input }, auth));
    expect(answer).toMatchObject({ reason: 'INVALID_INPUT', info: { field: Object.keys(wrong)[0] } });
    expect(await person.onboarding()).toMatchObject({ status: 'AWAITING_PICTURE', sequence: 1 });
  });
});

describe('a message', () => {
  it('before the start, empty, or to a finished session is refused with the reason', async () => {
    const person = newPerson('NO');
    await uploadPicture(person, specimen('no-passport-deceased.jpg'));
    expect((await refusal(person.say('Hello?'))).reason).toBe('SESSION_NOT_STARTED');
    expect((await refusal(person.say(''))).reason).toBe('INVALID_INPUT');
    await startAndWatch(person);
    expect((await refusal(person.say('Why?'))).reason).toBe('SESSION_FINISHED');
    expect((await refusal(person.start())).reason).toBe('SESSION_FINISHED');
    expect((await refusal(person.openUpload(picture, 'image/jpeg'))).reason).toBe('SESSION_FINISHED');
  });
});

describe("somebody else's session", () => {
  it('does not exist: not to read, start, write to, or listen to', async () => {
    const [owner, stranger] = [newPerson(), newPerson()];
    await uploadPicture(owner, picture);
    await uploadPicture(stranger, picture);
    const auth = { authMode: 'lambda', authToken: stranger.sessionToken } as const;
    const input = { sessionId: owner.sessionId, clientRequestId: 'request-0001' };

    const attempts = [
      stranger.call('onboarding', { sessionId: owner.sessionId }, auth),
      stranger.call('onboarding', { sessionId: '00000000-0000-4000-8000-000000000000' }, auth),
      stranger.call('startOnboarding', { input: { ...input, language: 'da' } }, auth),
      stranger.call('sendMessage', { input: { ...input, text: 'Hello' } }, auth),
    ];
    for (const attempt of attempts) expect((await refusal(attempt)).reason).toBe('SESSION_NOT_FOUND');
    expect(await listenError(stranger, owner.sessionId)).toContain('SESSION_NOT_FOUND');
    expect(await owner.onboarding()).toMatchObject({ status: 'AWAITING_PICTURE', sequence: 1 });
  });

  it('is not opened by a made-up token, a token with another signature, or the API key', async () => {
    const person = newPerson();
    await uploadPicture(person, picture);
    const [header, payload] = person.sessionToken.split('.');
    for (const authToken of ['x.y.z', `${header}.${payload}.AAAA`, 'nonsense']) {
      const attempt = person.call(
        'onboarding',
        { sessionId: person.sessionId },
        { authMode: 'lambda', authToken },
      );
      expect((await refusal(attempt)).reason).toMatch(/Unauthorized/);
    }
    const byKey = person.call('onboarding', { sessionId: person.sessionId }, apiKey);
    expect((await refusal(byKey)).reason).toMatch(/Unauthorized/);
  });
});

describe("the Lambdas' own mutation", () => {
  it('is closed to the API key and to session tokens', async () => {
    const person = newPerson();
    await uploadPicture(person, picture);
    const query = `mutation { publishOnboardingEvent(input: {
      sessionId: "${person.sessionId}", run: 1, eventId: "forged", kind: STEP_COMPLETED, status: REGISTERED
    }) { sequence } }`;
    for (const headers of [{ 'x-api-key': api().apiKey }, { authorization: person.sessionToken }]) {
      const answer = await fetch(api().graphQLUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers } as Record<string, string>,
        body: JSON.stringify({ query }),
      });
      expect(await answer.text()).toContain('Unauthorized');
    }
    expect(await person.onboarding()).toMatchObject({ status: 'AWAITING_PICTURE' });
  });
});

/** Subscribes to a session and resolves with the error that comes instead of events. */
const listenError = (person: Person, sessionId: string): Promise<string> =>
  new Promise((resolve) => {
    person.listenTo(sessionId, {
      next: () => undefined,
      error: (failure) => resolve(JSON.stringify(failure)),
    });
  });
