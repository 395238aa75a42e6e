import type { AppSyncClient, EvaluateCodeCommandOutput } from '@aws-sdk/client-appsync';
import { codeOf, contextOf, expectations, nameOf, selection } from '../local/appsync/expectation';
import type { Expectation } from '../local/appsync/expectation';

/**
 * Puts the expectations of this machine's runtime to AppSync itself. EvaluateCode needs no API: a region, and credentials
 * of the SDK's default chain that may do `appsync:EvaluateCode`.
 */
const region = process.env['APPSYNC_PARITY_REGION'] ?? '';
if (region === '')
  process.stdout.write(
    'AppSync parity: skipped, since APPSYNC_PARITY_REGION is not set. With it, and with AWS credentials, the expectations ' +
      'of the resolver runtime are compared with EvaluateCode.\n',
  );

let client: AppSyncClient | undefined;

async function evaluate(expectation: Expectation): Promise<EvaluateCodeCommandOutput> {
  const { AppSyncClient, EvaluateCodeCommand } = await import('@aws-sdk/client-appsync');
  client ??= new AppSyncClient({ region, retryMode: 'adaptive', maxAttempts: 10 });
  const { info, ...context } = contextOf(expectation);
  return client.send(
    new EvaluateCodeCommand({
      runtime: { name: 'APPSYNC_JS', runtimeVersion: '1.0.0' },
      code: codeOf(expectation),
      context: JSON.stringify({ ...context, info: { ...info, ...selection } }),
      function: expectation.handler ?? 'response',
    }),
  );
}

const asked = Object.entries(expectations).flatMap(([file, list]) =>
  list
    .filter(({ here }) => here === undefined)
    .map((entry): [string, Expectation] => [`${file}: ${nameOf(entry)}`, entry]),
);

(region === '' ? describe.skip : describe)('AppSync comes to the same', () => {
  test.each(asked)('%s', async (_name, entry) => {
    const answer = await evaluate(entry);
    if (entry.fault !== undefined) return expect(answer.error?.message).toEqual(expect.any(String));
    if (entry.error !== undefined) return expect(answer.error?.message).toBe(entry.error.message);
    expect(answer.error).toBeUndefined();
    const value: unknown = JSON.parse(answer.evaluationResult || 'null');
    const pattern = entry.awsPattern ?? entry.pattern;
    if (pattern !== undefined) expect(String(value)).toMatch(new RegExp(pattern));
    else if (entry.json !== undefined) expect(JSON.parse(String(value))).toEqual(entry.json);
    else expect(value).toEqual(entry.earlyReturn?.value ?? entry.result);
    if (entry.stash !== undefined) expect(JSON.parse(answer.stash ?? 'null')).toEqual(entry.stash);
    if (entry.logs !== undefined) expect(answer.logs).toHaveLength(entry.logs.length);
    if (entry.appended !== undefined) {
      const appended: unknown = JSON.parse(answer.outErrors ?? 'null');
      expect(appended).toEqual(entry.appended.map(({ message }) => expect.objectContaining({ message })));
    }
  });
});
