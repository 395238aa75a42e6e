/** `ENOENT`, `EADDRINUSE`, … of an error of Node's own; by shape, for it may come from another realm than `Error`. */
export function errorCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}
