import { Deadline, requestLimitMs } from '../../../local/appsync/execution/deadline';
import { Documents } from '../../../local/appsync/execution/documents';
import { newRequest } from '../../../local/appsync/execution/request';
import { runResolver } from '../../../local/appsync/resolution/run';
import { loadCode } from '../../../local/appsync/resolution/sandbox';
import { buildApiSchema } from '../../../local/appsync/schema';
import { handlers } from './api-fixture';

const never = () => new Promise<never>(() => {});

/** A resolver whose data source answers as it likes, in a request that may take `limitMs`. */
async function resolve(call: () => Promise<{ result: unknown }>, limitMs: number): Promise<unknown> {
  const parsed = new Documents(buildApiSchema('type Query { slow: Int }'), true).prepare('{ slow }');
  if ('errors' in parsed) throw new Error('not valid');
  const deadline = new Deadline(limitMs);
  const request = newRequest({
    id: '1',
    traceId: '1-00000000-000000000000000000000000',
    caller: { mode: 'API_KEY', name: 'API_KEY', identity: null },
    headers: {},
    document: parsed.prepared,
    variables: {},
    deadline,
  });
  const code = await loadCode('Query.slow', handlers('return {}', 'return ctx.result'));
  return runResolver(
    { now: () => new Date(), environment: {}, log: () => {} },
    { kind: 'UNIT', code, dataSource: { name: 'Slow', call }, maxBatchSize: 0 },
    {
      request,
      parentTypeName: 'Query',
      fieldName: 'slow',
      args: {},
      source: null,
      selection: { selectionSetList: [], selectionSetGraphQL: '' },
      path: ['slow'],
      locations: null,
      selected: (data) => data,
    },
  ).finally(() => deadline.clear());
}

test('a data source that takes longer than the request may is given up', async () => {
  await expect(resolve(never, 5)).rejects.toMatchObject({
    errorType: 'ExecutionTimeout',
    message: 'Execution timed out.',
  });
  expect(requestLimitMs).toBe(30_000);
});

test('one that answers in time is waited for', async () => {
  await expect(resolve(() => Promise.resolve({ result: 7 }), requestLimitMs)).resolves.toBe(7);
});
