import * as v from 'valibot';
import type { AgentTurnInput, Country, Language } from '../../generated/types';
import { CountrySchema, ExtractIdInputSchema, LanguageSchema } from '../../generated/validators';
import { parse } from '../validation';

/**
 * Bedrock's action-group event (function details, messageVersion 1.0) as the tools of the onboarding agent receive it.
 * Who it is about stands in `sessionAttributes`, which our own InvokeAgent call set; `parameters` and `inputText` are a
 * model's words and decide nothing.
 */
export type AgentFunction = 'continue_onboarding' | 'get_onboarding_status';

export const ACTION_GROUP = 'onboarding';

/** What our own call told the agent's tools, typed. */
export interface TurnAttributes {
  sessionId: string;
  /** The bucket of the ID pictures. */
  bucket: string;
  country: Country;
  run: number;
  language: Language;
  attemptsLeft: number;
}

/** As they travel: Bedrock's session attributes are strings. */
export type SessionAttributes = Record<keyof TurnAttributes, string>;

export interface ActionGroupCall {
  function: AgentFunction;
  turn: TurnAttributes;
}

const digits = v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number), v.integer());

const CallSchema = v.object({
  messageVersion: v.literal('1.0'),
  actionGroup: v.pipe(v.string(), v.regex(/^[0-9a-zA-Z_-]{1,100}$/)),
  function: v.picklist(['continue_onboarding', 'get_onboarding_status']),
  // Neither function has any: what a model puts there is an invention.
  parameters: v.nullish(v.pipe(v.array(v.unknown()), v.maxLength(0))),
  sessionAttributes: v.object({
    sessionId: v.string(),
    bucket: v.string(),
    country: CountrySchema,
    run: v.pipe(digits, v.minValue(1)),
    language: LanguageSchema,
    attemptsLeft: digits,
  }),
});

/** Validates an event. Throws InvalidValue, which names the fields that are not as they should be. */
export const parseCall = (event: unknown): ActionGroupCall => {
  const { function: name, sessionAttributes: turn } = parse(CallSchema, event, 'action-group event');
  const { sessionId, bucket, country } = turn;
  parse(ExtractIdInputSchema(), { sessionId, bucket, country }, 'sessionAttributes');
  return { function: name, turn };
};

/** The session attributes of one turn of the conversation. */
export const sessionAttributes = (turn: AgentTurnInput, bucket: string): SessionAttributes => ({
  sessionId: turn.sessionId,
  bucket,
  country: turn.country,
  run: String(turn.run),
  language: turn.language,
  attemptsLeft: String(turn.attemptsLeft),
});

/** The event that Bedrock would send if its model asked to continue the onboarding. */
export const continueOnboarding = (attributes: SessionAttributes) => ({
  messageVersion: '1.0',
  actionGroup: ACTION_GROUP,
  function: 'continue_onboarding',
  sessionId: attributes.sessionId,
  inputText: '',
  parameters: [],
  sessionAttributes: attributes,
  promptSessionAttributes: {},
});
