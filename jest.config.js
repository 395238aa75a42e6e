/** One configuration for every test; the folder under test/ names the wing, the sentence names the behaviour. */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.[jt]sx?$|\\.mjs$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' } }],
  },
  // These packages ship ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(jose|@jsquash|tesseract-wasm|comlink)/)'],
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/build', '<rootDir>/.local'],
  testTimeout: 30_000,
};
