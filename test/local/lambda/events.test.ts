import { eventually, functionsTemplate, startLambda } from './lambda-fixture';
import type { FunctionFixture } from './lambda-fixture';

/** Says on the log what it got; `fail` times it throws before it answers. */
const code = `let calls = 0;
  export const handler = async (event) => {
    calls++;
    console.log('GOT', calls, JSON.stringify(event));
    if (calls <= (event.fail ?? 0)) throw new Error('attempt ' + calls);
    return { calls };
  };`;
const sink = 'export const handler = async (record) => { console.log("SUNK " + JSON.stringify(record)); };';

const config = (functionName: string, properties: object) => ({
  Type: 'AWS::Lambda::EventInvokeConfig',
  Properties: { FunctionName: { Ref: functionName }, Qualifier: '$LATEST', ...properties },
});
const toSink = { DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Sink', 'Arn'] } } } };
const maySink = [
  { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { 'Fn::GetAtt': ['Sink', 'Arn'] } },
];

async function start(functions: Record<string, FunctionFixture>, more: object = {}) {
  const lines: string[] = [];
  const started = await startLambda(
    { Sink: { code: sink }, ...functions },
    { more, echo: (line) => lines.push(line) },
  );
  const count = (text: string) => lines.filter((line) => line.includes(text)).length;
  const sunk = () =>
    eventually(() => lines.find((line) => line.includes('SUNK '))).then((line): Record<string, unknown> =>
      JSON.parse(line.slice(line.indexOf('SUNK ') + 5)),
    );
  return { ...started, lines, count, sunk };
}

describe('an asynchronous invocation', () => {
  test('is taken in at once and run once when it succeeds', async () => {
    const { invoke, lambda, count } = await start({ F: { code } });

    expect(await invoke('F', { n: 1 }, 'Event')).toMatchObject({ statusCode: 202, body: undefined });
    await eventually(() => (count('REPORT') > 0 ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(count('GOT')).toBe(1);
    await lambda.close();
  });

  test('is retried twice, and goes on when a retry succeeds', async () => {
    const { invoke, lambda, count, lines } = await start({ F: { code } });

    await invoke('F', { fail: 2 }, 'Event');
    await eventually(() => (count('GOT 3') > 0 ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(count('GOT')).toBe(3);
    expect(lines.join('\n')).not.toContain('RetriesExhausted');
    const ids = lines.filter((line) => line.includes('START RequestId')).map((line) => line.split(' ')[3]);
    expect(new Set(ids).size).toBe(1);
    await lambda.close();
  });

  test('that fails for ever ends at the on-failure destination, with request and error', async () => {
    const { invoke, lambda, count, sunk } = await start(
      { F: { code, may: maySink } },
      { C: config('F', toSink) },
    );

    await invoke('F', { fail: 9, name: 'x' }, 'Event');

    expect(await sunk()).toEqual({
      version: '1.0',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      requestContext: {
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:F:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { fail: 9, name: 'x' },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: {
        errorType: 'Error',
        errorMessage: 'attempt 3',
        trace: expect.arrayContaining([expect.any(String)]),
      },
    });
    expect(count('GOT')).toBe(3);
    await lambda.close();
  });

  test('that succeeds ends at the on-success destination', async () => {
    const onSuccess = {
      DestinationConfig: { OnSuccess: { Destination: { 'Fn::GetAtt': ['Sink', 'Arn'] } } },
    };
    const { invoke, lambda, sunk } = await start(
      { F: { code, may: maySink } },
      { C: config('F', onSuccess) },
    );

    await invoke('F', {}, 'Event');

    expect(await sunk()).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST' },
      responsePayload: { calls: 1 },
    });
    await lambda.close();
  });

  test('is retried as often as its configuration says', async () => {
    const { invoke, lambda, sunk } = await start(
      { F: { code, may: maySink } },
      { C: config('F', { ...toSink, MaximumRetryAttempts: 0 }) },
    );

    await invoke('F', { fail: 9 }, 'Event');

    expect(await sunk()).toMatchObject({ requestContext: { approximateInvokeCount: 1 } });
    await lambda.close();
  });

  test('that is throttled until it is too old ends without having run', async () => {
    const hangs = `export const handler = () => {
      console.log('HANGS');
      return new Promise((resolve) => setTimeout(resolve, 60_000));
    };`;
    const { invoke, lambda, sunk, count } = await start(
      { F: { code: hangs, may: maySink, properties: { ReservedConcurrentExecutions: 1, Timeout: 60 } } },
      { C: config('F', { ...toSink, MaximumEventAgeInSeconds: 0 }) },
    );
    const running = invoke('F');
    await eventually(() => (count('HANGS') > 0 ? true : undefined));

    await invoke('F', { n: 1 }, 'Event');

    const record = await sunk();
    expect(record).toMatchObject({
      requestContext: { condition: 'EventAgeExceeded', approximateInvokeCount: 0 },
      requestPayload: { n: 1 },
    });
    expect(record).not.toHaveProperty('responsePayload');
    await lambda.close();
    await running;
  });

  test('of a function that is switched off ends at once', async () => {
    const { invoke, lambda, sunk, count } = await start(
      { F: { code, may: maySink, properties: { ReservedConcurrentExecutions: 0 } } },
      { C: config('F', toSink) },
    );

    await invoke('F', { n: 1 }, 'Event');

    expect(await sunk()).toMatchObject({
      requestContext: { condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 },
    });
    expect(count('GOT')).toBe(0);
    await lambda.close();
  });

  describe('under a later template', () => {
    const fails = 'export const handler = async () => { console.log("TRY"); throw new Error("no"); };';
    const done = 'export const handler = async (n) => console.log("DONE", n);';

    test('waits for a function that is gone, and is run when it is back', async () => {
      const { invoke, lambda, reload, lines, count } = await start({ F: { code: fails } });
      await invoke('F', 7, 'Event');
      await eventually(() => (count('TRY') > 0 ? true : undefined));
      await reload({ Sink: { code: sink } });
      await eventually(() => lines.find((line) => /waits: Function not found: \S+:function:F$/.test(line)));

      await reload({ Sink: { code: sink }, F: { code: done } });

      await eventually(() => lines.find((line) => line.includes('DONE 7')));
      await lambda.close();
    });

    test('reaches its destination as the role that its function has by then', async () => {
      const functions = { Sink: { code: sink }, F: { code: fails, may: maySink } };
      const { invoke, lambda, reload, sunk, count } = await start(functions, { C: config('F', toSink) });
      const { F, ...rest } = functionsTemplate(functions).template.Resources;
      expect(F).toBeDefined();
      await invoke('F', 7, 'Event');
      await eventually(() => (count('TRY') > 0 ? true : undefined));
      // The same function with a role of another name: the earlier one is no more.
      const properties = { Role: { 'Fn::GetAtt': ['Other', 'Arn'] } };
      await reload(
        { Sink: { code: sink }, F: { code: fails, properties } },
        { C: config('F', toSink), FRole: undefined, Other: rest['FRole'] },
      );

      expect(await sunk()).toMatchObject({ requestPayload: 7 });
      await lambda.close();
    });
  });

  test('reaches no destination that the role of the function may not invoke', async () => {
    const { invoke, lambda, lines, records } = await start({ F: { code } }, { C: config('F', toSink) });

    await invoke('F', { fail: 9 }, 'Event');

    const refused = await eventually(() => lines.find((line) => line.includes('refused')));
    expect(refused).toContain('assumed-role/');
    expect(refused).toContain('is not authorized to perform: lambda:InvokeFunction');
    expect(records.some(({ outcome }) => outcome === '403 AccessDeniedException')).toBe(true);
    await lambda.close();
  });

  test('says so when its destination is of a kind that is not run', async () => {
    const queue = { DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Queue', 'Arn'] } } } };
    const { invoke, lambda, lines } = await start(
      { F: { code, properties: { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Queue', 'Arn'] } } } } },
      { C: config('F', queue), Queue: { Type: 'AWS::SQS::Queue' } },
    );

    await invoke('F', { fail: 9 }, 'Event');

    await eventually(() =>
      lines.find((line) => /The destination arn:aws:sqs:\S+ is not run on this machine/.test(line)),
    );
    expect(lines.some((line) => line.includes('The dead-letter queue arn:aws:sqs:'))).toBe(true);
    await lambda.close();
  });

  test('waits for its turn when the reserved concurrency is used up', async () => {
    const slow =
      'export const handler = async (ms) => { await new Promise((r) => setTimeout(r, ms)); console.log("DONE"); };';
    const { invoke, lambda, count } = await start({
      F: { code: slow, properties: { ReservedConcurrentExecutions: 1 } },
    });

    for (let n = 0; n < 4; n++) await invoke('F', 30, 'Event');

    await eventually(() => (count('DONE') === 4 ? true : undefined));
    await lambda.close();
  });
});
