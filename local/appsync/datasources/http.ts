import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Cloud, Credentials } from '../../cloud';
import { traceHeader, traceHeaderName } from '../../trace';
import { AppSyncError, notRunHere } from '../errors';
import { isObject } from '../json';
import { localAwsUrl } from './aws-hosts';
import type { DataSource, DataSourceAnswer } from './data-source';
import { exchange, ExchangeError } from './http-exchange';
import type { HttpRequest } from './http-exchange';
import type { HttpSigning } from './model';

const methods: ReadonlySet<unknown> = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Headers of the connection, which AppSync sets itself. */
const ownHeaders = /^(host|connection|user-agent|expect|transfer-encoding|content-length)$/i;

export interface HttpDataSourceOptions {
  name: string;
  /** `https://host`, or with a port or path. */
  endpoint: string;
  /** AWS_IAM: every request is signed for this region and service, as the data source's role. */
  signing?: HttpSigning;
  credentials: (roleArn: string) => Credentials;
  cloud: Pick<Cloud, 'endpoints' | 'now' | 'region'>;
}

/**
 * HTTP (developer guide, "JavaScript resolver function reference for HTTP"). The result is `{statusCode, headers, body}`
 * whatever the status, and redirects are results like any other. What is addressed to AWS goes to the endpoint of this
 * machine, or nowhere.
 */
export function httpDataSource(options: HttpDataSourceOptions): DataSource {
  const { name, endpoint, signing, credentials, cloud } = options;
  return {
    name,
    async call(request, { request: { traceId } }): Promise<DataSourceAnswer> {
      const sent = readRequest(request, endpoint);
      const local = localAwsUrl(sent.url, cloud);
      if (local === 'not-run-here') throw notRunHere(`The AWS endpoint ${sent.url.hostname} (${name})`);
      if (local !== undefined) sent.url = local;
      if (signing !== undefined)
        sent.headers = await signed(sent, signing, credentials(signing.roleArn), cloud.now());
      // What runs here belongs to the request's trace; the rest of the world has no use for it.
      if (local !== undefined) sent.headers[traceHeaderName] = traceHeader(traceId, cloud.now());
      try {
        return { result: await exchange(sent) };
      } catch (error) {
        if (!(error instanceof ExchangeError)) throw error;
        return { result: null, error: { message: error.message, type: `Http:${error.reason}` } };
      }
    },
  };
}

function malformed(what: string): AppSyncError {
  return new AppSyncError(`The HTTP request has ${what}.`, 'MappingTemplate');
}

function readRequest(request: unknown, endpoint: string): HttpRequest {
  const { method, resourcePath, params } = isObject(request) ? request : {};
  if (typeof method !== 'string' || !methods.has(method))
    throw new AppSyncError(`Unsupported method '${String(method)}'.`, 'MappingTemplate');
  // Without the slash, the path could become part of the host's name.
  if (typeof resourcePath !== 'string' || !resourcePath.startsWith('/'))
    throw malformed("a resourcePath that does not begin with '/'");
  const { headers, query, body } = isObject(params) ? params : {};
  const url = new URL(endpoint.replace(/\/$/, '') + resourcePath);
  for (const [key, value] of isObject(query) ? Object.entries(query) : [])
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) url.searchParams.append(key, textOf(item));
  // A space in a query is %20 to those who verify signatures.
  url.search = url.search.replaceAll('+', '%20');
  return {
    method,
    url,
    headers: readHeaders(headers),
    body: body === undefined || body === null ? undefined : textOf(body),
  };
}

function readHeaders(headers: unknown): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [key, value] of isObject(headers) ? Object.entries(headers) : []) {
    if (value === undefined || value === null || ownHeaders.test(key)) continue;
    const text = textOf(value);
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(key) || /[^\t\x20-\x7e\x80-\xff]/.test(text))
      throw malformed(`a header that HTTP does not allow, '${key}'`);
    read[key] = text;
  }
  return read;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

async function signed(
  { method, url, headers, body }: HttpRequest,
  { region, service }: HttpSigning,
  credentials: Credentials,
  signingDate: Date,
): Promise<Record<string, string>> {
  const signer = new SignatureV4({
    region,
    service,
    credentials,
    sha256: Sha256,
    // S3 signs the path as it is sent.
    uriEscapePath: service !== 's3',
  });
  const query: Record<string, string[]> = {};
  for (const key of url.searchParams.keys()) query[key] = url.searchParams.getAll(key);
  const request = await signer.sign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query,
      headers: { ...headers, host: url.host },
      ...(url.port === '' ? {} : { port: Number(url.port) }),
      ...(body === undefined ? {} : { body }),
    },
    { signingDate },
  );
  return request.headers;
}
