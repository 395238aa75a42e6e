import { AwsError } from '../../cloud';
import type { Caller, InvokeRequest, LambdaService } from '../../cloud';
import { AppSyncError } from '../errors';
import { isObject } from '../json';
import { Batches } from './batches';
import type { CallSite, DataSource, DataSourceAnswer } from './data-source';

/** The exceptions that the Lambda API declares; AppSync knows all others as LambdaException. */
const declared = new Set(
  [
    'InvalidParameterValueException InvalidRequestContentException RequestTooLargeException',
    'ResourceConflictException ResourceNotFoundException ResourceNotReadyException ServiceException',
    'TooManyRequestsException UnsupportedMediaTypeException',
  ]
    .join(' ')
    .split(' '),
);

interface LambdaDataSourceOptions {
  name: string;
  functionArn: string;
  /** The data source's service role, assumed. */
  caller: () => Caller;
  lambda: LambdaService;
}

type InvocationType = Exclude<InvokeRequest['invocationType'], 'DryRun'>;

/** AWS_LAMBDA (developer guide, "JavaScript resolver function reference for Lambda"). */
export function lambdaDataSource({ name, functionArn, caller, lambda }: LambdaDataSourceOptions): DataSource {
  const batches: Record<InvocationType, Batches<unknown, DataSourceAnswer>> = {
    RequestResponse: new Batches((payloads, site) => invokeBatch('RequestResponse', payloads, site)),
    Event: new Batches((payloads, site) => invokeBatch('Event', payloads, site)),
  };
  return {
    name,
    async call(request, site) {
      const { operation, invocationType, payload } = readRequest(request);
      return operation === 'BatchInvoke'
        ? batches[invocationType].add(site, payload)
        : invoke(invocationType, payload, site);
    },
  };

  async function invoke(
    invocationType: InvocationType,
    payload: unknown,
    { request: { traceId } }: CallSite,
  ): Promise<DataSourceAnswer> {
    try {
      const answer = await lambda.invoke(caller(), {
        functionName: functionArn,
        invocationType,
        payload: Buffer.from(JSON.stringify(payload ?? null)),
        traceId,
      });
      if (invocationType === 'Event') return { result: null };
      const text = answer.payload.toString('utf8');
      return answer.functionError === undefined
        ? resultOf(text)
        : failed(functionErrorMessage(text), answer.functionError);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return failed(
        `${error.message} (Service: Lambda, Status Code: ${error.statusCode})`,
        declared.has(error.code) ? error.code : 'LambdaException',
      );
    }
  }

  /** One invocation with a list of payloads, whose answer is a list in the same order. */
  async function invokeBatch(
    invocationType: InvocationType,
    payloads: unknown[],
    site: CallSite,
  ): Promise<DataSourceAnswer[]> {
    const { result, error } = await invoke(invocationType, payloads, site);
    if (error !== undefined) return payloads.map(() => ({ result: null, error }));
    if (invocationType === 'Event') return payloads.map(() => ({ result: null }));
    if (Array.isArray(result) && result.length === payloads.length)
      return result.map((item: unknown) => ({ result: item ?? null }));
    const came = Array.isArray(result) ? `a list of ${result.length}` : 'no list';
    const wanted = `The function has to answer BatchInvoke with a list of ${payloads.length} items`;
    return payloads.map(() => failed(`${wanted}; it answered with ${came}.`, 'IllegalArgument'));
  }
}

function failed(message: string, type: string): DataSourceAnswer {
  return { result: null, error: { message, type: `Lambda:${type}` } };
}

function readRequest(request: unknown): {
  operation: 'Invoke' | 'BatchInvoke';
  invocationType: InvocationType;
  payload: unknown;
} {
  const { operation, invocationType, payload } = isObject(request) ? request : {};
  if (operation !== 'Invoke' && operation !== 'BatchInvoke')
    throw new AppSyncError(`Unsupported operation '${String(operation)}'.`, 'MappingTemplate');
  const type = invocationType ?? 'RequestResponse';
  if (type !== 'RequestResponse' && type !== 'Event')
    throw new AppSyncError(`Unsupported invocationType '${String(type)}'.`, 'MappingTemplate');
  return { operation, invocationType: type, payload };
}

/** A runtime of one's own may send anything. */
function resultOf(text: string): DataSourceAnswer {
  if (text === '') return { result: null };
  try {
    const result: unknown = JSON.parse(text);
    return { result };
  } catch {
    return failed('The function answered with text that is not JSON.', 'IllegalArgument');
  }
}

function functionErrorMessage(payload: string): string {
  const unknownError = 'The function failed.';
  try {
    const parsed: unknown = JSON.parse(payload);
    const message = isObject(parsed) ? parsed['errorMessage'] : undefined;
    return typeof message === 'string' ? message : unknownError;
  } catch {
    return unknownError;
  }
}
