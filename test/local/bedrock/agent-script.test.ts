import fc from 'fast-check';
import { parseAgentScript } from '../../../local/bedrock/agent-script';
import { playTurn, type FunctionResult, type TurnState } from '../../../local/bedrock/turn';

const fallback = ['x'];

test('a script may leave out everything but its rules and its fallback', () => {
  expect(parseAgentScript({ rules: [], fallback })).toEqual({
    rules: [],
    fallback,
    wordDelay: 0,
    mostCalls: 5,
  });
});

test.each<[string, unknown, RegExp]>([
  ['no object', 'say hello', /cannot be used/],
  ['no fallback', { rules: [] }, /fallback/],
  ['an empty fallback', { rules: [], fallback: [] }, /fallback/],
  ['an unknown member', { rules: [{ sya: ['hello'] }], fallback }, /rules\.0\.sya/],
  [
    'a path that is none',
    { rules: [{ when: { weather: 'fine' } }], fallback },
    /rules\.0\.when\.weather.*must be input, turn/,
  ],
  [
    'a pattern that is none',
    { rules: [{ when: { input: { matches: '(' } } }], fallback },
    /rules\.0\.when\.input/,
  ],
  ['a branch without a call', { rules: [{ then: [] }], fallback }, /"then" and no "call"/],
  [
    'a fault deep inside',
    {
      rules: [{ call: { function: 'f' }, then: [{ call: { function: 'g' }, then: [{ say: [1] }] }] }],
      fallback,
    },
    /rules\.0\.then\.0\.then\.0\.say\.0/,
  ],
])('a script with %s is refused with the place of the fault', (_, input, message) => {
  expect(() => parseAgentScript(input)).toThrow(message);
});

test('whatever is not a script is refused with a sentence, never with a crash', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (input) => {
      try {
        parseAgentScript(input);
      } catch (error) {
        expect(String(error)).toMatch(/^Error: The agent script cannot be used\. .+\.$/s);
      }
    }),
  );
});

test('a turn never calls more often than allowed and always says something', async () => {
  const { rule } = fc.letrec((tie) => ({
    rule: fc.record(
      {
        when: fc.constantFrom(
          { turn: 1 },
          { turn: 2 },
          { 'result.a': [1, 2] },
          { result: { exists: true } },
          { input: { matches: 'h' } },
        ),
        say: fc.array(fc.constantFrom('{input}!', 'hello {result.a}', '{nothing.at.all}')),
        call: fc.record({ function: fc.constant('f'), times: fc.integer({ min: 1, max: 4 }) }),
        then: fc.array(tie('rule'), { maxLength: 2 }),
      },
      { requiredKeys: ['call'] },
    ),
  }));
  const answers = fc.infiniteStream(fc.constantFrom('{"a":1}', '{"a":2}', 'plain', '[]', 'null'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(rule),
      answers,
      fc.integer({ min: 1, max: 6 }),
      async (rules, texts, mostCalls) => {
        const script = parseAgentScript({ rules, fallback: ['nothing to say'], mostCalls });
        const state: TurnState = {
          input: 'hello',
          turn: 1,
          sessionAttributes: {},
          promptSessionAttributes: {},
        };
        let calls = 0;
        const call = (): Promise<FunctionResult> => {
          calls += 1;
          return Promise.resolve({ text: String(texts.next().value), reprompt: false });
        };
        let said = '';
        for await (const event of playTurn(script, state, call))
          if (event.kind === 'words') said += event.text;
        expect(calls).toBeLessThanOrEqual(mostCalls);
        expect(said).not.toBe('');
      },
    ),
  );
});
