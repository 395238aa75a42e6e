import type { AgentTurnInput, Onboarding } from '../../generated/types';
import { withoutNationalNumbers } from '../../identity/masking';
import { continueOnboarding, sessionAttributes } from '../action-group/event';
import { Fault } from '../fault';
import type { Invoke } from '../invocation/invoke';
import { eventIds, isOfRun } from '../journal/event-ids';
import type { Journal } from '../journal/journal';
import type { Log } from '../log';
import { countries, languages, type Agent } from './agent';
import { toMessages } from './speech';

/** How long the agent may take, its tools included, and how long the orchestrator called by us. In milliseconds. */
export const AGENT_MS = 60_000;
export const ORCHESTRATOR_MS = 50_000;
/** More than this in one turn is a model that cannot stop. */
const MAX_MESSAGES = 20;

export interface Turn {
  journal: Journal;
  agent: Agent;
  invoke: Invoke;
  orchestrator: string;
  bucket: string;
  log: Log;
  agentMs?: number;
}

const START = 'The person has uploaded a picture of their ID document and asks to be onboarded now.';

const wordsOf = ({ start, message }: AgentTurnInput): string => {
  const said = withoutNationalNumbers(message ?? '').trim();
  if (!start) return said || 'The person said nothing.';
  return said ? `${START} They say: ${said}` : START;
};

/** Ends an iteration when the signal is aborted, even if its source does not listen. */
async function* until<Item>(signal: AbortSignal, items: AsyncIterable<Item>): AsyncGenerator<Item> {
  const iterator = items[Symbol.asyncIterator]();
  const aborted = new Promise<'aborted'>((resolve) => {
    signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
  for (;;) {
    const next = await Promise.race([iterator.next(), aborted]);
    if (next === 'aborted') throw new Fault('the agent took too long');
    if (next.done) return;
    yield next.value;
  }
}

/** Whether the person still waits for this run: its pipeline should run, and has neither been stopped nor ended. */
const isUnsettled = ({ status, events }: Onboarding, { run, start }: AgentTurnInput): boolean => {
  if (status !== 'IN_PROGRESS') return false;
  const steps = events.filter((event) => event.kind !== 'AGENT_MESSAGE' && isOfRun(event.eventId, run));
  return (start || steps.length > 0) && steps.every((event) => event.status === 'IN_PROGRESS');
};

/**
 * One turn of the conversation: the agent is told what the person said, and its words go to the journal as they come.
 * Whatever becomes of the agent, the person gets an ending: a pipeline that the agent left unfinished is run by a call of
 * the orchestrator, just as the agent would have called it, and where the agent broke off, the session's state is said.
 * A turn that is delivered again does not let the agent speak twice. Throws a Fault if not even that can be had.
 */
export const takeTurn = async (input: AgentTurnInput, turn: Turn): Promise<void> => {
  const { journal, agent, invoke, orchestrator, bucket, log, agentMs = AGENT_MS } = turn;
  const { sessionId, run, language, country } = input;
  const attributes = sessionAttributes(input, bucket);

  const say = (part: number | 'ending', message: string) =>
    journal.publish({ sessionId, run, eventId: eventIds.said(run, part), kind: 'AGENT_MESSAGE', message });

  /** Whether the agent said all that it wanted to. */
  const converse = async (): Promise<boolean> => {
    const signal = AbortSignal.timeout(agentMs);
    const request = {
      sessionId,
      words: wordsOf(input),
      attributes,
      prompt: { language: languages[language], country: countries[country] },
    };
    const messages = toMessages(until(signal, agent.speak(request, signal)));
    let part = 0;
    for (;;) {
      const next = await messages.next().catch((error: unknown) => {
        log.warn('the agent failed', error, { sessionId, run, count: part });
        return undefined;
      });
      if (!next) return false;
      if (next.done || part === MAX_MESSAGES) return true;
      part += 1;
      const said = await say(part, withoutNationalNumbers(next.value));
      if (said.kind === 'refused') return true;
    }
  };

  const before = await journal.read(sessionId);
  if (!before) return log.info('there is no such session any more', { sessionId, run });
  const begun = before.events.some((event) => isOfRun(event.eventId, run));
  const spoken = !begun && (await converse());

  let now = await journal.read(sessionId);
  if (now && isUnsettled(now, input)) {
    await invoke(orchestrator, continueOnboarding(attributes), ORCHESTRATOR_MS);
    now = await journal.read(sessionId);
    if (now && isUnsettled(now, input)) throw new Fault('the run did not come to an end');
  } else if (spoken) return;
  if (now) await say('ending', now.message);
};
