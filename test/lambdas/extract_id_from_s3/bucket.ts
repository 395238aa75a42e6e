import { S3Client } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type S3Object = Buffer | string | { status: number; code: string } | { announces: number };

/** A PutObject as it came. */
export interface Written {
  key: string;
  headers: IncomingHttpHeaders;
}

const etagOf = (object: Buffer | string): string => `"${createHash('md5').update(object).digest('hex')}"`;

const refuse = (response: ServerResponse, status: number, code: string): void => {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<Error><Code>${code}</Code><Message>m</Message></Error>`);
};

/**
 * S3's GetObject and PutObject on the loopback: what is not there is forbidden, as without the right to list. `onPut` may answer a
 * write in S3's place.
 */
export const serveBucket = async (
  objects: Record<string, S3Object>,
  onPut: (attempt: number, store: () => void) => { status: number; code: string } | undefined = () =>
    undefined,
) => {
  const sent = { bytes: 0 };
  const written: Written[] = [];
  const server = createServer((request, response) => {
    const key = decodeURIComponent(new URL(request.url ?? '', 'http://s3').pathname).replace(
      '/pictures/',
      '',
    );
    const object = objects[key] ?? { status: 403, code: 'AccessDenied' };
    if (request.method === 'PUT') {
      void buffer(request).then((body) => {
        written.push({ key, headers: request.headers });
        const store = () => (objects[key] = body);
        const instead = onPut(written.length, store);
        if (instead) return refuse(response, instead.status, instead.code);
        const old = typeof object === 'string' || Buffer.isBuffer(object) ? object : undefined;
        if (old === undefined) return refuse(response, 404, 'NoSuchKey');
        if (request.headers['if-match'] !== etagOf(old)) return refuse(response, 412, 'PreconditionFailed');
        store();
        response.writeHead(200, { etag: etagOf(body) }).end();
      });
    } else if (typeof object === 'string' || Buffer.isBuffer(object)) {
      const headers = { 'content-type': 'image/jpeg', etag: etagOf(object) };
      response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(object) }).end(object);
    } else if ('announces' in object) {
      response.writeHead(200, { 'content-length': object.announces });
      const more = () => {
        if (response.destroyed) return;
        sent.bytes += 65_536;
        response.write(Buffer.alloc(65_536), more);
      };
      more();
    } else {
      refuse(response, object.status, object.code);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
  });
  const close = () =>
    new Promise<void>((resolve) => {
      client.destroy();
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { client, objects, sent, written, close };
};
