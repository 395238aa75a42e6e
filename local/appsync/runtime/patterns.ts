/** Thrown where a handler that nobody watches would use a regular expression: it has to be run again, watched. */
export class UnwatchedSignal {}

let watched = false;

/** Says whether the call that begins runs under a watchdog. */
export function watch(isWatched: boolean): void {
  watched = isWatched;
}

/** Has to come before every use of a pattern that resolver code gives: matching one can take for ever. */
export function assertWatched(): void {
  if (!watched) throw new UnwatchedSignal();
}

/** Puts the check before the functions of texts that make a regular expression of a text; the runtime gives them its own. */
export function guardPatterns(): void {
  for (const name of ['match', 'matchAll', 'search'] as const) {
    const original: CallableFunction = String.prototype[name];
    Object.defineProperty(String.prototype, name, {
      value: function (this: unknown, pattern: unknown): unknown {
        if (!(pattern instanceof RegExp)) assertWatched();
        return Reflect.apply(original, this, [pattern]);
      },
      writable: true,
      configurable: true,
    });
  }
}
