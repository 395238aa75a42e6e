/** AppSync's quota for what one evaluation of a handler is given, and for what it comes to. Bytes of JSON. */
export const evaluationLimitBytes = 5 * 1024 * 1024;
