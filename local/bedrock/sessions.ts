import type { Agent } from './agents';

/** What Bedrock remembers of a conversation. */
export interface Session {
  attributes: Record<string, string>;
  /** Turns so far. */
  turns: number;
}

interface Remembered extends Session {
  expiresAt: number;
}

/** Sessions by agent, alias and id, in memory, each until it has been idle for its agent's time. */
export class Sessions {
  readonly #sessions = new Map<string, Remembered>();
  /** The last turn of each session, so that two turns of one session go one after the other. */
  readonly #turns = new Map<string, Promise<void>>();

  constructor(readonly now: () => Date) {}

  /** Plays a turn with its session, alone; the session is kept as the turn leaves it, or forgotten when it returns none. */
  async turn(
    key: string,
    agent: Agent,
    play: (session: Session) => Promise<Session | undefined>,
  ): Promise<void> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.then(async () => {
      this.#forgetIdle();
      const session = this.#sessions.get(key) ?? { attributes: {}, turns: 0 };
      const left = await play(session);
      if (left)
        this.#sessions.set(key, { ...left, expiresAt: this.now().getTime() + agent.idleSessionTtl * 1000 });
      else this.#sessions.delete(key);
    });
    const settled = turn.catch(() => undefined);
    this.#turns.set(key, settled);
    try {
      await turn;
    } finally {
      if (this.#turns.get(key) === settled) this.#turns.delete(key);
    }
  }

  #forgetIdle(): void {
    const now = this.now().getTime();
    for (const [key, { expiresAt }] of this.#sessions) if (expiresAt <= now) this.#sessions.delete(key);
  }
}
