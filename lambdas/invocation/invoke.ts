import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { Fault, summarize } from '../fault';

/** A Lambda could not be invoked, failed, or answered with something that is no JSON. Carries names and codes only. */
export class InvocationFault extends Fault {
  override name = 'InvocationFault';
}

/**
 * Invokes a function by name or ARN, waits for its answer and returns it as JSON. Throttling, 5xx and lost connections
 * are repeated with jittered pauses until `withinMs` is over, so the function must be safe to invoke twice. Throws
 * InvocationFault.
 */
export type Invoke = (functionName: string, payload: object, withinMs: number) => Promise<unknown>;

const decode = (functionName: string, payload: Uint8Array | undefined): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch {
    throw new InvocationFault(`${functionName} did not answer with JSON`);
  }
};

/** `Invoke` over the Lambda API. */
export const createInvoke =
  (client: Pick<LambdaClient, 'send'>): Invoke =>
  async (functionName, payload, withinMs) => {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) });
    const answer = await client
      .send(command, { abortSignal: AbortSignal.timeout(withinMs) })
      .catch((error: unknown) => {
        const { error: name, detail } = summarize(error);
        throw new InvocationFault(`${functionName} could not be invoked: ${detail ?? name}`);
      });
    if (answer.FunctionError) throw new InvocationFault(`${functionName} failed: ${answer.FunctionError}`);
    return decode(functionName, answer.Payload);
  };

/** A client that repeats throttled and broken attempts by the SDK's own rules (exponential, jittered). */
export const createLambdaClient = (): LambdaClient =>
  new LambdaClient({ maxAttempts: 6, requestHandler: { connectionTimeout: 2_000 } });
