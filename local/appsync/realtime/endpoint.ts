import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { newRequestId } from '../../http';
import type { AuthorizedCaller, Peer } from '../auth/caller';
import type { Engine } from '../engine';
import { refusalOf } from '../errors';
import { newTraceRoot } from '../../trace';
import { RealtimeConnection } from './connection';
import { keepAliveMs } from './frames';
import { connectionHeaders, offeredProtocols, realtimePath, subprotocol } from './handshake';

/** Bytes of one frame from a client. */
const largestFrame = 1024 * 1024;

/** Serves the real-time channel on the upgrades of `server`, by the engine as it is now. The function returned ends it. */
export function serveRealtime(engine: () => Engine, server: Server): () => void {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    handleProtocols: () => subprotocol,
  });
  const connections = new Set<RealtimeConnection>();
  const keepAlive = setInterval(() => {
    for (const connection of connections) connection.tend();
  }, keepAliveMs);
  keepAlive.unref();

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if ((request.url ?? '').split('?')[0] !== realtimePath) return refuseUpgrade(socket, '404 Not Found');
    if (!offeredProtocols(request).includes(subprotocol)) return refuseUpgrade(socket, '400 Bad Request');
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const peer = { ip: request.socket.remoteAddress ?? '', origin: request.headers.origin };
      const admission = admit(engine(), request, peer);
      const connection = new RealtimeConnection({ engine, socket: webSocket, peer, admission });
      connections.add(connection);
      webSocket.on('close', () => connections.delete(connection));
    });
  });

  return () => {
    clearInterval(keepAlive);
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

function refuseUpgrade(socket: Duplex, status: string): void {
  // Once upgraded, the socket is nobody's: whoever goes away now would end the process.
  socket.on('error', () => socket.destroy());
  const answer = `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`;
  socket.end(answer, () => socket.destroy());
}

/** The handshake's credentials; an IAM signature is over `POST <endpoint>/connect` with the body `{}`. */
async function admit(engine: Engine, request: IncomingMessage, peer: Peer): Promise<AuthorizedCaller> {
  const started = performance.now();
  const requestId = newRequestId();
  const traceId = newTraceRoot(engine.cloud.now());
  const recorded = (entry: { caller: string; outcome: string; decision?: string }) =>
    engine.cloud.record({
      service: 'appsync',
      operation: 'connect',
      resource: engine.api.arn,
      durationMs: performance.now() - started,
      requestId,
      traceId,
      ...entry,
    });
  try {
    const headers = connectionHeaders(request);
    const caller = await engine.authenticate({
      requestId,
      traceId,
      headers,
      peer,
      queryString: '',
      // The name that AppSync gives to the opening of a connection.
      operationName: 'Deepdish:Connect',
      variables: {},
      signed: () => ({
        method: 'POST',
        path: '/graphql/connect',
        query: '',
        headers,
        body: Buffer.from('{}'),
      }),
    });
    recorded({ caller: caller.name, outcome: '200' });
    return caller;
  } catch (error) {
    const { errorType, statusCode, message, decision = message } = refusalOf(error);
    recorded({ caller: 'unknown', outcome: `${statusCode} ${errorType}`, decision });
    throw error;
  }
}
