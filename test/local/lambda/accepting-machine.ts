import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { boot } from '../../../local/boot';

/**
 * A machine of its own process that tests kill: it boots an assembly, hands the function `Works` some events, says which
 * were accepted, one a line, and lives on.
 */
const [, , assembly = '', stateDir = '', count = '0'] = process.argv;
const { cloud, endpoints, operator } = await boot({ assembly, stateDir });
const client = new LambdaClient({ region: cloud.region, endpoint: endpoints.lambda, credentials: operator });
await Promise.all(
  Array.from({ length: Number(count) }, async (_, n) => {
    const { $metadata } = await client.send(
      new InvokeCommand({ FunctionName: 'Works', InvocationType: 'Event', Payload: JSON.stringify(n) }),
    );
    process.stdout.write(`${$metadata.requestId} ${n}\n`);
  }),
);
