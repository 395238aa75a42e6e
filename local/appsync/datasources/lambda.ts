import { AwsError } from '../../cloud';
import type { Caller, LambdaService } from '../../cloud';
import { AppSyncError, notRunHere } from '../errors';
import { isObject } from '../json';
import type { DataSource, DataSourceAnswer } from './data-source';

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

/** AWS_LAMBDA (developer guide, "JavaScript resolver function reference for Lambda"). */
export function lambdaDataSource({ name, functionArn, caller, lambda }: LambdaDataSourceOptions): DataSource {
  return {
    name,
    async call(request): Promise<DataSourceAnswer> {
      const { invocationType, payload } = readRequest(request);
      try {
        const answer = await lambda.invoke(caller(), {
          functionName: functionArn,
          invocationType,
          payload: Buffer.from(JSON.stringify(payload ?? null)),
        });
        if (invocationType === 'Event') return { result: null };
        const text = answer.payload.toString('utf8');
        if (answer.functionError !== undefined)
          return {
            result: null,
            error: { message: functionErrorMessage(text), type: `Lambda:${answer.functionError}` },
          };
        const result: unknown = text === '' ? null : JSON.parse(text);
        return { result };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const type = declared.has(error.code) ? error.code : 'LambdaException';
        return {
          result: null,
          error: {
            message: `${error.message} (Service: Lambda, Status Code: ${error.statusCode})`,
            type: `Lambda:${type}`,
          },
        };
      }
    },
  };
}

function readRequest(request: unknown): { invocationType: 'RequestResponse' | 'Event'; payload: unknown } {
  const { operation, invocationType, payload } = isObject(request) ? request : {};
  if (operation === 'BatchInvoke') throw notRunHere("The Lambda operation 'BatchInvoke'");
  if (operation !== 'Invoke')
    throw new AppSyncError(`Unsupported operation '${String(operation)}'.`, 'MappingTemplate');
  const type = invocationType ?? 'RequestResponse';
  if (type !== 'RequestResponse' && type !== 'Event')
    throw new AppSyncError(`Unsupported invocationType '${String(type)}'.`, 'MappingTemplate');
  return { invocationType: type, payload };
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
