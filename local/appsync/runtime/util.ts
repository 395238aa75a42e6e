import { dynamodbUtil } from './attribute-values';
import { base64Decode, base64Encode, escapeJavaScript, urlDecode, urlEncode } from './encoding';
import { conditionExpression } from './expressions';
import { http } from './http';
import { identifiers } from './identifiers';
import type { Entropy } from './identifiers';
import { assertWatched } from './patterns';
import { rds } from './rds';
import { strict } from './refusal';
import { session } from './session';
import { EarlyReturnSignal, FieldErrorSignal } from './signals';
import { toSubscriptionFilter } from './subscription-filter';
import { time } from './time';
import { xml } from './xml';

/** A java.util.regex pattern whose inline flags (`(?i)`) JavaScript writes elsewhere. */
function javaPattern(pattern: string): RegExp {
  const [, flags = '', body = pattern] = /^\(\?([ims]+)\)([^]*)$/.exec(pattern) ?? [];
  return new RegExp(body, flags);
}

/** The `util` object of `@aws-appsync/utils` 2.1. */
export function createUtil(entropy: Entropy) {
  return strict('util', {
    escapeJavaScript,
    urlEncode,
    urlDecode,
    base64Encode,
    base64Decode,
    ...identifiers(entropy),
    unauthorized(): never {
      throw new FieldErrorSignal('Unauthorized', 'Unauthorized', null, null, true);
    },
    error(message: string, errorType?: string, data?: unknown, errorInfo?: unknown): never {
      throw new FieldErrorSignal(String(message), errorType ?? null, data ?? null, errorInfo ?? null);
    },
    appendError(message: string, errorType?: string, data?: unknown, errorInfo?: unknown): void {
      session().appendedErrors.push({
        message: String(message),
        errorType: errorType ?? null,
        data: data ?? null,
        errorInfo: errorInfo ?? null,
      });
    },
    matches(pattern: string, value: string): boolean {
      assertWatched();
      return javaPattern(pattern).test(value);
    },
    authType: () => session().authType,
    time: strict('util.time', time),
    dynamodb: strict('util.dynamodb', dynamodbUtil),
    transform: strict('util.transform', {
      toDynamoDBFilterExpression: (filter: unknown) => JSON.stringify(conditionExpression(filter)),
      toDynamoDBConditionExpression: (condition: unknown) => JSON.stringify(conditionExpression(condition)),
      toElasticsearchQueryDSL(): never {
        throw new Error('util.transform.toElasticsearchQueryDSL is not run on this machine.');
      },
      toSubscriptionFilter,
    }),
    math: strict('util.math', {
      roundNum: (value: number) => Math.round(value),
      minVal: (left: number, right: number) => Math.min(left, right),
      maxVal: (left: number, right: number) => Math.max(left, right),
      randomDouble: () => Math.random(),
      randomWithinRange: (start: number, end: number) => start + Math.floor(Math.random() * (end - start)),
    }),
    str: strict('util.str', {
      normalize: (value: string, form: 'nfc' | 'nfd' | 'nfkc' | 'nfkd') =>
        value.normalize(form.toUpperCase()),
    }),
    http,
    xml,
    rds,
  });
}

export const runtime = strict('runtime', {
  earlyReturn(value?: unknown, options?: { skipTo?: string }): never {
    const skipTo = options?.skipTo ?? null;
    if (skipTo !== null && skipTo !== 'NEXT' && skipTo !== 'END')
      throw new Error("runtime.earlyReturn: skipTo has to be 'END' or 'NEXT'.");
    throw new EarlyReturnSignal(value, skipTo);
  },
});
