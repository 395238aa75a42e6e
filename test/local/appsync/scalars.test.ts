import { awsScalars } from '../../../local/appsync/scalars';

const cases: [scalar: string, valid: unknown[], invalid: unknown[]][] = [
  [
    'AWSDate',
    ['1970-01-01', '2024-02-29', '1970-01-01Z', '1970-01-01-07:00', '1970-01-01+05:30'],
    ['1970-13-01', '2023-02-29', '70-01-01', '1970-01-01+19:00', '1970-01-01T00:00:00Z', 19700101, ''],
  ],
  [
    'AWSTime',
    ['12:30', '12:30:24', '12:30:24.500Z', '12:30:24.500+05:30:12'],
    ['24:00:00', '12:60', '1:30', '12:30:24,5', 5],
  ],
  [
    'AWSDateTime',
    [
      '1970-01-01T12:30:24Z',
      '1970-01-01T12:30:24.500+05:30',
      '1970-01-01T12:30Z',
      '2026-11-22T10:00:00.123456789Z',
    ],
    ['1970-01-01T12:30:24', '1970-01-01', '1970-02-30T12:30:24Z', '1970-01-01 12:30:24Z', 'T12:30Z', 0],
  ],
  ['AWSTimestamp', [0, -1, 1_700_000_000], [1.5, '0', 2 ** 60]],
  [
    'AWSEmail',
    ['anna@example.com', 'a.b+c@mail.example.co'],
    ['anna', 'a@', '@b', 'a b@c.d', 'a@b@c.d', 'a@.com'],
  ],
  [
    'AWSURL',
    ['https://example.com/a?b=c', 'mailto:anna@example.com', 'ftp://host'],
    ['example.com', '//example.com', 'http:// space', ''],
  ],
  ['AWSPhone', ['+45 12 34 56 78', '212-555-0100', '(212) 555 0100'], ['12', 'phone', '+1234567890123456']],
  [
    'AWSIPAddress',
    ['123.12.34.56', '1.2.3.4/24', '1a2b:3c4b::1234:4567', '::1/64'],
    ['123.45.1', '1.2.3.4/33', '::1/129', '1.2.3.4/24/1'],
  ],
];

describe.each(cases)('%s', (name, valid, invalid) => {
  const scalar = awsScalars.find((candidate) => candidate.name === name)!;

  test.each(valid.map((value) => [value]))('takes and gives %p', (value) => {
    expect(scalar.parseValue(value)).toEqual(value);
    expect(scalar.serialize(value)).toEqual(value);
  });

  test.each(invalid.map((value) => [value]))('refuses %p, and does not repeat it', (value) => {
    expect(() => scalar.parseValue(value)).toThrow(`is not a valid ${name}`);
    expect(() => scalar.serialize(value)).toThrow(`is not a valid ${name}`);
  });
});

describe('AWSJSON', () => {
  const scalar = awsScalars.find(({ name }) => name === 'AWSJSON')!;

  test('is text outside and a value inside', () => {
    expect(scalar.parseValue('{"a":[1]}')).toEqual({ a: [1] });
    expect(scalar.serialize({ a: [1] })).toBe('{"a":[1]}');
    expect(scalar.serialize('{"a":[1]}')).toBe('{"a":[1]}');
  });

  test.each([['{bad'], ['plain text'], [5]])('refuses %p', (value) => {
    expect(() => scalar.parseValue(value)).toThrow('is not a valid AWSJSON');
  });
});
