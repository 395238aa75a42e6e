/**
 * Makes every use of a member that does not exist, or that this machine does not run, fail with its full name. Without
 * it a misspelt utility is a `TypeError: … is not a function` on the laptop and a refused deployment in AWS.
 */
export function strict<T extends object>(name: string, members: T): T {
  return new Proxy(members, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !Object.hasOwn(target, key) && !askedByLanguage.has(key))
        throw new Error(`${name}.${key} does not exist in APPSYNC_JS.`);
      const member: unknown = Reflect.get(target, key, receiver);
      return member;
    },
    set(_target, key) {
      throw new Error(`${name}.${String(key)} cannot be assigned.`);
    },
  });
}

/** Asked of any object by JSON.stringify and by module loading. */
const askedByLanguage = new Set(['toJSON', '__esModule', 'default']);

/** A documented part of APPSYNC_JS that is not built here: each of its members refuses by name when it is used. */
export function notRunHere(name: string, members: string): object {
  return strict(
    name,
    Object.fromEntries(
      members.split(' ').map((member) => [
        member,
        () => {
          throw new Error(`${name}.${member} is not run on this machine.`);
        },
      ]),
    ),
  );
}
