/**
 * What a session may do, said a second time and apart from the resolvers: from its journal alone it follows which entries
 * could have been written where, and where the session stands.
 */

import fc from 'fast-check';
import type {
  NextStep,
  OnboardingEvent,
  OnboardingStatus,
  PublishOnboardingEventInput,
} from '../../generated/types';
import type { PublishResult } from '../../lambdas/journal/journal';
import { throttled } from './functions';
import { Refused, type Applicant, type SessionApi } from './session-api';

/** Where a session stands between two entries of its journal. */
interface Standing {
  status: OnboardingStatus;
  nextStep: NextStep;
  attemptsLeft: number;
  run: number;
}

type Event = Omit<PublishOnboardingEventInput, 'sessionId' | 'run'>;

type Action =
  | { does: 'upload' }
  | { does: 'start' | 'say'; clientRequestId: string }
  /** `late` is how many runs behind (or, below 0, ahead of) the session the publisher is. */
  | { does: 'publish'; late: number; event: Event }
  /** What a refused picture leads to: a new one, and its start. */
  | { does: 'try another picture' };

/** What happens at the same time, and whether agents can be woken meanwhile. */
export interface Moment {
  actions: Action[];
  agents: boolean;
}

const requestIds = fc.constantFrom('request-1', 'request-2', 'request-3', 'request-4');
const events: fc.Arbitrary<Event> = fc.record({
  eventId: fc.constantFrom('first', 'second', 'third', 'fourth', 'fifth', 'sixth'),
  kind: fc.constantFrom(
    'STEP_STARTED',
    'STEP_COMPLETED',
    'STEP_STOPPED',
    'FAILED',
    'AGENT_MESSAGE',
    'PERSON_MESSAGE',
  ),
  step: fc.constantFrom('EXTRACT_ID', 'EXTRACT_ID', 'VERIFY_IDENTITY', null),
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(null, 'IN_PROGRESS') },
    { weight: 4, arbitrary: fc.constantFrom('AWAITING_PICTURE', 'NEW_PICTURE_REQUIRED') },
    { weight: 1, arbitrary: fc.constantFrom('REGISTERED', 'ALREADY_REGISTERED', 'UNVERIFIED', 'FAILED') },
  ),
  reason: fc.constantFrom(null, null, null, 'PICTURE_BLURRED', 'TOO_MANY_ATTEMPTS'),
  nextStep: fc.constantFrom(null, 'WAIT', 'UPLOAD_NEW_PICTURE'),
});
const actions: fc.Arbitrary<Action> = fc.oneof(
  { weight: 1, arbitrary: fc.record({ does: fc.constant('upload') }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('start', 'say'), clientRequestId: requestIds }) },
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('publish'),
      late: fc.constantFrom(0, 0, 0, 1, -1),
      event: events,
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('try another picture') }) },
);
export const moments: fc.Arbitrary<Moment> = fc.record({
  actions: fc.array(actions, { minLength: 1, maxLength: 4 }),
  agents: fc.constantFrom(true, true, true, false),
});

const isWords = ({ kind }: Event) => kind === 'AGENT_MESSAGE' || kind === 'PERSON_MESSAGE';
const isFirst = ({ kind, step }: Event) => kind === 'STEP_STARTED' && step === 'EXTRACT_ID';
const atRest = (status: OnboardingStatus) =>
  status === 'AWAITING_PICTURE' || status === 'NEW_PICTURE_REQUIRED';

/** Whether a session takes an event that is new to it. */
const admits = (at: Standing, event: PublishOnboardingEventInput): boolean => {
  if (isWords(event)) return true;
  if (event.run !== at.run) return false;
  if (isFirst(event)) return at.status === 'IN_PROGRESS' || at.status === 'AWAITING_PICTURE';
  const another = event.status === 'NEW_PICTURE_REQUIRED' && event.reason !== 'TOO_MANY_ATTEMPTS';
  return at.status === 'IN_PROGRESS' && (!another || at.attemptsLeft > 1);
};

/** Where a session stands after an event that it took. */
const after = (at: Standing, event: PublishOnboardingEventInput): Standing => {
  if (isWords(event)) return at;
  const status = isFirst(event) ? 'IN_PROGRESS' : (event.status ?? at.status);
  const asked = !isFirst(event) && event.status === 'NEW_PICTURE_REQUIRED' ? 1 : 0;
  return {
    ...at,
    status,
    nextStep: event.nextStep ?? at.nextStep,
    attemptsLeft: event.reason === 'TOO_MANY_ATTEMPTS' ? 0 : at.attemptsLeft - asked,
  };
};

const opened: Standing = { status: 'AWAITING_PICTURE', nextStep: 'UPLOAD_PICTURE', attemptsLeft: 5, run: 0 };

/** A request of the person that was acted on, by the run it began. */
interface Request {
  start: boolean;
  clientRequestId: string;
}

/** A person is refused with a reason, and a publisher that miscounted the attempts with a fault; nothing else goes wrong. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Refused
    ? /^(SESSION_BUSY|SESSION_FINISHED|SESSION_NOT_STARTED|NEW_PICTURE_NEEDED|SERVICE_UNAVAILABLE|TOO_MANY_UPLOADS)$/.test(
        error.reason,
      )
    : error instanceof Error && error.message.includes('TOO_MANY_ATTEMPTS');

/** One session, everything that was ever published to it, and what is known of its past. */
export class WatchedSession {
  readonly #published: PublishOnboardingEventInput[] = [];
  readonly #answers: PublishResult[] = [];
  #past: OnboardingEvent[] = [];
  #at = opened;

  constructor(
    private readonly api: SessionApi,
    private readonly person: Applicant,
  ) {}

  /** Lets it all happen at once, and fails the test when the session is then not what its journal makes of it. */
  async live({ actions: simultaneous, agents }: Moment): Promise<void> {
    this.api.functions.onTurn = agents ? () => {} : throttled;
    const [past, before] = [this.#past, this.#at];
    const outcomes = await Promise.allSettled(
      simultaneous.map((action) => this.#perform(action, before.run)),
    );
    for (const outcome of outcomes)
      if (outcome.status === 'rejected' && !isRefusal(outcome.reason)) throw outcome.reason;
    await this.#look();

    // What was alone in its moment has nobody else to blame for a refusal.
    const [only] = simultaneous;
    const event = this.#published.at(-1);
    if (simultaneous.length > 1 || only?.does !== 'publish' || !event) return;
    const known = past.some(({ eventId }) => eventId === event.eventId);
    const added = this.#past.length - past.length;
    expect({ before, event, known, added }).toMatchObject({ added: !known && admits(before, event) ? 1 : 0 });
  }

  async #perform(action: Action, run: number): Promise<unknown> {
    const { person } = this;
    switch (action.does) {
      case 'upload':
        return person.upload();
      case 'start': {
        const { clientRequestId } = action;
        return person.start({ clientRequestId, message: clientRequestId });
      }
      case 'say': {
        const { clientRequestId } = action;
        return person.say(clientRequestId, { clientRequestId });
      }
      case 'publish':
        return this.#publish({ ...action.event, run: Math.max(1, run - action.late) });
      case 'try another picture': {
        const refusal = { kind: 'STEP_STOPPED', status: 'NEW_PICTURE_REQUIRED' } as const;
        await this.#publish({ run: Math.max(1, run), eventId: `stopped-${run}`, ...refusal });
        await person.upload();
        return person.start();
      }
    }
  }

  async #publish(event: Omit<PublishOnboardingEventInput, 'sessionId'>): Promise<void> {
    const input = { ...event, sessionId: this.person.sessionId };
    this.#published.push(input);
    this.#answers.push(await this.api.journal.publish(input));
  }

  /** Reads the session and holds it against its journal, and its journal against the past. */
  async #look(): Promise<void> {
    const { status, nextStep, attemptsLeft, sequence, events: journal } = await this.person.see();
    expect(journal.map((event) => event.sequence)).toEqual(journal.map((_, index) => index + 1));
    expect(new Set(journal.map(({ eventId }) => eventId)).size).toBe(journal.length);
    expect(journal.slice(0, this.#past.length)).toEqual(this.#past);
    // Whoever was answered was told what stands in the journal.
    for (const answer of this.#answers)
      if (answer.kind === 'journalled') expect(answer.event).toEqual(journal[answer.event.sequence - 1]);
      else expect(answer.state).toBeDefined();

    const at = this.#replay(journal);
    expect({ ...at, sequence }).toEqual({ ...at, status, nextStep, attemptsLeft, sequence: journal.length });
    this.#past = journal;
    this.#at = at;
  }

  /** Walks through the journal, and holds each entry against what the session could have taken at that point. */
  #replay(journal: OnboardingEvent[]): Standing {
    const requests = new Map<number, Request>();
    let at = opened;
    for (const event of journal) {
      const { status, nextStep, attemptsLeft } = event;
      const possible = this.#successors(at, event, requests);
      expect({ at, event, possible }).toMatchObject({
        possible: expect.arrayContaining([expect.objectContaining({ status, nextStep, attemptsLeft })]),
      });
      expect(attemptsLeft).toBeGreaterThanOrEqual(0);
      // All of them are of one run; what they differ in, the event says.
      at = { run: possible[0]?.run ?? at.run, status, nextStep, attemptsLeft };
    }
    // Each request was carried out once, by one turn of the agent.
    const carriedOut = [...requests.values()].map(({ clientRequestId }) => clientRequestId);
    expect(new Set(carriedOut).size).toBe(carriedOut.length);
    const turns = this.api.functions.turns.filter(({ sessionId }) => sessionId === this.person.sessionId);
    expect(turns.map(({ run, start }) => `${run} ${start}`).sort()).toEqual(
      [...requests].map(([run, { start }]) => `${run} ${start}`).sort(),
    );
    return at;
  }

  /** Where a session may stand after this entry; nowhere, if it could not have been written. */
  #successors(at: Standing, event: OnboardingEvent, requests: Map<number, Request>): Standing[] {
    const { eventId, kind, message } = event;
    const published = this.#published.filter((input) => input.eventId === eventId);
    if (published.length > 0)
      return published
        .filter((input) => input.kind === kind && admits(at, input))
        .map((input) => after(at, input));

    const run = at.run + 1;
    const clientRequestId = message ?? eventId;
    if (kind === 'UPLOAD_OPENED')
      return atRest(at.status) ? [{ ...at, status: 'AWAITING_PICTURE', nextStep: 'UPLOAD_PICTURE' }] : [];
    if (kind === 'STARTED') {
      requests.set(run, { start: true, clientRequestId });
      return at.status === 'AWAITING_PICTURE'
        ? [{ ...at, run, status: 'IN_PROGRESS', nextStep: 'WAIT' }]
        : [];
    }
    if (kind === 'PERSON_MESSAGE') {
      requests.set(run, { start: false, clientRequestId });
      return atRest(at.status) && at.run > 0 ? [{ ...at, run }] : [];
    }
    // The agent was not woken: the request was not carried out, and may come again.
    const failed = Number(/^run-(\d+):not-started$/.exec(eventId)?.[1]);
    const request = requests.get(failed);
    if (!request) return [];
    requests.set(failed, { ...request, clientRequestId: eventId });
    if (!request.start) return [at];
    return at.run === failed && at.status === 'IN_PROGRESS'
      ? [{ ...at, status: 'AWAITING_PICTURE', nextStep: 'TRY_AGAIN' }]
      : [];
  }
}
