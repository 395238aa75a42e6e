import type { AgentScript, Condition, Matcher, Rule } from './agent-script';

/** What a function of an action group came back with. */
export interface FunctionResult {
  /** `TEXT.body`. */
  text: string;
  reprompt: boolean;
  sessionAttributes?: Record<string, string>;
  promptSessionAttributes?: Record<string, string>;
}

/** What happens in a turn, in order; the agent's words come as they are said. */
export type TurnEvent =
  | { kind: 'words'; text: string }
  | { kind: 'calling'; function: string; parameters: Record<string, string> }
  | { kind: 'called'; result: FunctionResult }
  | { kind: 'gave up' };

/** What a turn starts from; the attributes change when a function changes them. */
export interface TurnState {
  input: string;
  /** 1 for the first turn of a session. */
  turn: number;
  sessionAttributes: Record<string, string>;
  promptSessionAttributes: Record<string, string>;
}

type CallFunction = (name: string, parameters: Record<string, string>) => Promise<FunctionResult>;

/** Bedrock's own words when an agent has used up its iterations. */
const givingUp = 'Sorry, I am unable to assist you with this request.';

/**
 * Plays one turn by the script.
 * @param call throws what ends the turn
 */
export async function* playTurn(
  script: AgentScript,
  state: TurnState,
  call: CallFunction,
): AsyncGenerator<TurnEvent> {
  const scope = new Scope(state);
  let calls = 0;
  let silent = true;
  let branches: Rule[] | undefined = script.rules;
  while (branches) {
    const rule: Rule | undefined = branches.find(({ when = {} }) => scope.satisfies(when));
    branches = undefined;
    if (!rule) break;
    for (const text of (rule.say ?? []).map((line) => scope.fill(line))) {
      if (text.trim() === '') continue;
      silent = false;
      yield { kind: 'words', text };
    }
    if (!rule.call) break;
    const { function: name, parameters: templates = {}, times = 1 } = rule.call;
    for (let time = 0; time < times; time++) {
      if (++calls > script.mostCalls) {
        yield { kind: 'gave up' };
        yield { kind: 'words', text: givingUp };
        return;
      }
      const parameters = Object.fromEntries(
        Object.entries(templates).map(([parameter, template]) => [parameter, scope.fill(template)]),
      );
      yield { kind: 'calling', function: name, parameters };
      const result = await call(name, parameters);
      scope.learn(result);
      yield { kind: 'called', result };
    }
    branches = rule.then;
  }
  if (silent) for (const line of script.fallback) yield { kind: 'words', text: scope.fill(line) };
}

/** The values that conditions and placeholders name. */
class Scope {
  #result: FunctionResult | undefined;

  constructor(readonly state: TurnState) {}

  learn(result: FunctionResult): void {
    this.#result = result;
    if (result.sessionAttributes) this.state.sessionAttributes = result.sessionAttributes;
    if (result.promptSessionAttributes) this.state.promptSessionAttributes = result.promptSessionAttributes;
  }

  satisfies(condition: Condition): boolean {
    return Object.entries(condition).every(([path, matcher]) => matches(this.#value(path), matcher));
  }

  fill(template: string): string {
    return template.replace(/\{([a-zA-Z][^{}\s]*)\}/g, (_, path: string) => textOf(this.#value(path)));
  }

  #value(path: string): unknown {
    const [root = '', ...members] = path.split('.');
    switch (root) {
      case 'input':
        return this.state.input;
      case 'turn':
        return this.state.turn;
      case 'session':
        return member(this.state.sessionAttributes, members);
      case 'prompt':
        return member(this.state.promptSessionAttributes, members);
      case 'responseState':
        return this.#result?.reprompt ? 'REPROMPT' : undefined;
      case 'result':
        return (
          this.#result &&
          (members.length === 0 ? this.#result.text : member(json(this.#result.text), members))
        );
      default:
        return undefined;
    }
  }
}

function matches(value: unknown, matcher: Matcher): boolean {
  if (Array.isArray(matcher)) return matcher.some((one) => one === value);
  if (typeof matcher !== 'object') return matcher === value;
  const exists = value !== undefined && value !== null;
  if ('exists' in matcher) return exists === matcher.exists;
  return exists && new RegExp(matcher.matches, 'iu').test(textOf(value));
}

function member(value: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
        ? Reflect.get(inner, name)
        : undefined,
    value,
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
