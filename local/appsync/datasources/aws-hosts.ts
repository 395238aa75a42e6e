import { endpointNames } from '../../cloud';
import type { Cloud, EndpointName } from '../../cloud';

/** The domains of AWS's own endpoints, in all partitions. */
const awsDomain =
  /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|on\.aws|api\.amazonwebservices\.com\.cn)$/;

/** The label in the host's name where it is not the service's own name. */
const labels: Readonly<Record<string, EndpointName>> = { 'appsync-api': 'appsync' };

const regionName = /^[a-z]{2,}(-[a-z]+)+-\d+$/;

/**
 * Where a request for AWS goes on this machine: undefined for hosts that are not AWS's. Nothing of this machine reaches
 * AWS, so what is for a service that does not run here goes nowhere.
 */
export function localAwsUrl(
  url: URL,
  { endpoints, region }: Pick<Cloud, 'endpoints' | 'region'>,
): URL | 'not-run-here' | undefined {
  const host = url.hostname.replace(/\.$/, '').toLowerCase();
  if (!awsDomain.test(host)) return undefined;
  const parts = host.replace(awsDomain, '').split('.');
  if (parts.some((part) => regionName.test(part) && part !== region)) return 'not-run-here';
  for (const [index, part] of parts.entries()) {
    const name = labels[part] ?? endpointNames.find((endpoint) => endpoint === part);
    if (name === undefined) continue;
    const local = new URL(endpoints[name]);
    // `bucket.s3.region`: here the bucket is part of the path.
    const bucket = name === 's3' && index > 0 ? `/${parts.slice(0, index).join('.')}` : '';
    local.pathname = bucket + url.pathname;
    local.search = url.search;
    return local;
  }
  return 'not-run-here';
}
