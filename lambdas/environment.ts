import { Fault } from './fault';

/** Reads environment variables once, at start. Throws a Fault that names those that are missing. */
export const environment = <Name extends string>(
  names: readonly Name[],
  source: Readonly<Record<string, string | undefined>> = process.env,
): Record<Name, string> => {
  const missing = names.filter((name) => !source[name]);
  if (missing.length > 0) throw new Fault(`environment variables are missing: ${missing.join(', ')}`);
  return Object.fromEntries(names.map((name) => [name, source[name] ?? ''])) as Record<Name, string>;
};
