import appsync from '@aws-appsync/eslint-plugin';
import tseslint from 'typescript-eslint';

const forbidden = (selector, message) => ({ selector, message });

/** Imports run one way: lambdas → identity → generated ← resolvers; infra and local share the template alone. */
const wing = (folder, ...closed) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: closed.map((other) => ({
          group: [`**/../${other}/**`, `**/../${other}`],
          message: `${folder}/ does not import from ${other}/: see docs/architecture.md.`,
        })),
      },
    ],
  },
});

export default tseslint.config(
  { ignores: ['cdk.out', 'coverage', '.local', 'generated', 'node_modules', '**/*.js', '**/*.mjs'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // A syntax tree has seventy kinds of nodes: a default says what holds for the rest of them.
    files: ['local/appsync/resolution/*.ts'],
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  {
    // What APPSYNC_JS does not run. AppSync's own plugin knows most of it; the rest is named here.
    files: ['resolvers/**/*.ts'],
    extends: [appsync.configs.recommended],
    rules: {
      'no-restricted-syntax': [
        'error',
        forbidden('ThrowStatement', 'APPSYNC_JS has no throw: use refuse() or util.error().'),
        forbidden('NewExpression', 'APPSYNC_JS has no constructors.'),
        forbidden("CallExpression[callee.name='structuredClone']", 'APPSYNC_JS has no structuredClone.'),
        forbidden("MemberExpression[object.name='Math'][property.name='random']", 'Use util.autoId().'),
      ],
    },
  },
  wing('resolvers', 'lambdas', 'identity', 'infra', 'local'),
  wing('identity', 'lambdas', 'resolvers', 'infra', 'local'),
  wing('lambdas', 'resolvers', 'infra', 'local'),
  wing('infra', 'lambdas', 'resolvers', 'identity', 'generated', 'local'),
  wing('local', 'lambdas', 'resolvers', 'identity', 'generated', 'infra'),
);
