import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createAppSync } from './appsync/service';
import { parseAgentScript } from './bedrock/agent-script';
import type { AgentScript } from './bedrock/agent-script';
import { createBedrock } from './bedrock/service';
import { closeAll } from './close-all';
import type { Credentials, RecordedRequest, RequestRecord, Service } from './cloud';
import { createCloud } from './create-cloud';
import type { LoadedCloud } from './create-cloud';
import { createDynamoDb } from './dynamodb/service';
import { createLambda } from './lambda/service';
import { LogFile } from './log-file';
import { reserveEndpoints } from './ports';
import type { Endpoints } from './ports';
import { RequestLog } from './request-log';
import { createS3 } from './s3/service';
import { createSecretsManager } from './secretsmanager/service';
import type { LoadedStack } from './template/load-stack';

export interface BootOptions {
  /** The cloud assembly that `cdk synth` wrote. */
  assembly: string;
  /** Where everything lies that survives a restart. */
  stateDir: string;
  /** First of the ports, one after another in the order of `endpointNames`. Default 0: any free ones. */
  port?: number;
  /** A JSON file with what the agents say and do. */
  agentScript?: string;
  /** Which stack, when the assembly holds several. */
  stackName?: string;
  /** Default: the stack's own, or eu-central-1 and 000000000000. */
  region?: string;
  accountId?: string;
  /** Values for the template's parameters. */
  parameters?: Readonly<Record<string, string>>;
  /** Writes the output of functions and resolvers, and every request, to the terminal too. */
  verbose?: boolean;
  /** Waits between the attempts of an asynchronous invocation, in milliseconds. Default: as in AWS, minutes. */
  retryDelaysMs?: readonly number[];
  /** The clock; tests move it. */
  now?: () => Date;
  onRecord?: (entry: RecordedRequest) => void;
}

export interface LocalCloud {
  /** With the template that is in force. */
  readonly cloud: LoadedCloud;
  readonly stack: LoadedStack;
  readonly outputs: Readonly<Record<string, string>>;
  readonly endpoints: Endpoints;
  /** May do everything. */
  readonly operator: Credentials;
  /** What the template has and this machine does not run, a sentence each. */
  readonly notRun: readonly string[];
  /**
   * Puts the assembly's present template in force, without losing state, connections or what is under way. Throws the
   * sentence that a start would end with, and everything stays as it was.
   */
  reload(): Promise<void>;
  /** Ends every service and every process. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts every service of the stack in this process. Throws an Error with a sentence that says what to change: a taken
 * port, a template that cannot run here, a state folder in use. What had started by then is ended again.
 */
export async function boot(options: BootOptions): Promise<LocalCloud> {
  const { verbose = false, onRecord, port = 0, stateDir } = options;
  const echo = verbose ? (line: string) => void process.stdout.write(`${line}\n`) : undefined;
  const logs = path.join(path.resolve(stateDir), 'logs');
  const script = options.agentScript === undefined ? undefined : readAgentScript(options.agentScript);
  const endpoints = await reserveEndpoints(port);
  let cloud = createCloud({
    ...options,
    endpoints,
    stateDir: path.resolve(stateDir),
    onRecord: (entry) => {
      requestLog.add(entry);
      echo?.(requestLine(entry));
      onRecord?.(entry);
    },
  });
  const requestLog = new RequestLog(logs);
  const resolverLog = new LogFile(logs, 'appsync', echo);
  const services: Service[] = [];
  const keep = <S extends Service>(service: S): S => {
    services.push(service);
    return service;
  };
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= closeAll([requestLog, resolverLog, ...services]));

  try {
    const dynamodb = keep(await createDynamoDb(cloud));
    keep(await createS3(cloud));
    keep(await createSecretsManager(cloud));
    const { retryDelaysMs } = options;
    const lambda = keep(
      await createLambda(cloud, {
        ...(echo === undefined ? {} : { echo }),
        ...(retryDelaysMs === undefined ? {} : { retryDelaysMs }),
      }),
    );
    keep(await createBedrock(cloud, { lambda, agentScript: script }));
    const notRun = () => notRunOf(cloud.stack, lambda.notRun);
    if (cloud.stack.ofType('AWS::AppSync::GraphQLApi').length > 0)
      keep(
        await createAppSync(cloud, {
          lambda,
          dynamodb,
          log: (entry) => resolverLog.line(JSON.stringify({ time: cloud.now().toISOString(), ...entry })),
          notRun,
        }),
      );
    lambda.resumeEvents();
    return {
      get cloud() {
        return cloud;
      },
      get stack() {
        return cloud.stack;
      },
      get outputs() {
        return cloud.stack.outputs;
      },
      endpoints,
      operator: cloud.iam.operator,
      get notRun() {
        return notRun();
      },
      reload: async () => {
        const next = cloud.reloaded();
        assertReloadable(cloud, next);
        const prepared: (() => void)[] = [];
        for (const service of services) prepared.push(await service.prepare(next));
        for (const putInForce of prepared) putInForce();
        cloud = next;
      },
      close,
    };
  } catch (error) {
    // Why it did not start is what has to be told.
    await close().catch(() => {});
    throw error;
  }
}

/** What no service can take in while it runs. */
function assertReloadable(now: LoadedCloud, next: LoadedCloud): void {
  const hasApi = ({ stack }: LoadedCloud) => stack.ofType('AWS::AppSync::GraphQLApi').length > 0;
  const changed = [
    now.region !== next.region && 'region',
    now.accountId !== next.accountId && 'account',
    hasApi(now) !== hasApi(next) && 'GraphQL API',
  ].filter((what) => what !== false);
  if (changed.length > 0) throw new Error(`The stack has another ${changed.join(' and ')}: start again.`);
}

function notRunOf(stack: LoadedStack, functions: readonly string[]): string[] {
  const types = new Set(stack.notRun.map(({ type }) => type));
  const idsOf = (wanted: string) =>
    stack.notRun.filter(({ type }) => type === wanted).map(({ logicalId }) => logicalId);
  return [
    ...[...types].map((type) => `${type}: ${idsOf(type).join(', ')}`),
    ...functions,
    ...Object.entries(stack.unknownOutputs).map(([name, reason]) => `Output ${name}: ${reason}`),
  ];
}

function readAgentScript(file: string): AgentScript {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`The agent script ${file} cannot be read as JSON.`, { cause });
  }
  return parseAgentScript(content);
}

function requestLine({ service, operation, resource, outcome, durationMs, decision }: RequestRecord): string {
  const what = [service, operation, resource].filter((part) => part !== undefined).join(' ');
  return `${what} → ${outcome} in ${durationMs.toFixed(1)} ms${decision === undefined ? '' : ` (${decision})`}`;
}
