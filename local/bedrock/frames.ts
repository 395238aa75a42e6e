import { EventStreamCodec } from '@smithy/core/event-streams';
import type { AwsError } from '../cloud';

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

/** A frame of `application/vnd.amazon.eventstream` that carries one event. */
export function eventFrame(eventType: 'chunk' | 'trace', content: object): Uint8Array {
  return frame({ ':message-type': 'event', ':event-type': eventType }, content);
}

/** The frame that ends a stream with an error: `DependencyFailedException` goes as `dependencyFailedException`. */
export function exceptionFrame({ code, message, details }: AwsError): Uint8Array {
  const type = code.charAt(0).toLowerCase() + code.slice(1);
  return frame({ ':message-type': 'exception', ':exception-type': type }, { message, ...details });
}

function frame(headers: Record<string, string>, content: object): Uint8Array {
  const entries = Object.entries({ ...headers, ':content-type': 'application/json' });
  return codec.encode({
    headers: Object.fromEntries(entries.map(([name, value]) => [name, { type: 'string' as const, value }])),
    body: Buffer.from(JSON.stringify(content)),
  });
}
