/**
 * What all values inherit from takes no new members. One that is added there, be it under a name that a client sent, would
 * be seen by every later call, and by Node.js itself, which asks the realm's globals how to write a stack trace.
 */
export function closePrototypes(): void {
  for (const value of [{}, [], '', 0, true, () => {}]) {
    const prototype: object = Object.getPrototypeOf(value);
    Object.preventExtensions(prototype);
  }
}
