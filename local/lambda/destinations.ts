import type { Stack } from '../template/stack';
import { defaultEventInvokeConfig } from './event-queue';
import type { AsyncEvent, EventEnding, EventInvokeConfig } from './event-queue';
import { maximumEventAgeMs, maximumRetryAttempts } from './limits';

interface EventInvokeConfigProperties {
  FunctionName: string;
  Qualifier: string;
  MaximumRetryAttempts?: number | string;
  MaximumEventAgeInSeconds?: number | string;
  DestinationConfig?: { OnSuccess?: { Destination: string }; OnFailure?: { Destination: string } };
}

/** Finds the `AWS::Lambda::EventInvokeConfig` for a function's ARN and qualifier. */
export function readEventInvokeConfigs(
  stack: Stack,
  arnOfFunction: (nameOrArn: string) => string,
): (functionArn: string, qualifier: string) => EventInvokeConfig {
  const configs = new Map<string, EventInvokeConfig>();
  for (const { properties } of stack.ofType<EventInvokeConfigProperties>('AWS::Lambda::EventInvokeConfig')) {
    const { OnSuccess, OnFailure } = properties.DestinationConfig ?? {};
    configs.set(`${arnOfFunction(properties.FunctionName)}:${properties.Qualifier}`, {
      maximumRetryAttempts: Number(properties.MaximumRetryAttempts ?? maximumRetryAttempts),
      maximumEventAgeMs: Number(properties.MaximumEventAgeInSeconds ?? maximumEventAgeMs / 1000) * 1000,
      ...(OnSuccess === undefined ? {} : { onSuccess: OnSuccess.Destination }),
      ...(OnFailure === undefined ? {} : { onFailure: OnFailure.Destination }),
    });
  }
  return (functionArn, qualifier) => configs.get(`${functionArn}:${qualifier}`) ?? defaultEventInvokeConfig;
}

/** The record that a destination gets (Lambda developer guide, "Adding a destination"). */
export function destinationRecord(
  { event, condition, approximateInvokeCount, outcome }: EventEnding,
  executedVersion: string,
  timestamp: Date,
): object {
  return {
    version: '1.0',
    timestamp: timestamp.toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn: `${functionArnOf(event)}:${event.qualifier}`,
      condition,
      approximateInvokeCount,
    },
    requestPayload: parse(event.payload),
    ...(outcome === undefined
      ? {}
      : {
          responseContext: {
            statusCode: 200,
            executedVersion,
            ...(outcome.functionError === undefined ? {} : { functionError: outcome.functionError }),
          },
          responsePayload: parse(outcome.payload),
        }),
  };
}

/** The ARN of the function that was invoked, without a qualifier. */
export function functionArnOf({ invokedArn }: Pick<AsyncEvent, 'invokedArn'>): string {
  return invokedArn.split(':').slice(0, 7).join(':');
}

/** JSON as it came, or its text when a runtime of its own kind answered something else. */
function parse(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
