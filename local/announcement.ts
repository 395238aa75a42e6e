import path from 'node:path';
import type { LocalCloud } from './boot';

export interface AnnouncementOptions {
  /** Since the command was given. */
  seconds: number;
  retryDelaysMs: readonly number[];
  /** Whether changes of the app's files are taken in. */
  watched: boolean;
}

/** What a person who started the cloud wants to read: what is where, what is not, and how to use it. */
export function announcement(
  { cloud, stack, endpoints, operator, notRun }: LocalCloud,
  { seconds, retryDelaysMs, watched }: AnnouncementOptions,
): string {
  const names = (...types: string[]) =>
    types
      .flatMap((type) => stack.ofType(type))
      .map(({ ref }) => ref)
      .join(', ');
  const apis = stack.ofType('AWS::AppSync::GraphQLApi').flatMap(({ logicalId }) => [
    ['GraphQL', stack.attribute(logicalId, 'GraphQLUrl')],
    ['Real time', stack.attribute(logicalId, 'RealtimeUrl')],
    ['Front page', `${endpoints.appsync}/`],
    ['Console', `${endpoints.appsync}/console`],
  ]);
  const keys = stack
    .ofType('AWS::AppSync::ApiKey')
    .map(({ logicalId }) => ['API key', stack.attribute(logicalId, 'ApiKey')]);
  const services = Object.entries(endpoints).filter(([name]) => name !== 'appsync');
  const where = [
    ...apis,
    ...keys,
    ...services,
    ['Functions', names('AWS::Lambda::Function')],
    ['Tables', names('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')],
    ['Buckets', names('AWS::S3::Bucket')],
    ['State', `${shorter(cloud.stateDir)} (logs: ${shorter(path.join(cloud.stateDir, 'logs'))})`],
  ].filter(([, value]) => value !== '');
  const waits = retryDelaysMs.map((delay) => `${delay / 1000} s`).join(', then ');
  return [
    `${stack.name} is up in ${seconds.toFixed(1)} s (${cloud.region}, account ${cloud.accountId}).`,
    '',
    ...where.map(([name = '', value = '']) => `  ${name.padEnd(22)} ${value}`),
    '',
    ...(notRun.length === 0 ? [] : ['Not run on this machine:', ...notRun.map((line) => `  ${line}`), '']),
    `Asynchronous invocations that fail are retried after ${waits} (in AWS: 1 and 2 minutes).`,
    'As operator you may do everything (well-known credentials that open this machine only):',
    `  export AWS_ACCESS_KEY_ID=${operator.accessKeyId} AWS_SECRET_ACCESS_KEY=${operator.secretAccessKey} AWS_REGION=${cloud.region}`,
    `  export AWS_ENDPOINT_URL_S3=${endpoints.s3} AWS_ENDPOINT_URL_DYNAMODB=${endpoints.dynamodb} AWS_ENDPOINT_URL_LAMBDA=${endpoints.lambda}`,
    '',
    ...(watched ? ['Every change of the app is put in force as it is saved.'] : []),
    'Ctrl-C stops it; the state stays.',
  ].join('\n');
}

/** Relative to where the person is, where that is shorter. */
function shorter(folder: string): string {
  const relative = path.relative(process.cwd(), folder);
  return relative.length < folder.length ? relative : folder;
}
