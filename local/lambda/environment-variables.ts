import { devNull } from 'node:os';
import path from 'node:path';
import type { Cloud, Credentials } from '../cloud';
import { stableId } from '../template/names';
import type { LambdaFunction } from './functions';
import { isNodeOf } from './node-runtimes';
import type { NodeRuntime } from './node-runtimes';

/**
 * All that a function's process sees: what the template sets, what Lambda sets ("Defined runtime environment
 * variables"), and where the services of this machine are. Nothing of the developer's own environment gets in.
 */
export function environmentVariables(
  fn: LambdaFunction,
  cloud: Cloud,
  credentials: Credentials,
  taskRoot: string,
  node: NodeRuntime,
): Record<string, string> {
  const { region, endpoints } = cloud;
  const day = cloud.now().toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    PATH: [path.dirname(node.executable), '/usr/local/bin', '/usr/bin', '/bin'].join(path.delimiter),
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    ...fn.variables,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[$LATEST]${stableId(credentials.accessKeyId, 32)}`,
    AWS_LAMBDA_LOG_FORMAT: fn.jsonLogs ? 'JSON' : 'Text',
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    // A developer's profiles stay theirs.
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: 'true',
    // The SDK's warning speaks of this machine's Node, not of the one in AWS.
    ...(isNodeOf(fn.runtime, node) ? {} : { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' }),
    // Clients of services that are not run here get a 501 there, and never reach AWS.
    AWS_ENDPOINT_URL: endpoints.lambda,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_LAMBDA: endpoints.lambda,
    AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: endpoints['bedrock-agent-runtime'],
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsmanager,
  };
}
