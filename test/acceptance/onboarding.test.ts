import type { OnboardingEvent } from '../../generated/types';
import { registered } from './stack';
import { newPerson, refusal, specimen, startAndWatch, uploadPicture } from './applicant';

const steps = (events: OnboardingEvent[]): string[] =>
  events.filter((event) => event.step).map((event) => `${event.step} ${event.kind}`);

const wholePipeline = ['EXTRACT_ID', 'VERIFY_IDENTITY', 'CREATE_CUSTOMER'].flatMap((step) => [
  `${step} STEP_STARTED`,
  `${step} STEP_COMPLETED`,
]);

describe('a person with a Danish passport', () => {
  it('is registered, and told so once; with the same passport in a new session is told that they were already', async () => {
    const person = newPerson('DK');
    await uploadPicture(person, specimen('dk-passport.jpg'));
    const events = await startAndWatch(person);

    expect(steps(events)).toEqual(wholePipeline);
    const last = events.at(-1);
    expect(last).toMatchObject({ step: 'CREATE_CUSTOMER', nextStep: 'NONE' });
    expect(last?.status).toMatch(registered());
    expect(last?.message).toMatch(
      last?.status === 'REGISTERED'
        ? /^Thank you\. You are now registered\. Email: \S+@\S+ ID: --\w{4}$/
        : /^User already registered$/,
    );

    const again = newPerson('DK');
    await uploadPicture(again, specimen('dk-passport.jpg'));
    const repeated = await startAndWatch(again);
    expect(repeated.at(-1)).toMatchObject({
      status: 'ALREADY_REGISTERED',
      message: 'User already registered',
    });
    expect(repeated.at(-1)?.registration ?? null).toBeNull();
  });
});

describe.each([
  ['SE', 'se-identity-card.jpg'],
  ['SE', 'se-passport.jpg'],
  ['NO', 'no-passport.jpg'],
  ['FI', 'fi-passport.jpg'],
] as const)('a person in %s with %s', (country, picture) => {
  it('is registered from what was read in the picture', async () => {
    const person = newPerson(country);
    await uploadPicture(person, specimen(picture));
    const events = await startAndWatch(person);
    expect(events.at(-1)?.status).toMatch(registered());
    const read = events.find((event) => event.step === 'EXTRACT_ID' && event.kind === 'STEP_COMPLETED');
    expect(read?.confidence).toBeGreaterThanOrEqual(0.9);
  });
});

describe('a person whose first picture is blurred', () => {
  it('is asked for a new one with the reason, in the same session, and then registered', async () => {
    const person = newPerson('FI');
    await uploadPicture(person, specimen('dk-passport-blurred.jpg'));
    const refused = await startAndWatch(person);
    expect(refused.at(-1)).toMatchObject({
      kind: 'STEP_STOPPED',
      step: 'EXTRACT_ID',
      status: 'NEW_PICTURE_REQUIRED',
      reason: 'PICTURE_BLURRED',
      nextStep: 'UPLOAD_NEW_PICTURE',
      attemptsLeft: 4,
    });
    expect(refused.at(-1)?.confidence).toBeLessThan(0.9);

    expect(await refusal(person.start())).toMatchObject({ reason: 'NEW_PICTURE_NEEDED' });

    await uploadPicture(person, specimen('fi-identity-card.jpg'));
    const accepted = await startAndWatch(person);
    expect(accepted.at(-1)?.status).toMatch(registered());
  });
});

describe('the journal', () => {
  it('is gapless, keeps the whole talk, and answers from any place on', async () => {
    const person = newPerson('NO');
    await uploadPicture(person, specimen('no-passport-deceased.jpg'));
    await startAndWatch(person);

    const { events, sequence } = await person.onboarding();
    expect(events.map((event) => event.sequence)).toEqual(events.map((_, index) => index + 1));
    expect(new Set(events.map((event) => event.eventId)).size).toBe(events.length);
    expect(events[0]).toMatchObject({ kind: 'UPLOAD_OPENED', status: 'AWAITING_PICTURE' });
    expect(events[1]).toMatchObject({ kind: 'STARTED', message: 'Hello', status: 'IN_PROGRESS' });

    const tail = await person.onboarding(3);
    expect(tail.events.map((event) => event.sequence)[0]).toBe(4);
    expect(tail.sequence).toBeGreaterThanOrEqual(sequence);
  });
});

describe('the agent', () => {
  it('speaks to the person while the steps run', async () => {
    const person = newPerson('SE');
    await uploadPicture(person, specimen('se-passport-expired.jpg'));
    const events = await startAndWatch(person);
    expect(events.at(-1)).toMatchObject({ reason: 'DOCUMENT_EXPIRED', status: 'NEW_PICTURE_REQUIRED' });

    const spoken = await eventually(async () => {
      const { events: all } = await person.onboarding();
      const words = all.filter((event) => event.kind === 'AGENT_MESSAGE').map((event) => event.message);
      return words.length > 1 ? words : [];
    });
    expect(spoken[0]).toContain('I will check it now');
    expect(spoken[1]).toContain('expired');
  });

  it('answers a message between two pictures, and the message is in the journal', async () => {
    const person = newPerson('SE');
    await uploadPicture(person, specimen('not-a-document.jpg'));
    const stopped = await startAndWatch(person);
    expect(stopped.at(-1)).toMatchObject({ reason: 'NO_DOCUMENT_FOUND' });
    const { sequence } = await person.say('How far are we?');

    const answers = await eventually(async () =>
      (await person.onboarding(sequence)).events.filter((event) => event.kind === 'AGENT_MESSAGE'),
    );
    expect(answers.length).toBeGreaterThan(0);
    expect(await person.onboarding()).toMatchObject({ status: 'NEW_PICTURE_REQUIRED', attemptsLeft: 4 });
  });
});

describe('a person who is not to be registered', () => {
  it('is told to contact the bank, and nothing of what the registry knows', async () => {
    const person = newPerson('NO');
    await uploadPicture(person, specimen('no-passport-deceased.jpg'));
    const events = await startAndWatch(person);
    expect(events.at(-1)).toMatchObject({
      status: 'UNVERIFIED',
      step: 'VERIFY_IDENTITY',
      reason: 'IDENTITY_NOT_CONFIRMED',
      nextStep: 'CONTACT_BANK',
    });
    expect(JSON.stringify(await person.onboarding())).not.toMatch(/deceased|emigrated|REGISTRY_/i);
    expect(steps(events)).not.toContain('CREATE_CUSTOMER STEP_STARTED');
  });
});

/** Asks until there is an answer; the test's own time limit ends it. */
const eventually = async <T>(ask: () => Promise<T[]>): Promise<T[]> => {
  for (;;) {
    const answer = await ask();
    if (answer.length > 0) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};
