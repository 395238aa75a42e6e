import fc from 'fast-check';
import { noValue, resolve, resolveCondition, TemplateError } from '../../../local/template/intrinsics';
import type { Json, Scope } from '../../../local/template/intrinsics';

const scope: Scope = {
  ref: (name) => {
    if (name === 'AWS::NoValue') return noValue;
    if (name === 'AWS::Region') return 'eu-central-1';
    if (name === 'Letters') return ['a', 'b', 'c'];
    if (name === 'Bucket') return 'pictures';
    throw new TemplateError(`no ${name}`);
  },
  attribute: (logicalId, name) => `<${logicalId}.${name}>`,
  condition: (name) => name === 'Yes',
  mapping: (map, top, second) => (map === 'Runtimes' && top === 'eu-central-1' ? `${second}-22` : undefined),
};

describe('intrinsic functions', () => {
  test.each<[string, Json, Json]>([
    ['Ref', { Ref: 'Bucket' }, 'pictures'],
    ['Fn::GetAtt with a list', { 'Fn::GetAtt': ['Table', 'Arn'] }, '<Table.Arn>'],
    ['Fn::GetAtt with a dotted name', { 'Fn::GetAtt': 'Table.Stream.Arn' }, '<Table.Stream.Arn>'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Bucket' }, 3]] }, 'a-pictures-3'],
    ['Fn::Join of a list that is computed', { 'Fn::Join': ['', { Ref: 'Letters' }] }, 'abc'],
    [
      'Fn::Sub with names',
      { 'Fn::Sub': '${Bucket}/${AWS::Region}/${Table.Arn}' },
      'pictures/eu-central-1/<Table.Arn>',
    ],
    [
      'Fn::Sub with its own values',
      { 'Fn::Sub': ['${x}:${Bucket}', { x: { Ref: 'AWS::Region' } }] },
      'eu-central-1:pictures',
    ],
    ['Fn::Sub with a literal', { 'Fn::Sub': '${!Literal} ${Bucket}' }, '${Literal} pictures'],
    ['Fn::Select', { 'Fn::Select': [1, { Ref: 'Letters' }] }, 'b'],
    ['Fn::Select with text for a number', { 'Fn::Select': ['2', ['x', 'y', 'z']] }, 'z'],
    ['Fn::Split', { 'Fn::Split': ['|', 'a|b'] }, ['a', 'b']],
    [
      'Fn::Select of Fn::Split',
      { 'Fn::Select': [0, { 'Fn::Split': [':', { 'Fn::GetAtt': ['T', 'A'] }] }] },
      '<T.A>',
    ],
    ['Fn::If that holds', { 'Fn::If': ['Yes', 'then', 'else'] }, 'then'],
    ['Fn::If that does not', { 'Fn::If': ['No', 'then', { Ref: 'Bucket' }] }, 'pictures'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Runtimes', { Ref: 'AWS::Region' }, 'node'] }, 'node-22'],
    ['Fn::Base64', { 'Fn::Base64': 'hej' }, 'aGVq'],
    ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['AWS::NoValue in a list', [1, { 'Fn::If': ['No', 2, { Ref: 'AWS::NoValue' }] }, 3], [1, 3]],
    ['plain data', { Ref: 'a', other: 'b' }, { Ref: 'a', other: 'b' }],
  ])('%s', (_name, value, expected) => {
    expect(resolve(value, scope, 'Resources.X')).toEqual(expected);
  });

  test.each<[Json, boolean]>([
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-central-1'] }, true],
    [{ 'Fn::Equals': [1, '1'] }, true],
    [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ Condition: 'No' }] }] }, true],
    [{ 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
    [{ 'Fn::Not': [{ Condition: 'Yes' }] }, false],
  ])('the condition %j is %s', (condition, expected) => {
    expect(resolveCondition(condition, scope, 'Conditions.X')).toBe(expected);
  });

  test.each<[string, Json, RegExp]>([
    [
      'an import from another stack',
      { 'Fn::ImportValue': 'Other' },
      /Resources\.X imports "Other" from another stack/,
    ],
    [
      'a function it does not know',
      { 'Fn::Cidr': ['10.0.0.0/8', 1, 1] },
      /Resources\.X: Fn::Cidr is not known/,
    ],
    ['a wrong number of arguments', { 'Fn::Join': ['-'] }, /Fn::Join takes 2 arguments/],
    ['an item that is not there', { 'Fn::Select': [7, ['a']] }, /Fn::Select has no item 7 among 1/],
    ['a key that no mapping has', { 'Fn::FindInMap': ['Runtimes', 'nowhere', 'x'] }, /Runtimes\.nowhere\.x/],
    ['text where a list is needed', { 'Fn::Join': ['-', 'text'] }, /a list is needed/],
    ['an object where text is needed', { 'Fn::Join': ['-', [{ a: 'b', c: 'd' }]] }, /a string is needed/],
  ])('%s is an error that names the place', (_name, value, message) => {
    expect(() => resolve(value, scope, 'Resources.X')).toThrow(TemplateError);
    expect(() => resolve(value, scope, 'Resources.X')).toThrow(message);
  });

  test('leave data without functions as it is', () => {
    const key = fc.string().filter((name) => name !== 'Ref' && !name.startsWith('Fn::'));
    const data = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(key, tie('value'), { maxKeys: 4 }),
      ),
    })).value;
    fc.assert(
      fc.property(data, (value) => {
        const json = JSON.parse(JSON.stringify(value));
        expect(resolve(json, scope, 'X')).toEqual(json);
      }),
    );
  });
});
