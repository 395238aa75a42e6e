import type { Stack } from './template/stack';

/**
 * The words that the rooms of the local cloud share. Each room (`s3/`, `dynamodb/`, `lambda/`, `bedrock/`,
 * `secretsmanager/`, `appsync/`) is a service that reads its resources from the synthesized template, asks `iam/`
 * before it does anything, and knows nothing of the product that the template describes.
 */

/** Who asks: a role's session, an AWS service acting for one of the template's resources, or the machine's owner. */
export type Caller =
  | { kind: 'role'; roleArn: string; arn: string }
  | { kind: 'service'; principal: string; sourceArn: string; sourceAccount: string }
  | { kind: 'operator'; arn: string };

/** An AWS service that acts for a resource of the template, e.g. `appsync.amazonaws.com` for an API. */
export type ServiceCaller = Extract<Caller, { kind: 'service' }>;

/** Temporary credentials, as STS would hand them out. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** An HTTP request as SigV4 sees it: `path` and `query` raw, exactly as they came in. */
export interface SignedRequest {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string | string[] | undefined>;
  /** Undefined where the service itself holds the body to the signed `x-amz-content-sha256` as it streams in (S3). */
  body: Buffer | undefined;
}

/** One statement of a policy in the template, resolved. */
export interface PolicyStatement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | Record<string, string | string[]>;
  NotPrincipal?: '*' | Record<string, string | string[]>;
  Action?: string | string[];
  NotAction?: string | string[];
  Resource?: string | string[];
  NotResource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface AccessQuestion {
  caller: Caller;
  /** `s3:GetObject`, `dynamodb:UpdateItem`, … */
  action: string;
  /** The full ARN of what is touched. */
  resource: string;
  /** Condition keys of the request, e.g. `s3:signatureAge`, `aws:SecureTransport`. */
  context?: Record<string, string | string[]>;
  /** Statements of the resource's own policy, where it has one (bucket policy, function permissions). */
  resourcePolicy?: PolicyStatement[];
}

export interface Iam {
  /**
   * Credentials for a session of a role of the template; the same ones for the lifetime of the process. With `service`,
   * the role's trust policy must let that service assume it. Throws AwsError.
   */
  credentialsFor(roleArn: string, sessionName?: string, service?: ServiceCaller): Credentials;
  /** Credentials of the machine's owner, who may do everything: tests, the demo and operators' tools use them. */
  readonly operator: Credentials;
  /**
   * The caller that `roleArn`'s session is, for calls made inside this process on behalf of a resource. With `service`,
   * the role's trust policy must let that service assume it. Throws AwsError.
   */
  assume(roleArn: string, sessionName: string, service?: ServiceCaller): Caller;
  /** Verifies SigV4 (header or query), session token and clock skew. Throws AwsError. */
  authenticate(request: SignedRequest, service: string): Caller;
  /** Returns the allowing statement's name, or throws AwsError `AccessDeniedException` in AWS's words. */
  authorize(question: AccessQuestion): string;
}

export interface InvokeRequest {
  /** Name, ARN, or name with alias/version. */
  functionName: string;
  payload: Buffer;
  invocationType: 'RequestResponse' | 'Event' | 'DryRun';
  /** The caller's trace header, or its root alone; without one the invocation begins a trace. */
  traceId?: string | undefined;
}

export interface InvokeResult {
  statusCode: 200 | 202 | 204;
  payload: Buffer;
  /** Set when the function itself failed; the payload is then Lambda's error object. */
  functionError?: 'Unhandled';
}

/** What other services ask of Lambda. */
export interface LambdaService {
  /** Authorises `caller` for `lambda:InvokeFunction`, then runs. Throws AwsError (404, 429, 403 …). */
  invoke(caller: Caller, request: InvokeRequest): Promise<InvokeResult>;
}

/** What other services ask of DynamoDB. */
export interface DynamoDbService {
  /** One operation of the DynamoDB API in its JSON 1.0 shape (`UpdateItem`, `GetItem`, …). Throws AwsError. */
  call(caller: Caller, operation: string, input: object, traceId?: string): Promise<Record<string, unknown>>;
}

/** A running service: an HTTP endpoint on 127.0.0.1 that unmodified SDK clients can talk to. */
export interface Service {
  /** As in `AWS_ENDPOINT_URL_<NAME>`: `s3`, `dynamodb`, `lambda`, `bedrock-agent-runtime`, … */
  readonly name: string;
  /**
   * Gets ready for `next`, the same cloud with a later template, and changes nothing yet; throws what a start with that
   * template would throw. The function returned puts it in force: requests see it from then on, and what is under way
   * ends as it began.
   */
  prepare(next: Cloud): Promise<() => void>;
  close(): Promise<void>;
}

/** One line of what happened, for the front page and the log. Never a payload. */
export interface RequestRecord {
  service: string;
  operation: string;
  caller: string;
  resource?: string;
  /** HTTP status, or GraphQL error type. */
  outcome: string;
  /** The statement that allowed it, or why it was refused. */
  decision?: string;
  durationMs: number;
  requestId: string;
  /** Which requests belong together: the root of the X-Ray trace that the request came with, or began. */
  traceId?: string | undefined;
}

export interface RecordedRequest extends RequestRecord {
  /** When it ended, ISO 8601. */
  time: string;
}

/** What every service is given. */
export interface Cloud {
  readonly region: string;
  readonly accountId: string;
  readonly stack: Stack;
  readonly iam: Iam;
  /** A folder of the service's own is `path.join(stateDir, service.name)`. */
  readonly stateDir: string;
  /** Base URL of every service, known before any of them starts: `endpoints.s3` → `http://127.0.0.1:4001`. */
  readonly endpoints: Readonly<Record<EndpointName, string>>;
  readonly now: () => Date;
  record(entry: RequestRecord): void;
  /** The last entries recorded, newest first. */
  recentRequests(): readonly RecordedRequest[];
}

export const endpointNames = [
  'appsync',
  's3',
  'dynamodb',
  'lambda',
  'bedrock-agent-runtime',
  'secretsmanager',
] as const;
export type EndpointName = (typeof endpointNames)[number];

/** An error as AWS words it; each protocol renders it (XML for S3, JSON and `x-amzn-errortype` elsewhere). */
export class AwsError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly statusCode = 400,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
    this.name = code;
  }
}
