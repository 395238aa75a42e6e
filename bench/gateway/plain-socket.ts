import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import WebSocket, { WebSocketServer } from 'ws';
import { serving } from './serving';

/** The least that a fan-out can cost: what is posted goes to every socket as it is. */
const server = createServer((request, response) => {
  let text = '';
  request.setEncoding('utf8');
  request.on('data', (part: string) => (text += part));
  request.on('end', () => {
    for (const client of sockets.clients) if (client.readyState === WebSocket.OPEN) client.send(text);
    response.end();
  });
});
const sockets = new WebSocketServer({ server });
server.listen(0, '127.0.0.1', () => {
  const { port }: Partial<AddressInfo> = Object(server.address());
  serving({ url: `http://127.0.0.1:${port}/` });
});
