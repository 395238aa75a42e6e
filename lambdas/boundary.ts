import type { Context } from 'aws-lambda';
import type * as v from 'valibot';
import { Fault, summarize } from './fault';
import type { Log, LogFields } from './log';
import { parse } from './validation';

/** What a handler uses of Lambda's context. */
export type Invocation = Pick<Context, 'awsRequestId'>;

/**
 * The frame of a Lambda: validates the event, does the work, logs one line. Throws Faults only, since the runtime logs
 * what is thrown, and callers are handed its message.
 */
export const boundary =
  <Input, Output>(
    log: Log,
    schema: v.GenericSchema<unknown, Input>,
    work: (input: Input) => Promise<Output>,
    fieldsOf: (input: Input) => LogFields = () => ({}),
  ) =>
  async (event: unknown, { awsRequestId: requestId }: Invocation): Promise<Output> => {
    const began = performance.now();
    let fields: LogFields = { requestId };
    const timed = () => ({ ...fields, durationMs: Math.round(performance.now() - began) });
    try {
      const input = parse(schema, event, 'event');
      fields = { ...fields, ...fieldsOf(input) };
      const output = await work(input);
      log.info('done', timed());
      return output;
    } catch (error) {
      log.error('failed', error, timed());
      if (error instanceof Fault) throw error;
      throw new Fault(summarize(error).error);
    }
  };
