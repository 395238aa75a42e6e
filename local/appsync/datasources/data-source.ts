/** What a data source made of a request object: `ctx.result`, and `ctx.error` when the call failed. */
export interface DataSourceAnswer {
  result: unknown;
  error?: { message: string; type: string };
}

/** Which resolver or function calls, and for which GraphQL request: what such calls ask for may go out as one batch. */
export interface CallSite {
  /** Told apart by identity; what is called belongs to its trace. */
  request: { readonly traceId: string };
  step: { maxBatchSize: number };
}

/**
 * A place that resolvers call. `call` throws AppSyncError for a request object that it cannot even send: such a field
 * fails at once, without its response handler.
 */
export interface DataSource {
  readonly name: string;
  call(request: unknown, site: CallSite): Promise<DataSourceAnswer>;
}
