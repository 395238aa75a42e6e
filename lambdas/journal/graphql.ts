import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { Fault } from '../fault';

/** AppSync could not be reached or did not answer as it should. Carries a code, no payload. */
export class GraphqlFault extends Fault {
  override name = 'GraphqlFault';
}

/** A GraphQL error that the schema's own resolvers raised. */
export interface GraphqlRefusal {
  errorType: string;
  errorInfo?: unknown;
}

export type GraphqlAnswer = { kind: 'data'; data: unknown } | ({ kind: 'error' } & GraphqlRefusal);

export interface GraphqlOptions {
  /** The API's endpoint, `https://…/graphql`. */
  url: string;
  region: string;
  /** Role credentials; by default those that Lambda puts in the environment. */
  credentials?: () => { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  /** For one attempt, in milliseconds. */
  timeoutMs?: number;
  attempts?: number;
  /** Upper bound of the first pause between attempts; it doubles. In milliseconds. */
  backoffMs?: number;
}

/** Sends one operation; what is sent must be safe to send twice. Throws GraphqlFault when no attempt succeeded. */
export type GraphqlClient = (query: string, variables: object) => Promise<GraphqlAnswer>;

const AnswerSchema = v.object({
  data: v.nullish(v.unknown()),
  errors: v.nullish(
    v.array(v.object({ errorType: v.nullish(v.string()), errorInfo: v.nullish(v.unknown()) })),
  ),
});

type Attempt = GraphqlAnswer | { kind: 'again'; why: string };

const fromEnvironment = () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY)
    throw new GraphqlFault('no credentials in the environment');
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
};

/** Error types that say "not now": a throttled or failing data source, AppSync itself, or this API's own word for it. */
const isTransient = (errorType: string) =>
  /^(SERVICE_UNAVAILABLE$|InternalFailure$|ExecutionTimeout$|DynamoDB:|Lambda:)/.test(errorType);

const nameOf = (error: unknown) => (error instanceof Error ? error.name : 'UnknownError');

const fromJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const read = async (response: Response): Promise<Attempt> => {
  if (response.status === 429 || response.status >= 500) {
    await response.body?.cancel();
    return { kind: 'again', why: `HTTP ${response.status}` };
  }
  const parsed = v.safeParse(AnswerSchema, fromJson(await response.text()));
  if (!parsed.success) throw new GraphqlFault(`HTTP ${response.status} without a GraphQL answer`);
  const error = parsed.output.errors?.[0];
  if (error) {
    const errorType = error.errorType ?? 'Unknown';
    if (isTransient(errorType)) return { kind: 'again', why: errorType };
    return { kind: 'error', errorType, errorInfo: error.errorInfo };
  }
  if (!response.ok) throw new GraphqlFault(`HTTP ${response.status}`);
  return { kind: 'data', data: parsed.output.data };
};

/** A GraphQL client over fetch, signed with SigV4 for AppSync's IAM mode, that repeats what failed for the moment. */
export const createGraphqlClient = ({
  url,
  region,
  credentials = fromEnvironment,
  timeoutMs = 5_000,
  attempts = 4,
  backoffMs = 200,
}: GraphqlOptions): GraphqlClient => {
  const { protocol, hostname, host, port, pathname } = new URL(url);
  const signer = new SignatureV4({
    service: 'appsync',
    region,
    credentials: () => Promise.resolve(credentials()),
    sha256: Sha256,
  });

  const send = async (body: string): Promise<Attempt> => {
    const signed = await signer.sign({
      method: 'POST',
      protocol,
      hostname,
      ...(port && { port: Number(port) }),
      path: pathname,
      query: {},
      headers: { host, 'content-type': 'application/json' },
      body,
    });
    // As the SDK's clients do: what an invocation sets off belongs to its trace.
    const trace = process.env['_X_AMZN_TRACE_ID'];
    const headers = { ...signed.headers, ...(trace && { 'x-amzn-trace-id': trace }) };
    try {
      return await read(
        await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeoutMs) }),
      );
    } catch (error) {
      if (error instanceof Fault) throw error;
      return { kind: 'again', why: nameOf(error) };
    }
  };

  return async (query, variables) => {
    const body = JSON.stringify({ query, variables });
    let why = '';
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      if (attempt > 0) await sleep(Math.random() * backoffMs * 2 ** (attempt - 1));
      const outcome = await send(body);
      if (outcome.kind !== 'again') return outcome;
      why = outcome.why;
    }
    throw new GraphqlFault(`gave up after ${attempts} attempts: ${why}`);
  };
};
