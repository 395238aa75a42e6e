import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedRequest {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the server does with one request: answers, or breaks the connection, or stays silent. */
export type Reaction =
  { status: number; body: string; headers?: Record<string, string> } | 'break' | 'silence';

/** An answer in JSON. */
export const answer = (body: object, status = 200): Reaction => ({ status, body: JSON.stringify(body) });

/** An HTTP server on the loopback that reacts to each request in turn; the last reaction repeats. */
export const serve = async (...reactions: Reaction[]) => {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const { method, url: path, headers } = incoming;
      requests.push({ method, path, headers, body: Buffer.concat(chunks).toString() });
      const reaction = reactions[Math.min(requests.length, reactions.length) - 1];
      if (reaction === 'silence') return;
      if (reaction === undefined || reaction === 'break') incoming.socket.destroy();
      else {
        outgoing.writeHead(reaction.status, { 'content-type': 'application/json', ...reaction.headers });
        outgoing.end(reaction.body);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
