import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AwsError, type Cloud, type RequestRecord, type Service, type SignedRequest } from '../cloud';
import { internalFailure, listen, newRequestId, signedRequest } from '../http';
import { traceHeaderName, traceRoot } from '../trace';
import { header } from './announcement';
import { bucketsOf } from './buckets';
import { corsHeaders, preflight } from './cors';
import { asS3Error, errorDocument } from './error-document';
import { isExpired } from './lifecycle';
import { ObjectStore } from './object-store';
import { operationOf, parseAddress, withHoistedHeaders, type OperationName } from './operation';
import { perform, type Answer, type OpenBucket } from './perform';
import { requestContext, signatureOf } from './request-context';

/** Milliseconds between two looks for expired objects. */
const sweepInterval = 60_000;
/** Bytes of a refused upload that are read away, so that its sender comes to read the answer. */
const mostDrained = 64 * 1024 ** 2;
const noBody = Buffer.alloc(0);

/** Every operation's IAM action, and whether it is asked of the object or of the bucket. */
const actions: Record<OperationName, { action: string; on: 'object' | 'bucket' }> = {
  PutObject: { action: 's3:PutObject', on: 'object' },
  GetObject: { action: 's3:GetObject', on: 'object' },
  HeadObject: { action: 's3:GetObject', on: 'object' },
  DeleteObject: { action: 's3:DeleteObject', on: 'object' },
  HeadBucket: { action: 's3:ListBucket', on: 'bucket' },
  ListObjectsV2: { action: 's3:ListBucket', on: 'bucket' },
};

/**
 * S3 for the template's buckets, path-style, at `cloud.endpoints.s3`; objects live under `<stateDir>/s3`.
 * @throws Error when a bucket of the template asks for something that is not built.
 */
export async function createS3(cloud: Cloud): Promise<Service> {
  let current = { cloud, buckets: await openBuckets(cloud) };
  const expire = () => expireObjects(current.buckets, cloud.now());
  await expire();
  const server = createServer(
    { keepAliveTimeout: 60_000 },
    (request, response) => void serve(current, request, response),
  );
  await listen(server, cloud.endpoints.s3);
  const sweep = setInterval(
    () => void expire().catch((error: unknown) => cloud.record(failedSweep(error))),
    sweepInterval,
  ).unref();
  return {
    name: 's3',
    prepare: async (next) => {
      const prepared = { cloud: next, buckets: await openBuckets(next, current.buckets) };
      return () => (current = prepared);
    },
    close: async () => {
      clearInterval(sweep);
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

type Buckets = ReadonlyMap<string, OpenBucket>;

/** The template's buckets. One that is open already keeps its store, and with it the writes that are under way. */
async function openBuckets({ stack, stateDir }: Cloud, open?: Buckets): Promise<Buckets> {
  const buckets = new Map<string, OpenBucket>();
  for (const [name, bucket] of bucketsOf(stack)) {
    const store = open?.get(name)?.store ?? (await ObjectStore.open(path.join(stateDir, 's3', name)));
    buckets.set(name, { ...bucket, store });
  }
  return buckets;
}

/** One request from its first byte to its record. */
async function serve(
  { cloud, buckets }: { cloud: Cloud; buckets: Buckets },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const started = performance.now();
  const requestId = newRequestId();
  const method = request.method ?? '';
  const { path: rawPath } = signedRequest(request, noBody);
  const entry: RequestRecord = {
    service: 's3',
    operation: method,
    caller: '',
    outcome: '',
    durationMs: 0,
    requestId,
    traceId: traceRoot(request.headers[traceHeaderName]),
  };
  const bucket = buckets.get(rawPath.split('/')[1] ?? '');
  const headers = {
    // Clients set their clocks by it.
    date: cloud.now().toUTCString(),
    'x-amz-request-id': requestId,
    'x-amz-id-2': Buffer.from(requestId).toString('base64'),
    ...(bucket && corsHeaders(bucket.cors, request.headers.origin, method)),
  };
  try {
    const answer =
      method === 'OPTIONS'
        ? { status: 200, headers: preflight(existing(bucket).cors, request.headers) }
        : await answerTo(cloud, buckets, request, entry);
    entry.outcome = String(answer.status);
    const body = typeof answer.body === 'object' ? answer.body : Readable.from(answer.body ?? []);
    try {
      response.writeHead(answer.status, { ...headers, ...answer.headers });
    } catch (error) {
      body.destroy();
      throw error;
    }
    await pipeline(body, response);
  } catch (thrown) {
    const error = asS3Error(thrown);
    entry.outcome = response.headersSent ? 'aborted' : `${error.statusCode} ${error.code}`;
    entry.decision ??= error.message;
    if (!response.headersSent) await sendError(request, response, error, headers, rawPath);
  } finally {
    cloud.record({ ...entry, durationMs: performance.now() - started });
  }
}

/** Authenticates, authorises and performs; fills in the request's record on the way. */
async function answerTo(
  cloud: Cloud,
  buckets: Buckets,
  request: IncomingMessage,
  entry: RequestRecord,
): Promise<Answer> {
  // The signature covers a hash of the body, to which `receive` holds the body as it streams in.
  const signed: SignedRequest = { ...signedRequest(request, noBody), body: undefined };
  const caller = cloud.iam.authenticate(signed, 's3');
  entry.caller = caller.kind === 'service' ? caller.principal : caller.arn;
  const signature = signatureOf(signed, cloud.now());
  const address = parseAddress(signed.path, signed.query);
  const headers = withHoistedHeaders(request.headers, signed.query);
  if (signature.authType === 'REST-QUERY-STRING') headers['x-amz-content-sha256'] ??= 'UNSIGNED-PAYLOAD';
  const operation = operationOf(signed.method, address, headers);
  entry.operation = operation;
  const bucket = existing(buckets.get(address.bucket));
  const owner = header(headers, 'x-amz-expected-bucket-owner');
  if (owner !== undefined && owner !== cloud.accountId)
    throw new AwsError('AccessDenied', 'Access Denied', 403);

  const { action, on } = actions[operation];
  const resource = on === 'object' ? `${bucket.arn}/${address.key}` : bucket.arn;
  entry.resource = resource;
  const context = requestContext(signature, headers, address.parameters);
  const authorize = (asked: string): string =>
    cloud.iam.authorize({ caller, action: asked, resource, context, resourcePolicy: bucket.policy });
  // Who writes over what they have seen must be allowed to see it (S3 user guide, "conditional writes").
  if (operation === 'PutObject' && headers['if-match'] !== undefined) authorize(actions.GetObject.action);
  entry.decision = authorize(action);
  return perform(operation, { cloud, bucket, caller, context, address, headers, request });
}

function existing(bucket: OpenBucket | undefined): OpenBucket {
  if (!bucket) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  return bucket;
}

async function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  error: AwsError,
  headers: Record<string, string>,
  resource: string,
): Promise<void> {
  await drain(request);
  const document = errorDocument(
    error,
    resource,
    headers['x-amz-request-id'] ?? '',
    headers['x-amz-id-2'] ?? '',
  );
  response.writeHead(error.statusCode, {
    ...headers,
    'content-type': 'application/xml',
    ...(!request.complete && { connection: 'close' }),
  });
  response.end(document);
}

/** A sender that is still writing does not read: take in the rest of its body, within reason. */
async function drain(request: IncomingMessage): Promise<void> {
  let left = mostDrained;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      left -= Buffer.byteLength(chunk);
      if (left < 0) return;
    }
  } catch {
    // The sender has gone away; nobody waits for the answer.
  }
}

async function expireObjects(buckets: Buckets, now: Date): Promise<void> {
  for (const { lifecycle, store } of [...buckets.values()].filter((bucket) => bucket.lifecycle.length > 0))
    for (const { key } of (await store.list()).filter((object) => isExpired(object, lifecycle, now)))
      await store.remove(key, (object) => isExpired(object, lifecycle, now));
}

/** The next sweep tries again; what went wrong with this one is for the log. */
function failedSweep(error: unknown): RequestRecord {
  return {
    service: 's3',
    operation: 'LifecycleExpiration',
    caller: 's3.amazonaws.com',
    outcome: '500',
    decision: internalFailure(error).message,
    durationMs: 0,
    requestId: newRequestId(),
  };
}
