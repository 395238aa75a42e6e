/** A graphql-codegen plugin that writes docs/reasons.md: every reason code, its sentence and the next step. */
import { reasonsOf } from './sentences.js';

export const plugin = (schema) => {
  const rows = reasonsOf(schema).map(
    ([code, { sentence, nextStep }]) => `| \`${code}\` | ${sentence} | \`${nextStep}\` |`,
  );
  return [
    '# Reason codes',
    '',
    'Generated from the `ReasonCode` enum of `schema.graphql` by `npm run codegen`; do not edit. A refusal carries the code as',
    '`errorType` (GraphQL errors) or `reason` (events and sessions), with the sentence and the next step.',
    '',
    '| code | what the person is told | what they do next |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
};
