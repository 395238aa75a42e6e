import * as v from 'valibot';
import { Fault } from './fault';

/** A value that is not as the contract describes it. The message names the fields, never their values. */
export class InvalidValue extends Fault {
  override name = 'INVALID_INPUT';
}

/** Returns `value` as the schema's type. Throws InvalidValue, whose message says `what` it was and which fields. */
export const parse = <Output>(
  schema: v.GenericSchema<unknown, Output>,
  value: unknown,
  what: string,
): Output => {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  const fields = result.issues.map((issue) => v.getDotPath(issue) ?? '(whole)');
  throw new InvalidValue(`${what}: missing or invalid: ${[...new Set(fields)].join(', ')}`);
};
