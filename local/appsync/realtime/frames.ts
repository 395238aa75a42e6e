/** What goes over the socket, in AppSync's words (developer guide, "Building a real-time WebSocket client"). */
export type ServerFrame =
  | { type: 'connection_ack'; payload: { connectionTimeoutMs: number } }
  | { type: 'connection_error'; payload: { errors: FrameError[] } }
  | { type: 'ka' }
  | { type: 'start_ack' | 'complete'; id: string }
  | { type: 'data'; id: string; payload: unknown }
  | { type: 'error'; id?: string; payload: { errors: FrameError[] } };

export interface FrameError {
  errorType?: string | null;
  errorCode?: number;
  errorInfo?: unknown;
  message: string;
}

/** How long a client may wait for a `ka` before it gives the connection up. */
export const connectionTimeoutMs = 300_000;
export const keepAliveMs = 60_000;
/** A connection that says nothing worth an answer ends at the first keep-alive after this. */
export const silenceMs = 30_000;
/** AppSync ends every connection after a day. */
export const longestLifeMs = 24 * 60 * 60 * 1000;
export const mostSubscriptions = 100;
/** Characters of a subscription's id; AppSync recommends UUIDs. */
export const longestId = 256;
/** Characters of the query and the variables of a `start`: a connection keeps those of all its subscriptions. */
export const largestStart = 32 * 1024;
/** Bytes of one event's payload. */
export const largestPayload = 240 * 1024;
