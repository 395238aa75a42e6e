import { createServer as createHttp1, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { createServer as createTcp, type Server, type Socket } from 'node:net';

export type Request = IncomingMessage | Http2ServerRequest;
export type Response = ServerResponse | Http2ServerResponse;

/** How an HTTP/2 connection begins (RFC 9113 §3.4); no method of HTTP/1 begins so. */
const preface = 'PRI';
/** Milliseconds that a connection may take to show which protocol it speaks. */
const longestSilence = 60_000;

/**
 * One port for cleartext HTTP/2 with prior knowledge, which the SDK's client speaks, and HTTP/1, which curl and
 * browsers speak: the first bytes of a connection decide.
 */
export function createTwoProtocolServer(listener: (request: Request, response: Response) => void): {
  server: Server;
  close(): Promise<void>;
} {
  const http1 = createHttp1({ keepAliveTimeout: 60_000 }, listener);
  const http2 = createHttp2({}, listener);
  // A broken connection is its client's affair; the request on it, if any, has its own handling.
  http2.on('sessionError', () => undefined);
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.setTimeout(longestSilence);
    socket.once('timeout', hangUp);
    decide(socket);
  });

  function decide(socket: Socket): void {
    const first: Buffer | null = socket.read(preface.length);
    if (first === null) {
      socket.once('readable', () => decide(socket));
      return;
    }
    socket.setTimeout(0);
    socket.off('timeout', hangUp);
    socket.unshift(first);
    (first.toString('latin1') === preface ? http2 : http1).emit('connection', socket);
  }

  return {
    server,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function hangUp(this: Socket): void {
  this.destroy();
}
