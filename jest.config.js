/** The folder under test/ names the wing, the sentence names the behaviour. */
const project = {
  testEnvironment: 'node',
  transform: {
    '/@jsquash/.+\\.js$': '<rootDir>/test/codec-transform.cjs',
    '\\.[jt]sx?$|\\.mjs$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }],
  },
  // These packages ship ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(jose|@jsquash|tesseract-wasm|comlink|mrz)/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/.local'],
};

/** It needs a browser on the machine, so it runs when it is asked for: `npm run test:browser`. */
const browser = {
  ...project,
  displayName: 'browser',
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  globalSetup: '<rootDir>/test/browser/chromium.ts',
};

export default {
  testTimeout: 60_000,
  projects: [
    {
      ...project,
      displayName: 'rooms',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/acceptance/', '<rootDir>/test/browser/'],
    },
    {
      // One running stack for the whole suite: the laptop's, or a deployed one (see test/acceptance/stack.ts).
      ...project,
      displayName: 'acceptance',
      testMatch: ['<rootDir>/test/acceptance/**/*.test.ts'],
      setupFiles: ['<rootDir>/test/acceptance/unref-timers.ts'],
      globalSetup: '<rootDir>/test/acceptance/start-stack.ts',
      globalTeardown: '<rootDir>/test/acceptance/stop-stack.ts',
    },
    ...(process.argv.includes('browser') ? [browser] : []),
  ],
};
