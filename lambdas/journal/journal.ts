import * as v from 'valibot';
import type {
  Onboarding,
  OnboardingEvent,
  PublishOnboardingEventInput,
  ReasonCode,
} from '../../generated/types';
import {
  NextStepSchema,
  OnboardingEventSchema,
  OnboardingSchema,
  OnboardingStatusSchema,
  ReasonCodeSchema,
} from '../../generated/validators';
import { InvalidValue, parse } from '../validation';
import { GraphqlFault, type GraphqlClient, type GraphqlRefusal } from './graphql';
import { PUBLISH, READ } from './operations';

/** Where a session stands, as a refused publish tells it. */
export type SessionState = Pick<Onboarding, 'status' | 'reason' | 'message' | 'nextStep'>;

export type PublishResult =
  | { kind: 'journalled'; event: OnboardingEvent }
  /** The session does not take this event (any more). `state` is absent when there is no such session. */
  | { kind: 'refused'; reason: ReasonCode; state?: SessionState };

/** The journals of the onboarding sessions. */
export interface Journal {
  /**
   * Appends one event and moves the session. The same eventId again answers with the entry as it stands; a first step
   * of a run that has settled is refused. Throws GraphqlFault when the outcome is unknown: publish it again.
   */
  publish(event: PublishOnboardingEventInput): Promise<PublishResult>;
  /** One session with its whole journal; undefined if there is none. Throws GraphqlFault. */
  read(sessionId: string): Promise<Onboarding | undefined>;
}

/** The reasons with which a session refuses an event; any other error is a technical one. */
const refusals: ReadonlySet<string> = new Set<ReasonCode>([
  'SESSION_NOT_FOUND',
  'SESSION_FINISHED',
  'SESSION_BUSY',
  'SESSION_NOT_STARTED',
  'NEW_PICTURE_NEEDED',
  'TOO_MANY_MESSAGES',
]);

const StateSchema: v.GenericSchema<SessionState> = v.object({
  status: OnboardingStatusSchema,
  reason: v.nullish(ReasonCodeSchema),
  message: v.string(),
  nextStep: NextStepSchema,
});
const RefusalInfoSchema = v.object({ state: v.nullish(StateSchema) });
const PublishedSchema = v.object({ publishOnboardingEvent: OnboardingEventSchema() });
const ReadSchema = v.object({ onboarding: v.nullable(OnboardingSchema()) });

/** What AppSync answered, as the contract has it. Throws GraphqlFault. */
const expect = <Output>(schema: v.GenericSchema<unknown, Output>, value: unknown, what: string): Output => {
  try {
    return parse(schema, value, what);
  } catch (error) {
    throw error instanceof InvalidValue ? new GraphqlFault(error.message) : error;
  }
};

const refusal = ({ errorType, errorInfo }: GraphqlRefusal): PublishResult => {
  const reason = v.safeParse(ReasonCodeSchema, errorType);
  if (!reason.success || !refusals.has(errorType)) throw new GraphqlFault(`AppSync answered ${errorType}`);
  const info = expect(v.nullish(RefusalInfoSchema), errorInfo, 'refusal');
  return { kind: 'refused', reason: reason.output, ...(info?.state && { state: info.state }) };
};

/** The journal behind AppSync's `publishOnboardingEvent` and `onboarding`. */
export const createJournal = (graphql: GraphqlClient): Journal => ({
  publish: async (input) => {
    const answer = await graphql(PUBLISH, { input });
    if (answer.kind === 'error') return refusal(answer);
    const { publishOnboardingEvent } = expect(PublishedSchema, answer.data, 'answer to a publish');
    return { kind: 'journalled', event: publishOnboardingEvent };
  },

  read: async (sessionId) => {
    const answer = await graphql(READ, { sessionId });
    if (answer.kind === 'error') {
      if (answer.errorType === 'SESSION_NOT_FOUND') return undefined;
      throw new GraphqlFault(`AppSync answered ${answer.errorType}`);
    }
    return expect(ReadSchema, answer.data, 'answer to a read').onboarding ?? undefined;
  },
});
