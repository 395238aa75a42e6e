import { buildSchema } from 'graphql';
import { Documents } from '../../../local/appsync/execution/documents';
import { Delivery, sameness } from '../../../local/appsync/realtime/views';
import type { View } from '../../../local/appsync/realtime/views';
import type { AuthorizedCaller } from '../../../local/appsync/auth/caller';

const documents = new Documents(buildSchema('type Query { a: Int b: Int }'), true);
const byKey: AuthorizedCaller = { mode: 'API_KEY', name: 'API_KEY', identity: null };
const guest = (name: string, ...denied: string[]): AuthorizedCaller => ({
  mode: 'AWS_LAMBDA',
  name: 'AWS_LAMBDA',
  identity: { resolverContext: { name } },
  deniedFields: new Set(denied),
});
const role = (name: string): AuthorizedCaller => {
  const [roleArn, arn] = [`arn:aws:iam::1:role/${name}`, `arn:aws:sts::1:assumed-role/${name}/s`];
  return { mode: 'AWS_IAM', name: arn, identity: null, iamCaller: { kind: 'role', roleArn, arn } };
};

/** How often an event is rendered for subscriptions of these views. */
function renderings(
  ...views: [query: string, caller: AuthorizedCaller, variables?: object, name?: string][]
) {
  let count = 0;
  const delivery = new Delivery({ a: 1 });
  for (const [query, caller, variables = {}, name] of views) {
    const parsed = documents.prepare(query);
    if ('errors' in parsed) throw new Error(query);
    const view: View = {
      document: parsed.prepared,
      sameness: sameness(caller, name, variables),
      render: (event) => ({ data: event, errors: ++count }),
    };
    delivery.payload(view);
  }
  return count;
}

test('an event is rendered once for all who see the same', () => {
  expect(renderings(['{ a }', byKey], ['{ a }', byKey], ['{ a }', byKey])).toBe(1);
  expect(renderings(['{ a }', guest('anna')], ['{ a }', guest('bo')])).toBe(1);
  expect(renderings(['{ a }', guest('anna', 'T.a', 'T.b')], ['{ a }', guest('bo', 'T.b', 'T.a')])).toBe(1);
  expect(renderings(['{ a }', role('one')], ['{ a }', role('one')])).toBe(1);
});

test.each<[difference: string, Parameters<typeof renderings>]>([
  [
    'selection',
    [
      ['{ a }', byKey],
      ['{ b }', byKey],
    ],
  ],
  [
    'variables',
    [
      ['{ a }', byKey, { v: 1 }],
      ['{ a }', byKey, { v: '1' }],
    ],
  ],
  [
    'operation',
    [
      ['query A { a } query B { b }', byKey, {}, 'A'],
      ['query A { a } query B { b }', byKey, {}, 'B'],
    ],
  ],
  [
    'mode',
    [
      ['{ a }', byKey],
      ['{ a }', guest('anna')],
    ],
  ],
  [
    'fields denied',
    [
      ['{ a }', guest('anna')],
      ['{ a }', guest('anna', 'T.a')],
    ],
  ],
  [
    'role',
    [
      ['{ a }', role('one')],
      ['{ a }', role('another')],
    ],
  ],
])('and again for another %s', (_difference, views) => {
  expect(renderings(...views)).toBe(2);
});

test('under a later template the same text is another document', () => {
  const later = new Documents(buildSchema('type Query { a: Int }'), true);
  const [first, second] = [documents.prepare('{ a }'), later.prepare('{ a }')];
  if ('errors' in first || 'errors' in second) throw new Error('not valid');
  const delivery = new Delivery({ a: 1 });
  const view = (document: View['document'], data: string): View => ({
    document,
    sameness: sameness(byKey, undefined, {}),
    render: () => ({ data }),
  });
  expect(delivery.payload(view(first.prepared, 'as it was'))).toBe('{"data":"as it was"}');
  expect(delivery.payload(view(second.prepared, 'as it is'))).toBe('{"data":"as it is"}');
});
