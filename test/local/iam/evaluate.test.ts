import fc from 'fast-check';
import type { Caller, PolicyStatement } from '../../../local/cloud';
import { evaluate } from '../../../local/iam/evaluate';

const role: Caller = {
  kind: 'role',
  roleArn: 'arn:aws:iam::000000000000:role/reader',
  arn: 'arn:aws:sts::000000000000:assumed-role/reader/session',
};
const appsync: Caller = {
  kind: 'service',
  principal: 'appsync.amazonaws.com',
  sourceArn: 'arn:aws:appsync:eu-central-1:000000000000:apis/a',
  sourceAccount: '000000000000',
};
const object = 'arn:aws:s3:::pictures/2026/a.jpg';

interface Question {
  caller?: Caller;
  action?: string;
  resource?: string;
  context?: Record<string, string | string[]>;
  identity?: PolicyStatement[];
  boundary?: PolicyStatement[] | undefined;
  resourcePolicy?: PolicyStatement[];
}

function ask(question: Question) {
  const { caller = role, action = 's3:GetObject', resource = object, context = {} } = question;
  const named = (statements: PolicyStatement[] = []) =>
    statements.map((statement, index) => ({ name: `p#${index}`, statement }));
  return evaluate({
    caller,
    action,
    resource,
    context: new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()])),
    identity: named(question.identity),
    boundary: question.boundary && named(question.boundary),
    resourcePolicy: named(question.resourcePolicy),
  });
}

const allow = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({
  Effect: 'Allow',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::pictures/*',
  ...more,
});
const deny = (more: Partial<PolicyStatement> = {}): PolicyStatement => ({ ...allow(more), Effect: 'Deny' });

describe('a policy of the identity', () => {
  test.each<[string, PolicyStatement, boolean]>([
    ['the very action and resource', allow({ Resource: object }), true],
    ['a wildcard in the resource', allow(), true],
    ['a wildcard for one character', allow({ Resource: 'arn:aws:s3:::pictures/2026/?.jpg' }), true],
    ['another bucket', allow({ Resource: 'arn:aws:s3:::other/*' }), false],
    ['another case in the resource', allow({ Resource: 'arn:aws:s3:::Pictures/*' }), false],
    ['another case in the action', allow({ Action: 'S3:getobject' }), true],
    ['a wildcard in the action', allow({ Action: ['s3:Put*', 's3:Get*'] }), true],
    ['everything', allow({ Action: '*', Resource: '*' }), true],
    ['another action', allow({ Action: 's3:PutObject' }), false],
    ['NotAction of another', { Effect: 'Allow', NotAction: 's3:Delete*', Resource: '*' }, true],
    ['NotAction of this', { Effect: 'Allow', NotAction: 's3:Get*', Resource: '*' }, false],
    ['NotResource of another', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::other/*' }, true],
    ['NotResource of this', { Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::pictures/*' }, false],
    ['a wildcard that would reach over a colon', allow({ Resource: 'arn:*:pictures/2026/a.jpg' }), false],
    ['a dot that is no wildcard', allow({ Resource: 'arn:aws:s3:::pictures/2026/a?jp.' }), false],
  ])('with %s: %#', (_name, statement, expected) => {
    expect(ask({ identity: [statement] }).allowed).toBe(expected);
  });

  test('allows nothing by being silent', () => {
    expect(ask({})).toEqual({ allowed: false, because: 'no-allow', policy: 'identity-based' });
  });

  test('that denies wins over every allow', () => {
    expect(ask({ identity: [allow(), deny()], resourcePolicy: [allow({ Principal: '*' })] })).toEqual({
      allowed: false,
      because: 'explicit-deny',
      policy: 'identity-based',
      statement: 'p#1',
    });
  });
});

describe('a policy of the resource', () => {
  const roleArn = 'arn:aws:iam::000000000000:role/reader';

  test.each<[string, Caller, NonNullable<PolicyStatement['Principal']>, boolean]>([
    ['everybody', role, '*', true],
    ['every AWS principal', role, { AWS: '*' }, true],
    ['the role', role, { AWS: roleArn }, true],
    ['the session', role, { AWS: 'arn:aws:sts::000000000000:assumed-role/reader/session' }, true],
    ['another role', role, { AWS: 'arn:aws:iam::000000000000:role/writer' }, false],
    ['the account, which leaves it to the identity', role, { AWS: 'arn:aws:iam::000000000000:root' }, false],
    ['a service, for a role', role, { Service: 'appsync.amazonaws.com' }, false],
    ['the service', appsync, { Service: ['lambda.amazonaws.com', 'appsync.amazonaws.com'] }, true],
    ['another service', appsync, { Service: 'lambda.amazonaws.com' }, false],
    ['a role, for a service', appsync, { AWS: roleArn }, false],
  ])('that allows %s', (_name, caller, principal, expected) => {
    expect(ask({ caller, resourcePolicy: [allow({ Principal: principal })] }).allowed).toBe(expected);
  });

  test('allows beside a silent identity, and the identity beside a silent resource', () => {
    expect(ask({ resourcePolicy: [allow({ Principal: { AWS: roleArn } })] }).allowed).toBe(true);
    expect(ask({ identity: [allow()], resourcePolicy: [] }).allowed).toBe(true);
  });

  test('that denies the account denies its roles', () => {
    const statement = deny({ Principal: { AWS: '000000000000' } });
    expect(ask({ identity: [allow()], resourcePolicy: [statement] })).toMatchObject({
      because: 'explicit-deny',
      policy: 'resource-based',
    });
  });

  test('without a principal speaks of nobody', () => {
    expect(ask({ resourcePolicy: [allow()] }).allowed).toBe(false);
  });

  const account = 'arn:aws:iam::000000000000:root';
  test.each<[string, Caller, NonNullable<PolicyStatement['NotPrincipal']>, boolean]>([
    ['the role and its account', role, { AWS: [roleArn, account] }, true],
    ['the role and its account by number', role, { AWS: [roleArn, '000000000000'] }, true],
    ['the role without its account', role, { AWS: roleArn }, false],
    ['the account without the role', role, { AWS: account }, false],
    ['everybody', role, '*', true],
    ['another role', role, { AWS: ['arn:aws:iam::000000000000:role/writer', account] }, false],
    ['a service, for a role', role, { Service: 'appsync.amazonaws.com' }, false],
    ['the service', appsync, { Service: 'appsync.amazonaws.com' }, true],
    ['a role, for a service', appsync, { AWS: [roleArn, account] }, false],
  ])('that denies all but %s: %#', (_name, caller, NotPrincipal, expected) => {
    const everybody = allow({ Principal: '*' });
    expect(ask({ caller, resourcePolicy: [everybody, deny({ NotPrincipal })] }).allowed).toBe(expected);
  });

  test('that allows all but somebody allows nobody', () => {
    expect(ask({ resourcePolicy: [allow({ NotPrincipal: { AWS: 'arn:aws:iam::1:root' } })] })).toMatchObject({
      because: 'no-allow',
      doubt: 'NotPrincipal goes with Deny only',
    });
  });
});

describe('a permissions boundary', () => {
  const put = allow({ Action: 's3:PutObject' });
  const roleArn = 'arn:aws:iam::000000000000:role/reader';
  const session = 'arn:aws:sts::000000000000:assumed-role/reader/session';

  test.each<[string, Question, string]>([
    ['that allows too', { identity: [allow()], boundary: [allow()] }, 'allowed'],
    ['that is silent', { identity: [allow()], boundary: [put] }, 'no permissions boundary'],
    ['that denies', { identity: [allow()], boundary: [allow(), deny()] }, 'denied by permissions boundary'],
    ['that alone allows', { identity: [put], boundary: [allow()] }, 'no identity-based'],
    [
      'over what the resource grants to the role',
      { resourcePolicy: [allow({ Principal: { AWS: roleArn } })], boundary: [put] },
      'no permissions boundary',
    ],
    [
      'not over what the resource grants to the session',
      { resourcePolicy: [allow({ Principal: { AWS: session } })], boundary: [put] },
      'allowed',
    ],
    [
      'that denies what the resource grants to the session',
      { resourcePolicy: [allow({ Principal: { AWS: session } })], boundary: [deny()] },
      'denied by permissions boundary',
    ],
    [
      'beside a NotPrincipal, which then excepts nobody',
      {
        identity: [allow()],
        boundary: [allow()],
        resourcePolicy: [deny({ NotPrincipal: { AWS: [roleArn, '000000000000'] } })],
      },
      'denied by resource-based',
    ],
  ])('%s: %#', (_name, question, expected) => {
    const decision = ask(question);
    const found = decision.allowed
      ? 'allowed'
      : decision.because === 'explicit-deny'
        ? `denied by ${decision.policy}`
        : `no ${decision.because === 'no-allow' ? decision.policy : ''}`;
    expect(found).toBe(expected);
  });
});

describe('what cannot be judged', () => {
  const doubtful = { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };

  test('of a Deny denies, and says why', () => {
    expect(ask({ identity: [allow(), deny(doubtful)] })).toEqual({
      allowed: false,
      because: 'doubt',
      statement: 'p#1',
      doubt: 'the condition key aws:SourceIp is not known on this machine',
    });
  });

  test('of an Allow allows nothing, and stands in nobody’s way', () => {
    expect(ask({ identity: [allow(doubtful)] })).toMatchObject({
      because: 'no-allow',
      doubt: expect.stringContaining('SourceIp'),
    });
    expect(ask({ identity: [allow(doubtful), allow()] })).toEqual({ allowed: true, statement: 'p#1' });
    expect(ask({ identity: [allow(doubtful), allow(), deny()] })).toMatchObject({ because: 'explicit-deny' });
  });

  test('of another action, resource or principal is of no matter', () => {
    const elsewhere = [
      deny({ ...doubtful, Action: 's3:PutObject' }),
      deny({ ...doubtful, Resource: 'arn:aws:s3:::b/*' }),
    ];
    const others = [deny({ ...doubtful, Principal: { AWS: 'arn:aws:iam::000000000000:role/writer' } })];
    expect(ask({ identity: [allow(), ...elsewhere], resourcePolicy: others }).allowed).toBe(true);
  });

  test.each(['aws:UserAgent', 'AWS:sourceip', 'aws:ResourceTag/team', 'aws:PrincipalOrgID'])(
    'is a key like %s, whatever the operator asks of it',
    (key) => {
      for (const operator of [
        'StringEquals',
        'StringNotEquals',
        'StringLikeIfExists',
        'Null',
        'ForAllValues:StringEquals',
      ])
        expect(
          ask({ identity: [allow(), deny({ Condition: { [operator]: { [key]: 'true' } } })] }),
        ).toMatchObject({
          because: 'doubt',
        });
      expect(
        ask({ identity: [allow(), deny({ Resource: `arn:aws:s3:::pictures/\${${key}}` })] }),
      ).toMatchObject({
        because: 'doubt',
      });
    },
  );

  test('is not a key that AWS would not know of the request either', () => {
    const Condition = { StringEquals: { 'aws:SourceVpc': 'vpc-1' } };
    expect(ask({ identity: [allow(), deny({ Condition })] }).allowed).toBe(true);
  });
});

describe('a condition', () => {
  type Case = [
    operator: string,
    policy: string | string[],
    request: string | string[] | undefined,
    holds: boolean,
  ];

  test.each<Case>([
    ['StringEquals', 'a', 'a', true],
    ['StringEquals', ['a', 'b'], 'b', true],
    ['StringEquals', 'a', 'A', false],
    ['StringEquals', 'a*', 'abc', false],
    ['StringEquals', 'a', undefined, false],
    ['StringEqualsIfExists', 'a', undefined, true],
    ['StringEqualsIfExists', 'a', 'b', false],
    ['StringNotEquals', 'a', 'b', true],
    ['StringNotEquals', ['a', 'b'], 'b', false],
    ['StringNotEquals', 'a', undefined, true],
    ['StringEqualsIgnoreCase', 'Abc', 'aBC', true],
    ['StringNotEqualsIgnoreCase', 'Abc', 'aBC', false],
    ['StringLike', 'pic*/?.jpg', 'pictures/a.jpg', true],
    ['StringLike', 'pic?', 'pictures', false],
    ['StringNotLike', 'pic*', 'docs', true],
    [
      'ArnLike',
      'arn:aws:lambda:*:*:function:f*',
      'arn:aws:lambda:eu-central-1:000000000000:function:f1',
      true,
    ],
    ['ArnEquals', 'arn:aws:lambda:*:1:function:f', 'arn:aws:lambda:x:2:function:f', false],
    ['ArnNotLike', 'arn:aws:sns:*:*:t', 'arn:aws:sns:x:1:u', true],
    ['ArnLike', 'arn:aws:sns:*', 'arn:aws:sns:x:1:u', false],
    ['NumericLessThan', '600000', '599999', true],
    ['NumericLessThan', '600000', '600000', false],
    ['NumericLessThanEquals', '10', '10', true],
    ['NumericGreaterThan', '10', '10.5', true],
    ['NumericGreaterThanEquals', '10', '9', false],
    ['NumericEquals', '10', '10.0', true],
    ['NumericNotEquals', '10', '11', true],
    ['NumericLessThan', '10', 'nine', false],
    ['DateLessThan', '2026-12-01T00:00:00Z', '2026-11-22T10:00:00Z', true],
    ['DateGreaterThan', '2026-12-01T00:00:00Z', '2026-11-22T10:00:00Z', false],
    ['DateEquals', '0', '1970-01-01T00:00:00Z', true],
    ['Bool', 'false', 'False', true],
    ['Bool', 'true', 'false', false],
    ['Bool', 'false', undefined, false],
    ['BoolIfExists', 'false', undefined, true],
    ['IpAddress', '10.0.0.0/8', '10.1.2.3', true],
    ['IpAddress', '10.0.0.0/8', '11.1.2.3', false],
    ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
    ['NotIpAddress', '10.0.0.0/8', '11.1.2.3', true],
    ['IpAddress', '10.0.0.0/99', '10.0.0.1', false],
    ['BinaryEquals', 'YQ==', 'YQ==', true],
    ['Null', 'true', undefined, true],
    ['Null', 'true', 'x', false],
    ['Null', 'false', 'x', true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['b', 'c'], true],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c'], false],
    ['ForAnyValue:StringEquals', 'a', undefined, false],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
    ['ForAllValues:StringLike', 'a*', undefined, true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], false],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['c', 'a'], true],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], false],
    ['ForAnyValue:StringEqualsIfExists', 'a', undefined, true],
    ['ArnLikeIfExists', 'arn:aws:sns:*:*:t', undefined, true],
    ['NumericLessThanIfExists', '10', '11', false],
    ['DateGreaterThanEquals', '2026-12-01', '2026-12-01T00:00:00Z', true],
    ['NotIpAddress', '10.0.0.0/8', '10.1.1.1', false],
    ['ArnNotEquals', 'arn:aws:sns:*:*:t', undefined, true],
  ])('%s %j against %j: %s', (operator, policy, request, holds) => {
    const statement = allow({ Condition: { [operator]: { 'Test:Key': policy } } });
    const context = request === undefined ? {} : { 'test:key': request };
    expect(ask({ identity: [statement], context }).allowed).toBe(holds);
  });

  test('holds only together with every other', () => {
    const Condition = { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } };
    const hold = (context: Record<string, string>) =>
      ask({ identity: [allow({ Condition })], context }).allowed;

    expect(hold({ a: '1', b: '2', c: 'true' })).toBe(true);
    expect(hold({ a: '1', b: '3', c: 'true' })).toBe(false);
    expect(hold({ a: '1', b: '2', c: 'false' })).toBe(false);
  });

  test.each(['StringLikes', 'ForSomeValues:StringEquals', 'NullIfExists', 'constructor'])(
    'with the unknown operator %s is never judged',
    (operator) => {
      const statement = allow({ Condition: { StringEquals: { a: 'x' }, [operator]: { a: 'b' } } });
      expect(ask({ identity: [statement], context: { a: 'b' } })).toMatchObject({
        because: 'no-allow',
        doubt: `has the condition operator ${operator}, which does not exist`,
      });
    },
  );

  test('that compares one value with several is never judged', () => {
    const statement = allow({ Condition: { StringEquals: { a: 'b' } } });
    expect(ask({ identity: [statement], context: { a: ['b', 'c'] } })).toMatchObject({
      doubt: expect.stringContaining('needs ForAnyValue'),
    });
  });
});

describe('a policy variable', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['arn:aws:s3:::pictures/${aws:username}/*', { 'aws:username': '2026' }, true],
    ['arn:aws:s3:::pictures/${aws:username}/*', { 'aws:username': 'other' }, false],
    ['arn:aws:s3:::pictures/${aws:username}/*', {}, false],
    ["arn:aws:s3:::pictures/${aws:username, '2026'}/*", {}, true],
    ['arn:aws:s3:::pictures/${aws:username}/a.jpg', { 'aws:username': '*' }, false],
    ['arn:aws:s3:::pictures/${*}', {}, false],
  ])('%s with %j: %s', (Resource, context, expected) => {
    expect(ask({ identity: [allow({ Resource })], context }).allowed).toBe(expected);
  });

  test('for a literal star matches a star only', () => {
    const identity = [allow({ Resource: 'arn:aws:s3:::pictures/${*}' })];
    expect(ask({ identity, resource: 'arn:aws:s3:::pictures/*' }).allowed).toBe(true);
    expect(ask({ identity, resource: 'arn:aws:s3:::pictures/a' }).allowed).toBe(false);
  });

  test('in a condition takes the value of the request', () => {
    const Condition = { StringEquals: { 'a:tag': '${a:user}' } };
    const hold = (context: Record<string, string>) =>
      ask({ identity: [allow({ Condition })], context }).allowed;

    expect(hold({ 'a:tag': 'x', 'a:user': 'x' })).toBe(true);
    expect(hold({ 'a:tag': 'x', 'a:user': 'y' })).toBe(false);
    expect(hold({ 'a:tag': 'x' })).toBe(false);
  });
});

describe('whatever the policies say', () => {
  const doubt = { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } };
  const pattern = fc.constantFrom('s3:GetObject', 's3:Get*', 's3:*', '*', 's3:PutObject', 'dynamodb:*');
  const target = fc.constantFrom(object, 'arn:aws:s3:::pictures/*', '*', 'arn:aws:s3:::other/*');
  const statement: fc.Arbitrary<PolicyStatement> = fc.record({
    Effect: fc.constantFrom('Allow' as const, 'Deny' as const),
    Action: pattern,
    Resource: target,
    Principal: fc.constantFrom('*' as const, { AWS: '000000000000' }, { Service: 'appsync.amazonaws.com' }),
    Condition: fc.constantFrom({}, {}, doubt),
  });
  const statements = fc.array(statement, { maxLength: 4 });
  const policies = fc.record({
    identity: statements,
    boundary: fc.option(statements, { nil: undefined }),
    resourcePolicy: statements,
  });
  /** The same policies with every list of statements changed. */
  const changed = (
    {
      identity,
      boundary,
      resourcePolicy,
    }: Required<Pick<Question, 'identity' | 'resourcePolicy'>> & Question,
    change: (statements: PolicyStatement[]) => PolicyStatement[],
  ): Question => ({
    identity: change(identity),
    boundary: boundary && change(boundary),
    resourcePolicy: change(resourcePolicy),
  });

  test('the order of statements does not matter', () => {
    fc.assert(
      fc.property(policies, (given) => {
        expect(ask(changed(given, (list) => list.toReversed())).allowed).toBe(ask(given).allowed);
      }),
    );
  });

  test('one more deny never allows, and one more allow never denies', () => {
    fc.assert(
      fc.property(policies, statement, (given, extra) => {
        const before = ask(given).allowed;
        const after = ask(changed(given, (list) => [...list, extra])).allowed;
        if (extra.Effect === 'Deny') expect(after && !before).toBe(false);
        else expect(before && !after).toBe(false);
      }),
    );
  });

  test('without an allow there is no access', () => {
    fc.assert(
      fc.property(policies, (given) => {
        const denies = changed(given, (list) => list.filter(({ Effect }) => Effect === 'Deny'));
        expect(ask(denies).allowed).toBe(false);
      }),
    );
  });

  test('a boundary never allows', () => {
    fc.assert(
      fc.property(policies, ({ identity, boundary, resourcePolicy }) => {
        const free = ask({ identity, resourcePolicy }).allowed;
        if (!free) expect(ask({ identity, boundary, resourcePolicy }).allowed).toBe(false);
      }),
    );
  });

  test('a doubt in a deny is as if it held, a doubt in an allow as if it did not', () => {
    fc.assert(
      fc.property(policies, (given) => {
        const settled = changed(given, (list) =>
          list.flatMap((each) => {
            if (each.Condition !== doubt) return [each];
            return each.Effect === 'Deny' ? [{ ...each, Condition: {} }] : [];
          }),
        );
        expect(ask(given).allowed).toBe(ask(settled).allowed);
      }),
    );
  });
});
