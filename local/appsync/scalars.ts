import { isIP } from 'node:net';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';

/**
 * AppSync's own scalars (developer guide, "Scalar types in GraphQL"). What is wrong is never repeated in the message: it
 * may be somebody's address.
 */

const dateShape = /^(-?\d{4,9})-(\d{2})-(\d{2})$/;
const timeShape = /^(\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?$/;
const offsetShape = /(Z|[+-](\d{2}):(\d{2})(?::(\d{2}))?)$/;

function isDate(text: string): boolean {
  const match = dateShape.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTime(text: string): boolean {
  const match = timeShape.exec(text);
  return match !== null && Number(match[1]) < 24 && Number(match[2]) < 60 && Number(match[3] ?? 0) < 60;
}

/** Splits off a time-zone offset of at most 18 hours; undefined when what looks like one is not. */
function withoutOffset(text: string): { rest: string; offset: boolean } | undefined {
  const match = offsetShape.exec(text);
  if (match === null) return { rest: text, offset: false };
  const [, whole = '', hours = '0', minutes = '0', seconds = '0'] = match;
  if (Number(hours) > 18 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  return { rest: text.slice(0, -whole.length), offset: true };
}

function isDateTime(text: string): boolean {
  const parts = withoutOffset(text);
  if (parts === undefined || !parts.offset) return false;
  const [date = '', time = '', ...more] = parts.rest.split('T');
  return more.length === 0 && isDate(date) && isTime(time);
}

/** `-05:30` reads like the end of a date: a date that is one as it stands has no offset. */
function isDateWithOptionalOffset(text: string): boolean {
  return isDate(text) || isDate(withoutOffset(text)?.rest ?? '');
}

function isTimeWithOptionalOffset(text: string): boolean {
  return isTime(withoutOffset(text)?.rest ?? '');
}

function isUrl(text: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(text) && URL.canParse(text);
}

function isPhone(text: string): boolean {
  const digitCount = text.replace(/\D/g, '').length;
  return /^\+?[\d\s().-]+$/.test(text) && digitCount >= 7 && digitCount <= 15;
}

function isIpAddress(text: string): boolean {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (version === 4 ? 32 : 128));
}

function textScalar(
  name: string,
  description: string,
  isValid: (text: string) => boolean,
): GraphQLScalarType<string> {
  const parseValue = (value: unknown): string => {
    if (typeof value === 'string' && isValid(value)) return value;
    throw new Error(`is not a valid ${name}`);
  };
  return new GraphQLScalarType<string>({ name, description, serialize: serializing(parseValue), parseValue });
}

/** A value that cannot be written is the resolver's fault, and a GraphQL error to graphql-js. */
function serializing<T>(parse: (value: unknown) => T): (value: unknown) => T {
  return (value) => {
    try {
      return parse(value);
    } catch (error) {
      throw new GraphQLError(error instanceof Error ? error.message : String(error));
    }
  };
}

function parseTimestamp(value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new Error('is not a valid AWSTimestamp');
}

function parseJson(value: unknown): unknown {
  if (typeof value === 'string') {
    try {
      const parsed: unknown = JSON.parse(value);
      return parsed;
    } catch {
      // Below.
    }
  }
  throw new Error('is not a valid AWSJSON');
}

export const awsScalars: readonly GraphQLScalarType[] = [
  textScalar(
    'AWSDate',
    'An ISO 8601 date, `YYYY-MM-DD`, with an optional time-zone offset.',
    isDateWithOptionalOffset,
  ),
  textScalar(
    'AWSTime',
    'An ISO 8601 time, `hh:mm:ss.sss`, with an optional time-zone offset.',
    isTimeWithOptionalOffset,
  ),
  textScalar('AWSDateTime', 'An ISO 8601 date and time with a time-zone offset.', isDateTime),
  textScalar('AWSEmail', 'An e-mail address, `local-part@domain-part`.', (text) =>
    /^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)*$/.test(text),
  ),
  textScalar('AWSURL', 'A URL with its scheme.', isUrl),
  textScalar('AWSPhone', 'A phone number; spaces and hyphens may separate the groups.', isPhone),
  textScalar('AWSIPAddress', 'An IPv4 or IPv6 address, optionally with a prefix length.', isIpAddress),
  new GraphQLScalarType({
    name: 'AWSTimestamp',
    description: 'Seconds since 1970-01-01T00:00:00Z.',
    serialize: serializing(parseTimestamp),
    parseValue: parseTimestamp,
  }),
  new GraphQLScalarType({
    name: 'AWSJSON',
    description: 'A JSON string, which resolvers see as the value that it stands for.',
    serialize: serializing((value) => {
      if (typeof value !== 'string') return JSON.stringify(value);
      parseJson(value);
      return value;
    }),
    parseValue: parseJson,
    parseLiteral: (node, variables) => {
      if (node.kind !== Kind.STRING) throw new Error('is not a valid AWSJSON');
      return parseJson(valueFromASTUntyped(node, variables));
    },
  }),
];
