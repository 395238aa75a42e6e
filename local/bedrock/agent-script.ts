import * as v from 'valibot';

/**
 * What the deterministic agent says and does: plain data, handed in from outside, so that no line of a product stands
 * here. A turn goes to the first rule whose `when` holds. It may say something, call a function of an action group, and
 * go on in `then` with the first branch whose `when` holds for what came back; a branch may call again.
 *
 * Conditions and placeholders (`{result.message}`) name a value by its path:
 * - `input`: what the user wrote; `turn`: 1 for the first message of a session, then 2, 3, …
 * - `session.<name>`, `prompt.<name>`: session attributes and prompt session attributes
 * - `result`: the function's answer, with its members when the text is a JSON object (`result.status`)
 * - `responseState`: `REPROMPT` when the function asked for another try
 *
 * A placeholder without a value is left out.
 */
export interface AgentScript {
  rules: Rule[];
  /** Said when no rule holds, and when one that holds has nothing to say. */
  fallback: string[];
  /** Milliseconds between two chunks. */
  wordDelay: number;
  /** An agent that wants to call more often in one turn gives up, as Bedrock's does after its last iteration. */
  mostCalls: number;
}

export interface Rule {
  /** All of them must hold; none at all always holds. */
  when?: Condition | undefined;
  say?: string[] | undefined;
  call?: Call | undefined;
  then?: Rule[] | undefined;
}

export type Condition = Record<string, Matcher>;
type Scalar = string | number | boolean;
/** A value, one of several values, a pattern (case does not matter), or whether there is a value at all. */
export type Matcher = Scalar | Scalar[] | { matches: string } | { exists: boolean };

export interface Call {
  function: string;
  /** Values may hold placeholders. */
  parameters?: Record<string, string> | undefined;
  /** How often in a row, as a confused model does; 1 if not given. */
  times?: number | undefined;
}

const scalar = v.union([v.string(), v.number(), v.boolean()]);
const pattern = v.pipe(
  v.string(),
  v.check((source) => isPattern(source), 'is no regular expression'),
);
const matcher = v.union([
  scalar,
  v.array(scalar),
  v.strictObject({ matches: pattern }),
  v.strictObject({ exists: v.boolean() }),
]);
const path = v.pipe(
  v.string(),
  v.regex(
    /^(input|turn|responseState|result(\.[^.]+)*|(session|prompt)\.[^.]+)$/,
    'must be input, turn, responseState, result, result.<member>, session.<name> or prompt.<name>',
  ),
);
const sayings = v.array(v.pipe(v.string(), v.minLength(1)));
const rule: v.GenericSchema<Rule> = v.pipe(
  v.strictObject({
    when: v.optional(v.record(path, matcher)),
    say: v.optional(sayings),
    call: v.optional(
      v.strictObject({
        function: v.string(),
        parameters: v.optional(v.record(v.string(), v.string())),
        times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      }),
    ),
    then: v.optional(v.array(v.lazy(() => rule))),
  }),
  v.check(({ call, then }) => then === undefined || call !== undefined, 'has a "then" and no "call"'),
);
const script = v.strictObject({
  rules: v.array(rule),
  fallback: v.pipe(sayings, v.minLength(1)),
  wordDelay: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1000)), 0),
  mostCalls: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 5),
});

/** What a script may leave out. */
export type AgentScriptInput = v.InferInput<typeof script>;

/** The agent that is there when no script is given. */
export const neutralScript: AgentScript = {
  rules: [],
  fallback: ['This is the local stand-in for an agent. It was given no script, so it calls no function.'],
  wordDelay: 0,
  mostCalls: 5,
};

/**
 * Checks a script and fills in what it leaves out.
 * @throws Error with a sentence for each fault
 */
export function parseAgentScript(input: unknown): AgentScript {
  const parsed = v.safeParse(script, input);
  if (parsed.success) return parsed.output;
  const faults = parsed.issues.map((issue) => `${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
  throw new Error(`The agent script cannot be used. ${faults.join('; ')}.`);
}

/** Every call that a script may make. */
export function callsOf(rules: Rule[]): Call[] {
  return rules.flatMap(({ call, then = [] }) => [...(call ? [call] : []), ...callsOf(then)]);
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'iu') instanceof RegExp;
  } catch {
    return false;
  }
}
