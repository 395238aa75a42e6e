import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { AwsError, type Caller, type Cloud } from '../cloud';
import type { Bucket } from './buckets';
import { objectAnswer, readPart } from './get-object';
import { isExpired } from './lifecycle';
import { listObjects } from './list-objects';
import { refuseUnknownHeaders } from './object-headers';
import type { ObjectStore, StoredObject } from './object-store';
import { notImplemented, type Address, type OperationName } from './operation';
import { putObject } from './put-object';

/** A bucket with its objects. */
export type OpenBucket = Bucket & { store: ObjectStore };

/** An operation that its caller may do. */
export interface Call {
  cloud: Cloud;
  bucket: OpenBucket;
  caller: Caller;
  context: Record<string, string>;
  address: Address;
  headers: IncomingHttpHeaders;
  request: IncomingMessage;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body?: string | Readable;
}

/**
 * Does the operation.
 * @throws AwsError as S3 words it
 */
export async function perform(operation: OperationName, call: Call): Promise<Answer> {
  const { bucket, address, headers, request, cloud } = call;
  const { store } = bucket;
  const { key, parameters } = address;
  // The sweep comes round once a minute; until then, what has expired is gone for everybody who asks.
  const expired = (object: StoredObject) => isExpired(object, bucket.lifecycle, cloud.now());
  if (key !== '' && bucket.lifecycle.length > 0) await store.remove(key, expired);
  switch (operation) {
    case 'PutObject': {
      const [body, now] = [bodyOf(request), cloud.now()];
      return { status: 200, headers: await putObject({ bucket, store, key, headers, body, now }) };
    }
    case 'GetObject': {
      const { object, file } = (await store.open(key)) ?? missing(call);
      try {
        const answer = objectAnswer(object, headers, parameters);
        return { ...answer, body: readPart(file, answer) };
      } catch (error) {
        await file.close();
        throw error;
      }
    }
    case 'HeadObject': {
      const { status, headers: answered } = objectAnswer(
        (await store.head(key)) ?? missing(call),
        headers,
        parameters,
      );
      return { status, headers: answered };
    }
    case 'DeleteObject':
      refuseUnknownHeaders(headers, []);
      if (headers['if-match'] !== undefined) throw notImplemented('If-Match on DeleteObject');
      await store.remove(key);
      return { status: 204, headers: {} };
    case 'HeadBucket':
      return { status: 200, headers: { 'x-amz-bucket-region': cloud.region } };
    case 'ListObjectsV2':
      refuseUnknownHeaders(headers, []);
      return {
        status: 200,
        headers: { 'content-type': 'application/xml', 'x-amz-bucket-region': cloud.region },
        body: listObjects(
          bucket.name,
          (await store.list()).filter((object) => !expired(object)),
          parameters,
        ),
      };
  }
}

/** Whether a key exists is for those to know who may list the bucket. */
function missing({ cloud, bucket, caller, context, address }: Call): never {
  try {
    cloud.iam.authorize({
      caller,
      action: 's3:ListBucket',
      resource: bucket.arn,
      context,
      resourcePolicy: bucket.policy,
    });
  } catch (error) {
    throw error instanceof AwsError ? new AwsError('AccessDenied', 'Access Denied', 403) : error;
  }
  throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404, { Key: address.key });
}

/** The body, piece by piece. The connection outlives a reader who stops early: there is an error to answer. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch {
    throw new AwsError('IncompleteBody', 'The request body terminated unexpectedly');
  }
}
