/** The part of dynalite that the tests use. */
declare module 'dynalite' {
  import type { Server } from 'node:http';
  export default function dynalite(options?: { createTableMs?: number }): Server;
}
