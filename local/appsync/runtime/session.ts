import type { Effect, HandlerInput, LogLine, RaisedError } from './protocol';

/** What the utilities need of the handler call that is under way. Handlers are synchronous, so there is only ever one. */
export interface Session {
  readonly now: number;
  readonly authType: string;
  readonly parentTypeName: string;
  readonly handler: string;
  readonly appendedErrors: RaisedError[];
  readonly effects: Effect[];
  readonly logs: LogLine[];
}

let current: Session | undefined;

export function beginSession(input: HandlerInput, handler: string): Session {
  current = {
    now: input.now,
    authType: input.authType,
    parentTypeName: input.context.info.parentTypeName,
    handler,
    appendedErrors: [],
    effects: [],
    logs: [],
  };
  return current;
}

/** The call under way. Code that runs while a module loads has none: AppSync evaluates only inside handlers. */
export function session(): Session {
  if (current === undefined)
    throw new Error('The util, runtime and extensions objects work inside handlers only.');
  return current;
}
