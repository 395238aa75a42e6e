import fc from 'fast-check';
import type { RecordedRequest } from '../../../local/cloud';
import { RecentRequests } from '../../../local/front-door/recent-requests';
import { requestList } from '../../../local/front-door/request-list';
import {
  secondsOfTrace,
  shortArn,
  statementsOf,
  tracesOf,
  verdictOf,
} from '../../../local/front-door/requests';
import type { Entry } from '../../../local/front-door/requests';

const record = (values: Partial<Entry> = {}): RecordedRequest => ({
  service: 'dynamodb',
  operation: 'GetItem',
  caller: 'API_KEY',
  outcome: '200',
  durationMs: 1,
  requestId: 'id',
  time: '2026-03-01T12:00:00.000Z',
  ...values,
});
const entry = (number: number, values: Partial<Entry> = {}): Entry => ({ ...record(values), number });

describe('a request is', () => {
  test.each<[string, string]>([
    ['200', 'allowed'],
    ['202', 'allowed'],
    ['304', 'allowed'],
    ['403 AccessDenied', 'refused'],
    ['400 AccessDeniedException', 'refused'],
    ['400 UnrecognizedClientException', 'refused'],
    ['403 InvalidSignatureException', 'refused'],
    ['401 UnauthorizedException', 'refused'],
    ['Unauthorized', 'refused'],
    ['UnauthorizedException', 'refused'],
    ['400 ConditionalCheckFailedException', 'failed'],
    ['404 NoSuchKey', 'failed'],
    ['200 Unhandled', 'failed'],
    ['501 NotImplemented', 'failed'],
    ['ValidationError', 'failed'],
    ['aborted', 'failed'],
  ])('with the outcome %s %s', (outcome, verdict) => {
    expect(verdictOf(record({ outcome }))).toBe(verdict);
  });
});

test.each<[string | undefined, string[]]>([
  ['Inline#ReadAndLend', ['Inline#ReadAndLend']],
  ['A#0; B#1', ['A#0', 'B#1']],
  ['operator', ['operator']],
  [undefined, []],
  ['User: x is not authorized to perform: y', []],
])('the decision %p names the statements %j', (decision, statements) => {
  expect(statementsOf(record(decision === undefined ? {} : { decision }))).toEqual(statements);
});

test.each([
  ['arn:aws:dynamodb:eu-north-1:111122223333:table/Books', 'table/Books'],
  ['arn:aws:s3:::covers/a/b.jpg', 'covers/a/b.jpg'],
  ['arn:aws:sts::111122223333:assumed-role/Reader/session', 'Reader'],
  ['arn:aws:lambda:eu-north-1:111122223333:function:recommend:1', 'function:recommend:1'],
  ['appsync.amazonaws.com', 'appsync.amazonaws.com'],
])('%s is shown as %s', (arn, short) => {
  expect(shortArn(arn)).toBe(short);
});

test("a trace's id says when it began", () => {
  expect(secondsOfTrace('1-67a0c2e0-0123456789abcdef01234567')).toBe(0x67a0c2e0);
  expect(secondsOfTrace('17')).toBeUndefined();
});

describe('requests are grouped by trace', () => {
  const numbers = (entries: Entry[]) =>
    tracesOf(entries).map((trace) => trace.entries.map(({ number }) => number));

  test('the latest first, and alone where they have none', () => {
    expect(numbers([entry(1), entry(2), entry(3)])).toEqual([[3], [2], [1]]);
  });

  test('each beginning where the client came in', () => {
    const traceId = '1-a';
    expect(
      numbers([
        entry(1, { traceId, service: 'lambda', operation: 'authorizer' }),
        entry(2, { traceId, service: 'dynamodb' }),
        entry(3, { traceId, service: 'appsync' }),
        entry(4, { traceId, service: 'appsync', operation: 'called back' }),
      ]),
    ).toEqual([[3, 1, 2, 4]]);
  });

  test('and a trace keeps its place when something is added to it', () => {
    expect(numbers([entry(1, { traceId: 'a' }), entry(2), entry(3, { traceId: 'a' })])).toEqual([
      [2],
      [1, 3],
    ]);
  });

  test('whatever they are, none is lost and none shown twice', () => {
    const entries = fc.array(fc.record({ traceId: fc.constantFrom('a', 'b', undefined) }));
    fc.assert(
      fc.property(entries, (list) => {
        const given = list.map(({ traceId }, index) =>
          entry(index + 1, traceId === undefined ? {} : { traceId }),
        );
        expect(
          numbers(given)
            .flat()
            .sort((a, b) => a - b),
        ).toEqual(given.map(({ number }) => number));
      }),
    );
  });
});

test('what a request says of itself cannot become part of the page', () => {
  const hostile = `"><script>alert('1')</script>&`;
  const { text } = requestList(
    tracesOf([
      entry(1, {
        service: hostile,
        operation: hostile,
        caller: hostile,
        resource: hostile,
        outcome: `403 ${hostile}`,
        decision: hostile,
        requestId: hostile,
        traceId: hostile,
      }),
    ]),
  );

  expect(text).not.toMatch(/<script|">&lt;|'1'/);
  expect(text).toContain('&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;');
});

describe('a reader of the recent requests', () => {
  const [first, second, third] = ['a', 'b', 'c'].map((requestId) => record({ requestId }));
  const idsOf = ({ entries }: { entries: readonly Entry[] }) => entries.map(({ requestId }) => requestId);

  test('is told all of them first, and then what is new', () => {
    const recent = new RecentRequests();
    const all = recent.after([second!, first!]);
    expect([all.complete, idsOf(all)]).toEqual([true, ['a', 'b']]);

    const more = recent.after([third!, second!, first!], all.cursor);
    expect([more.complete, idsOf(more)]).toEqual([false, ['c']]);
    expect(idsOf(recent.after([third!, second!], more.cursor))).toEqual([]);
  });

  test('is told apart two requests of one id', () => {
    const recent = new RecentRequests();
    const { cursor } = recent.after([first!]);
    expect(idsOf(recent.after([{ ...first! }, first!], cursor))).toEqual(['a']);
  });

  test('is told all again by a cloud that has started anew', () => {
    const { cursor } = new RecentRequests().after([second!, first!]);
    expect(new RecentRequests().after([third!], cursor)).toMatchObject({
      complete: true,
      entries: [{ requestId: 'c', number: 1 }],
    });
  });
});
