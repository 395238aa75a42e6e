import { randomUUID } from 'node:crypto';
import type { AgentFunction } from './agents';
import type { TurnEvent } from './turn';

/** The `trace` member of a trace event for one step of a turn; undefined for a step that Bedrock does not trace. */
export function traceOf(event: TurnEvent, functions: ReadonlyMap<string, AgentFunction>): object | undefined {
  const traceId = randomUUID();
  switch (event.kind) {
    case 'calling': {
      const target = functions.get(event.function);
      const invocation = {
        actionGroupName: target?.actionGroup,
        function: event.function,
        parameters: target?.parameters
          .filter(({ name }) => event.parameters[name] !== undefined)
          .map(({ name, type }) => ({ name, type, value: event.parameters[name] })),
        executionType: 'LAMBDA',
      };
      return orchestration({
        invocationInput: { traceId, invocationType: 'ACTION_GROUP', actionGroupInvocationInput: invocation },
      });
    }
    case 'called': {
      const { text, reprompt } = event.result;
      return orchestration({
        observation: reprompt
          ? { traceId, type: 'REPROMPT', repromptResponse: { text, source: 'ACTION_GROUP' } }
          : { traceId, type: 'ACTION_GROUP', actionGroupInvocationOutput: { text } },
      });
    }
    case 'gave up':
      return { failureTrace: { traceId, failureReason: 'Max iterations exceeded' } };
    case 'words':
      return undefined;
  }
}

/** The trace that ends a turn: all that the agent said. */
export function finalTrace(text: string): object {
  return orchestration({ observation: { traceId: randomUUID(), type: 'FINISH', finalResponse: { text } } });
}

function orchestration(step: object): object {
  return { orchestrationTrace: step };
}
