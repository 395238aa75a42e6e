import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { endpointNames } from './cloud';
import type { Cloud, EndpointName } from './cloud';
import { listen, loopback } from './http';

export type Endpoints = Cloud['endpoints'];

/**
 * Base URLs for every service: `basePort`, `basePort + 1`, … in the order of `endpointNames`. With 0 it picks ports that
 * are free now, below the range from which the system takes the ports of outgoing connections, so that none of those can
 * slip in before the service listens. Throws a sentence naming the port when one is taken.
 */
export async function reserveEndpoints(basePort = 0): Promise<Endpoints> {
  if (!Number.isInteger(basePort) || basePort < 0 || basePort + endpointNames.length > 65_536)
    throw new Error(
      `--port ${basePort} is not a port: give 0 or a number from 1 to ${65_536 - endpointNames.length}.`,
    );
  if (basePort !== 0) {
    const taken = await firstTaken(basePort);
    if (taken === undefined) return endpointsFrom(basePort);
    throw new Error(
      `Port ${taken} (for ${endpointNames[taken - basePort]}) is taken by another program. ` +
        `Choose another base port with --port; ports ${basePort} to ${basePort + endpointNames.length - 1} are needed.`,
    );
  }
  for (let attempt = 0; attempt < 50; attempt++) {
    const candidate = randomInt(20_000, 32_000);
    if ((await firstTaken(candidate)) === undefined) return endpointsFrom(candidate);
  }
  throw new Error('No free ports between 20000 and 32000: choose a base port with --port.');
}

function endpointsFrom(basePort: number): Endpoints {
  const url = (name: EndpointName) => `http://${loopback}:${basePort + endpointNames.indexOf(name)}`;
  return {
    appsync: url('appsync'),
    s3: url('s3'),
    dynamodb: url('dynamodb'),
    lambda: url('lambda'),
    'bedrock-agent-runtime': url('bedrock-agent-runtime'),
    secretsmanager: url('secretsmanager'),
  };
}

async function firstTaken(basePort: number): Promise<number | undefined> {
  for (let port = basePort; port < basePort + endpointNames.length; port++) {
    const probe = createServer();
    try {
      await listen(probe, `http://${loopback}:${port}`);
    } catch {
      return port;
    }
    await new Promise((resolve) => probe.close(resolve));
  }
  return undefined;
}
