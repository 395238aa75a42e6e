import * as v from 'valibot';
import { boundary } from '../../lambdas/boundary';
import { environment } from '../../lambdas/environment';
import { Fault } from '../../lambdas/fault';
import { createLog } from '../../lambdas/log';

const PLANTED = '0610851178';
const schema = v.object({ sessionId: v.string(), nationalId: v.pipe(v.string(), v.regex(/^\d{10}$/)) });
const good = { sessionId: 'session', nationalId: PLANTED };
const context = { awsRequestId: 'request' };

let lines: string[] = [];
beforeEach(() => {
  lines = [];
});
const lambda = (work: () => Promise<unknown>) =>
  boundary(
    createLog('create_customer', (line) => lines.push(line)),
    schema,
    work,
    ({ sessionId }) => ({ sessionId, step: 'CREATE_CUSTOMER' }),
  );
const logged = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

test('a Lambda answers, and logs one line without the payload', async () => {
  expect(await lambda(() => Promise.resolve({ name: PLANTED }))(good, context)).toEqual({ name: PLANTED });

  expect(logged()).toEqual([
    {
      at: expect.any(String) as string,
      level: 'info',
      function: 'create_customer',
      event: 'done',
      requestId: 'request',
      sessionId: 'session',
      step: 'CREATE_CUSTOMER',
      durationMs: expect.any(Number) as number,
    },
  ]);
  expect(lines.join()).not.toContain(PLANTED);
});

test.each([undefined, null, 'text', [], {}, { ...good, nationalId: `${PLANTED}99` }])(
  'an event that is not as described is refused by the names of its fields: %j',
  async (event) => {
    const work = jest.fn();

    await expect(lambda(work)(event, context)).rejects.toMatchObject({
      name: 'INVALID_INPUT',
      message: expect.stringMatching(
        /^event: missing or invalid: (\(whole\)|sessionId, nationalId|nationalId)$/,
      ) as string,
    });

    expect(work).not.toHaveBeenCalled();
    expect(lines.join()).not.toContain(PLANTED);
  },
);

test('an error that quotes a payload is neither logged nor thrown on, but its name and code are', async () => {
  const theirs = Object.assign(new Error(`${PLANTED} is not valid`), {
    name: 'ValidationException',
    $metadata: { httpStatusCode: 400, requestId: 'aws-request' },
  });

  const thrown: unknown = await lambda(() => Promise.reject(theirs))(good, context).catch(
    (error: unknown) => error,
  );

  expect(thrown).toBeInstanceOf(Fault);
  expect(thrown).toMatchObject({ message: 'ValidationException' });
  expect(Object.keys(thrown as object)).not.toContain('cause');
  expect(logged()[0]).toMatchObject({
    level: 'error',
    event: 'failed',
    fault: { error: 'ValidationException', httpStatus: 400, requestId: 'aws-request' },
  });
  expect(lines.join()).not.toContain(PLANTED);
});

test('a refused permission is told whole: the operator needs it', async () => {
  const denied = Object.assign(new Error('User: role is not authorized to perform: dynamodb:PutItem'), {
    name: 'AccessDeniedException',
  });

  await expect(lambda(() => Promise.reject(denied))(good, context)).rejects.toThrow(Fault);

  expect(logged()[0]).toMatchObject({
    fault: { detail: expect.stringContaining('dynamodb:PutItem') as string },
  });
});

test('a missing environment variable is named', () => {
  expect(() => environment(['TABLE_NAME', 'EMAIL_DOMAIN'], { TABLE_NAME: '' })).toThrow(
    'environment variables are missing: TABLE_NAME, EMAIL_DOMAIN',
  );
  expect(environment(['TABLE_NAME'], { TABLE_NAME: 'customers' })).toEqual({ TABLE_NAME: 'customers' });
});
