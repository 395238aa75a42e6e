import { callsOf, type AgentScript, type Call } from './agent-script';
import type { Agent } from './agents';

/**
 * Holds a script to the template, so that a call that Bedrock would not make is seen at the start.
 * @throws Error when a call names a function, or parameters, that no agent has.
 */
export function checkCalls(script: AgentScript, agents: Agent[]): void {
  for (const call of callsOf(script.rules)) {
    const reasons = agents.map((agent) => whyNot(call, agent));
    if (!reasons.includes(undefined))
      throw new Error(
        `The agent script calls ${call.function}, which no agent of the template can: ` +
          `${reasons.filter((reason) => reason !== undefined).join('; ') || 'there is no agent'}.`,
      );
  }
}

function whyNot({ function: name, parameters = {} }: Call, agent: Agent): string | undefined {
  const target = agent.functions.get(name);
  if (!target) return `${agent.name} has ${[...agent.functions.keys()].join(', ') || 'no function'}`;
  const unknown = Object.keys(parameters).filter(
    (given) => !target.parameters.some((known) => known.name === given),
  );
  if (unknown.length > 0) return `${agent.name}'s has no parameter ${unknown.join(', ')}`;
  const missing = target.parameters.filter(
    ({ name: known, required }) => required && parameters[known] === undefined,
  );
  return missing.length > 0
    ? `${agent.name}'s needs ${missing.map((parameter) => parameter.name).join(', ')}`
    : undefined;
}
