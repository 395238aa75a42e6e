/** What a data source made of a request object: `ctx.result`, and `ctx.error` when the call failed. */
export interface DataSourceAnswer {
  result: unknown;
  error?: { message: string; type: string };
}

/**
 * A place that resolvers call. `call` throws AppSyncError for a request object that it cannot even send: such a field
 * fails at once, without its response handler.
 */
export interface DataSource {
  readonly name: string;
  call(request: unknown): Promise<DataSourceAnswer>;
}
