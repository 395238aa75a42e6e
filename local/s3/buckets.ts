import type { PolicyStatement } from '../cloud';
import { resourcePolicyStatements } from '../iam/policy-document';
import type { PolicyDocument } from '../iam/policy-document';
import type { Stack } from '../template/stack';
import type { CorsRule } from './cors';
import type { LifecycleRule } from './lifecycle';

/** A bucket as the template describes it. */
export interface Bucket {
  name: string;
  arn: string;
  /** What every object is encrypted with; S3 encrypts with AES256 where the template says nothing. */
  encryption: { algorithm: string; kmsKeyId?: string };
  cors: CorsRule[];
  lifecycle: LifecycleRule[];
  /** The statements of every AWS::S3::BucketPolicy on the bucket. */
  policy: PolicyStatement[];
}

/** CloudFormation's shape of AWS::S3::Bucket, as far as this room reads it. */
interface BucketProperties {
  BucketEncryption?: {
    ServerSideEncryptionConfiguration?: {
      ServerSideEncryptionByDefault?: { SSEAlgorithm: string; KMSMasterKeyID?: string };
    }[];
  };
  CorsConfiguration?: { CorsRules?: CorsRule[] };
  LifecycleConfiguration?: { Rules?: LifecycleRule[] };
  VersioningConfiguration?: { Status: string };
  NotificationConfiguration?: unknown;
  ReplicationConfiguration?: unknown;
  WebsiteConfiguration?: unknown;
  ObjectLockEnabled?: boolean;
}

interface BucketPolicyProperties {
  Bucket: string;
  PolicyDocument: PolicyDocument;
}

/** Properties that would change what a client sees, and that this S3 does not do. */
const notBuilt = [
  'NotificationConfiguration',
  'ReplicationConfiguration',
  'WebsiteConfiguration',
  'ObjectLockEnabled',
] as const;

/**
 * The template's buckets by name.
 * @throws Error when a bucket asks for something that this S3 would otherwise only pretend to do, or has a policy that
 * S3 would not take.
 */
export function bucketsOf(stack: Stack): Map<string, Bucket> {
  const policies = stack.ofType<BucketPolicyProperties>('AWS::S3::BucketPolicy');
  return new Map(
    stack.ofType<BucketProperties>('AWS::S3::Bucket').map(({ ref: name, logicalId, properties }) => {
      refuseNotBuilt(logicalId, properties);
      const [rule] = properties.BucketEncryption?.ServerSideEncryptionConfiguration ?? [];
      const { SSEAlgorithm: algorithm, KMSMasterKeyID: kmsKeyId } = rule?.ServerSideEncryptionByDefault ?? {
        SSEAlgorithm: 'AES256',
      };
      const bucket: Bucket = {
        name,
        arn: `arn:aws:s3:::${name}`,
        encryption: { algorithm, ...(kmsKeyId !== undefined && { kmsKeyId }) },
        cors: properties.CorsConfiguration?.CorsRules ?? [],
        lifecycle: properties.LifecycleConfiguration?.Rules ?? [],
        policy: policies
          .filter((policy) => policy.properties.Bucket === name)
          .flatMap((policy) => resourcePolicyStatements(logicalId, policy.properties.PolicyDocument)),
      };
      return [name, bucket];
    }),
  );
}

function refuseNotBuilt(logicalId: string, properties: BucketProperties): void {
  const asked: string[] = notBuilt.filter(
    (name) => properties[name] !== undefined && properties[name] !== false,
  );
  if (properties.VersioningConfiguration?.Status === 'Enabled') asked.push('VersioningConfiguration');
  if (asked.length > 0)
    throw new Error(
      `The bucket ${logicalId} asks for ${asked.join(', ')}, which the local S3 does not implement.`,
    );
}
