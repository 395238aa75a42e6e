import type { PolicyStatement } from '../../../local/cloud';
import { policyStatements, resourcePolicyStatements } from '../../../local/iam/policy-document';
import { TemplateError } from '../../../local/template/intrinsics';

const statement: PolicyStatement = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: 'arn:aws:s3:::b/${aws:userid}',
  Condition: { StringLike: { 'a:b': ['${x}', 'y*'] } },
};

test('a policy of the newer version is taken as it stands', () => {
  expect(policyStatements({ Version: '2012-10-17', Statement: statement })).toEqual([statement]);
});

test('a policy of the older version says what it says without variables', () => {
  const plain = {
    ...statement,
    Resource: ['arn:aws:s3:::b/${$}{aws:userid}'],
    Condition: { StringLike: { 'a:b': ['${$}{x}', 'y*'] } },
  };
  expect(policyStatements({ Statement: [statement] })).toEqual([plain]);
});

test.each<[string, Partial<PolicyStatement>, string]>([
  [
    'an unknown operator',
    { Condition: { StringMatches: { a: 'b' } } },
    'StringMatches, which does not exist',
  ],
  ['neither action', { Action: undefined } as object, 'needs either Action or NotAction'],
  ['nobody to speak of', { Principal: undefined } as object, 'needs either Principal or NotPrincipal'],
  [
    'everybody but some allowed',
    { Principal: undefined, NotPrincipal: '*', Effect: 'Allow' } as object,
    'with Deny only',
  ],
  ['a resource that is no ARN', { Resource: 'b/*' }, 'has the resource b/*, which is neither an ARN nor "*"'],
])('a policy of a resource with %s stops the start', (_name, change, sentence) => {
  const read = () => resourcePolicyStatements('Bucket', { Statement: [{ ...statement, ...change }] });
  expect(read).toThrow(TemplateError);
  expect(read).toThrow('The statement 0 of the policy of Bucket ');
  expect(read).toThrow(sentence);
});
