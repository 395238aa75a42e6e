/** One DynamoDB attribute value in AppSync's form: numbers stay numbers, and null is `{NULL: null}`. */
export type AttributeValue = Record<string, unknown>;

/** Sets made by the set functions, told apart from maps that happen to have a key `SS`. */
const sets = new WeakSet<object>();

function set(type: 'SS' | 'NS' | 'BS', values: unknown[] | null | undefined): AttributeValue | null {
  if (values === null || values === undefined) return null;
  const attribute = { [type]: [...values] };
  sets.add(attribute);
  return attribute;
}

export const isSet = (value: object) => sets.has(value);
export const stringSet = (values: string[] | null | undefined) => set('SS', values);
export const numberSet = (values: number[] | null | undefined) => set('NS', values);
export const binarySet = (values: string[] | null | undefined) => set('BS', values);

/** Lists become `L`, never sets. What JSON cannot carry is refused. */
export function toAttributeValue(value: unknown): AttributeValue {
  if (value === null || value === undefined) return { NULL: null };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error('DynamoDB has no NaN and no infinity.');
    return { N: value };
  }
  if (Array.isArray(value)) return { L: value.map(toAttributeValue) };
  if (typeof value !== 'object') throw new Error(`A ${typeof value} has no DynamoDB representation.`);
  return isSet(value) ? { ...value } : { M: toAttributeMap(value) };
}

/** Members that are undefined are left out, as JSON does. */
export function toAttributeMap(value: object): Record<string, AttributeValue> {
  const map: Record<string, AttributeValue> = {};
  for (const [name, member] of Object.entries(value))
    if (member !== undefined) map[name] = toAttributeValue(member);
  return map;
}

function scalar<T>(type: string, value: T | null | undefined): AttributeValue | null {
  return value === null || value === undefined ? null : { [type]: value };
}

/** `util.dynamodb`. */
export const dynamodbUtil = {
  toDynamoDB: toAttributeValue,
  toString: (value?: string | null) => scalar('S', value),
  toStringSet: stringSet,
  toNumber: (value?: number | null) => scalar('N', value),
  toNumberSet: numberSet,
  toBinary: (value?: string | null) => scalar('B', value),
  toBinarySet: binarySet,
  toBoolean: (value?: boolean | null) => scalar('BOOL', value),
  toNull: () => ({ NULL: null }),
  toList: (values?: unknown[] | null) => (Array.isArray(values) ? { L: values.map(toAttributeValue) } : null),
  toMap: (value?: object | null) => (value ? { M: toAttributeMap(value) } : null),
  toMapValues: (value?: object | null) => (value ? toAttributeMap(value) : null),
  toS3Object: (key: string, bucket: string, region: string, version?: string) => ({
    S: JSON.stringify({ s3: { key, bucket, region, ...(version === undefined ? {} : { version }) } }),
  }),
  fromS3ObjectJson: (text: string): unknown => {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && 's3' in parsed ? parsed.s3 : null;
  },
};
