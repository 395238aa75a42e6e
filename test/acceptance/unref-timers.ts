/** aws-amplify leaves a timer of 15 s behind each real-time connection, which must not hold the test process. */
const native = globalThis.setTimeout;
Object.assign(globalThis, {
  setTimeout: (...given: Parameters<typeof native>) => native(...given).unref(),
});
