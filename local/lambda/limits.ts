/** "Lambda quotas" of the developer guide. Bytes. */
export const requestLimitBytes = 6 * 1024 * 1024;
export const eventLimitBytes = 1024 * 1024;
/** The same 6 MB and the 100 bytes that Lambda's own error message grants a response. */
export const responseLimitBytes = requestLimitBytes + 100;
/** Code that is not loaded by then is loaded once more, within the function's timeout. */
export const initLimitMs = 10_000;
/** Invocations at a time in one account and region. */
export const accountConcurrency = 1_000;
/** An asynchronous event is kept no longer than this, unless the function says less. */
export const maximumEventAgeMs = 6 * 3600 * 1000;
export const maximumRetryAttempts = 2;
